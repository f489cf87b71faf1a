"""The two kinds of wrong. A `UserError` is a sentence for a person; any other exception is a bug."""

from __future__ import annotations


class UserError(Exception):
    """Something a person can act on, with a stable code.

    The sentence stands in `resources/locale/<lang>/*.toml` under `[error.<code>]` as `message` and
    `hint`; `values` fill its placeholders. `str()` is the code alone, so that nothing a person wrote
    can reach a log through an exception.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Cancelled(Exception):
    """The person asked a running job to stop; everything is as it was before."""
