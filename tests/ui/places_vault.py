"""Places at the door of the notes vault: closed, on the way to a new one, and what is done with its keys."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app.services.vault.backups import LastBackup
from app.services.workspaces import Founded, Who
from tests.ui.small_school import PSYCHOLOGIST
from tests.ui.stage import Place, Stage
from tests.ui.ways import dialog
from ui.vault.page import VaultPage

KEY = "-".join(f"R{k:03d}" for k in range(14))


def _page(stage: Stage) -> VaultPage:
    stage.go("clients")
    page = stage.desk.page
    assert isinstance(page, VaultPage)
    return page


def _closed(stage: Stage) -> None:
    _page(stage)


def _making(step: str, stage: Stage) -> None:
    """A step on the way to a vault, in front of somebody who has one."""
    closed = _page(stage).closed
    making = closed.making
    closed.stack.setCurrentWidget(making)
    if step == "sheet":
        workspace = stage.desk.workspace
        making.sheet.show_key(Founded(workspace.home, workspace.device, KEY), Who("秦书微", "psychologist", "X001"))
        making._show(making.sheet)
    closed.arrive()


def _warned(stage: Stage) -> None:
    """What the strip says of a sheet that nobody proved, above the veil."""
    page = _page(stage)
    page.strip.show_open(300, "unproven")
    page.stack.setCurrentWidget(page.veil)
    page.strip.keys.setFocus()


def _recover(stage: Stage) -> QWidget:
    _page(stage).recover()
    return dialog(stage)


def _restore(stage: Stage) -> QWidget:
    """The dialog over a strip that reminds of a backup."""
    page = _page(stage)
    page.strip.show_open(300, "proven")
    page.strip.show_backup(LastBackup(23, due=True))
    page.restore()
    return dialog(stage)


def _passphrase(stage: Stage) -> QWidget:
    _page(stage).change_passphrase(leaked=True)
    return dialog(stage)


def _sheet(stage: Stage) -> QWidget:
    _page(stage).renew_sheet()
    return dialog(stage)


VAULT_PLACES: tuple[Place, ...] = (
    Place("vault-closed", PSYCHOLOGIST, _closed),
    Place("vault-why", PSYCHOLOGIST, partial(_making, "why")),
    Place("vault-made-sheet", PSYCHOLOGIST, partial(_making, "sheet")),
    Place("vault-warned", PSYCHOLOGIST, _warned),
    Place("vault-recover", PSYCHOLOGIST, _recover),
    Place("vault-restore", PSYCHOLOGIST, _restore),
    Place("vault-passphrase", PSYCHOLOGIST, _passphrase),
    Place("vault-sheet", PSYCHOLOGIST, _sheet),
)
