"""What is said of a printed key, on its paper and beside it: a workspace's, a school's root key, a notes vault's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ui.words import Words


@dataclass(frozen=True)
class SheetWords:
    """`title` and `said` head the step; `file` is the name that is offered for the PDF."""

    of: Literal["store", "root", "vault"]
    title: str
    said: str
    print_hint: str
    keep: str
    file: str
    paper_title: str
    paper_why: str
    paper_foot: str


def store_sheet(words: Words) -> SheetWords:
    """The recovery sheet of a workspace."""
    return SheetWords(
        "store",
        words("first.sheet_title"),
        words("first.sheet_said"),
        words("first.print_hint"),
        words("first.keep"),
        words("first.pdf_name"),
        words("first.paper_title"),
        words("first.paper_why"),
        words("first.paper_foot"),
    )


def root_sheet(words: Words) -> SheetWords:
    """The root key of a school that is founded: the second page of the same file."""
    return SheetWords(
        "root",
        words("first.root_title"),
        words("first.root_said"),
        words("first.root_print_hint"),
        words("first.root_keep"),
        words("first.pdf_name"),
        words("first.root_paper_title"),
        words("first.root_paper_why"),
        words("first.root_paper_foot"),
    )


def vault_sheet(words: Words) -> SheetWords:
    """The recovery sheet of a notes vault: it opens no workspace, and the workspace's does not open it."""
    return SheetWords(
        "vault",
        words("vault_keys.sheet_title"),
        words("vault_keys.sheet_said"),
        words("vault_keys.print_hint"),
        words("vault_keys.keep"),
        words("vault_keys.pdf_name"),
        words("vault_keys.paper_title"),
        words("vault_keys.paper_why"),
        words("vault_keys.paper_foot"),
    )
