"""Every page, form, dialog and view: named, reached by keys, large enough, plain, whole, and gone again afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from PySide6.QtWidgets import QApplication, QWidget

import ui.dialogs
from tests.ui.looked_at import (
    cut,
    hidden_below,
    nameless,
    not_plain,
    out_of_order,
    scrolling_across,
    sticking_out,
    telling,
    too_small,
    unreached,
)
from tests.ui.pages_under_test import ALL, PLACES
from tests.ui.stage import SIZE, Place, Stage, small, stage
from ui.dialogs.dialog import Dialog
from ui.frame.desk import Desk
from ui.frame.register import _PAGES
from ui.theme.look import Choice

__all__ = ["small", "stage"]

OTHER_LOOKS: tuple[tuple[Choice, float], ...] = (("dark", 1.3), ("light", 0.9))
"""What a place changes to while it is shown: one of them each day."""


@pytest.mark.parametrize("place", [p for k, p in enumerate(PLACES) if ALL or k % 2 == 0 or not p.made], ids=str)
def test_all_is_named_and_reached_by_keys(stage: Stage, place: Place) -> None:
    with stage.show(place) as shown:
        wrong = [*nameless(shown), *telling(shown), *not_plain(shown), *too_small(shown), *roomy(shown)]
        wrong += scrolling_across(shown)
        wrong += unreached(shown, stage.qtbot)
        wrong += out_of_order(shown, page_of(stage, shown), stage.qtbot)
        assert not wrong, "\n".join(wrong)
        for theme, scale in OTHER_LOOKS if ALL else [OTHER_LOOKS[PLACES.index(place) % 2]]:
            stage.look.choose(theme, scale)
            QApplication.processEvents()
        assert [*not_plain(shown)] == []


@pytest.mark.parametrize("place", PLACES if ALL else PLACES[::2], ids=str)
def test_nothing_is_cut_in_english(stage: Stage, place: Place) -> None:
    with stage.show(place, "en", "dark") as shown:
        wrong = [*nameless(shown), *telling(shown), *roomy(shown), *scrolling_across(shown)]
        assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("place", PLACES if ALL else PLACES[::4], ids=str)
def test_larger_type_can_be_scrolled_to(stage: Stage, place: Place) -> None:
    with stage.show(place, "en", scale=1.3) as shown:
        wrong = [*roomy(shown), *hidden_below(shown)]
        assert not wrong, "\n".join(wrong)


def page_of(stage: Stage, shown: QWidget) -> QWidget:
    """The page in front of a window that has a desk; else the dialog or the view itself."""
    desk = stage.window.desk
    return desk.page if shown is stage.window and isinstance(desk, Desk) else shown


def roomy(shown: QWidget) -> Iterator[str]:
    """Whether everything has room in a window of 1366×768."""
    if shown.window().parentWidget() is None and shown.size() != SIZE:
        yield f"the window grew to {shown.width()}×{shown.height()}"
    yield from sticking_out(shown)
    yield from cut(shown)


PAGES = {
    "this_week": "this-week",
    "students": "students",
    "student": "student",
    "record": "record-talk",
    "record_form": "write-care_listing",
    "merge": "merge",
    "talk": "write-talk",
    "visit": "write-visit",
    "visits": "visits",
    "families": "families",
    "contact": "write-parent_contact",
    "transfer": "transfer",
    "handover": "handover",
    "inbox": "inbox-files",
    "devices": "devices",
    "roster": "roster",
    "settings": "settings",
    "enrol": "enrol",
    "recovery": "recovery",
    "reviews": "reviews",
    "review_check": "review-check",
    "care": "care",
    "meetings": "meetings",
    "clients": "clients",
    "schedule": "schedule",
    "assessment": "assessment",
    "disclosures": "disclosures",
    "screening": "screening",
    "screening_import": "screening-import",
    "reports": "reports",
    "search": "search",
    "templates": "templates",
    "help": "help",
    "diagnosis": "diagnosis",
}
DIALOGS = {
    "AddPerson": "add-person",
    "AttachmentView": "attachment",
    "PrintStudent": "print-student",
    "ChangePassphrase": "change-passphrase",
    "ChangeVaultPassphrase": "vault-passphrase",
    "Dialog": "question",
    "DutyPhones": "duty-phones",
    "NewVaultSheet": "vault-sheet",
    "PhoneNow": "phone-now",
    "Recover": "recover",
    "RecoverVault": "vault-recover",
    "RestoreVault": "vault-restore",
    "RevokeDialog": "revoke",
    "Shortcuts": "shortcuts",
    "Snooze": "snooze",
    "Withdraw": "withdraw",
}


def test_no_page_and_no_dialog_is_left_out() -> None:
    names = {place.name for place in PLACES}
    assert set(_PAGES) == set(PAGES) and set(PAGES.values()) <= names
    for module in iter_modules(ui.dialogs.__path__):
        import_module(f"ui.dialogs.{module.name}")
    made = ["Dialog", *(one.__name__ for one in Dialog.__subclasses__())]
    assert set(made) == set(DIALOGS) and set(DIALOGS.values()) <= names
