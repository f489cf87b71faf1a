"""How everything looks: one table of tokens per theme feeds the palette, one style sheet and the painters."""
