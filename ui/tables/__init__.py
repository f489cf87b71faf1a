"""Read-only models and painters of lists; a model is replaced whole, editing happens in forms."""
