"""The psychologist's notes: a second store file with its own key, kinds and connection. Only `app.services.vault`
reaches it (pyproject.toml, the wall of the vault); nothing here reads or writes the general store."""
