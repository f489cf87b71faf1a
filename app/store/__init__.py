"""The only SQL: the encrypted store with its log, projections, search, audit, backup and drafts."""
