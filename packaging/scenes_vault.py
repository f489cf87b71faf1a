"""Scenes of the notes vault's door: closed, refused, made step by step, its keys, the veil."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from scene_ways import PSYCHOLOGIST, goto
from studio import Scene, Studio

from app.records.ids import new_id
from app.services import demo
from app.services.vault import opening
from app.services.vault.backups import LastBackup
from app.services.vault.notices import Notice
from ui.pages.page import Goto
from ui.vault.page import VaultPage

NEW = "river stones at dusk 42"
AWAY = Qt.ApplicationState.ApplicationInactive


def page_of(studio: Studio) -> VaultPage:
    studio.desk.go(Goto("clients"))
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, VaultPage)
    return page


def wrong(studio: Studio) -> None:
    page = page_of(studio)
    page.closed.secret.insert("not this one at all")
    page.closed.try_open()


def none_yet(studio: Studio) -> VaultPage:
    """A psychologist who has no vault; the demo's has one."""
    shutil.rmtree(studio.desk.workspace.home / "vault")
    return page_of(studio)


def making(step: str) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        making = none_yet(studio).closed.making
        if step == "why":
            return
        making.go_on()
        for field in (making.passphrase.secret.first, making.passphrase.secret.second):
            field.line.insert(demo.PASSPHRASE if step == "same" else NEW)
        if step != "passphrase":
            making.go_on()

    return act


def opened(studio: Studio) -> VaultPage:
    page = page_of(studio)
    page.door.take(opening.open_vault(studio.desk.workspace, demo.VAULT_PASSPHRASE))
    studio.rest()
    return page


def after(studio: Studio) -> None:
    """Locked again: the drafts are named by their clients' codes."""
    opened(studio).door.lock()


def veiled(studio: Studio) -> None:
    opened(studio)._veil_or_show(AWAY)


def unproven(studio: Studio) -> None:
    opened(studio).door.set_sheet("unproven")


def opened_by_others(studio: Studio) -> None:
    page, clock = opened(studio), studio.desk.workspace.clock
    page.openings.show_openings((Notice(new_id(), clock.stamp(), ("P0102", "P0103")),), clock)


def stale_backup(studio: Studio) -> None:
    opened(studio).door.set_backup(LastBackup(23, due=True))


def keys(studio: Studio) -> QWidget:
    studio.window.show_shortcuts()
    return studio.dialog()


def recovering(studio: Studio) -> QWidget:
    page_of(studio).recover()
    return studio.dialog()


def restoring(studio: Studio) -> QWidget:
    none_yet(studio).restore()
    dialog = studio.dialog()
    dialog.means.button("sheet").click()  # type: ignore[attr-defined]
    return dialog


def changing(*, leaked: bool) -> Callable[[Studio], QWidget]:
    def act(studio: Studio) -> QWidget:
        opened(studio).change_passphrase(leaked=leaked)
        return studio.dialog()

    return act


def renewing(studio: Studio) -> QWidget:
    opened(studio).renew_sheet()
    dialog = studio.dialog()
    dialog.go.click()  # type: ignore[attr-defined]
    studio.rest()
    return dialog


VAULT_SCENES: tuple[Scene, ...] = (
    Scene("10a-vault", PSYCHOLOGIST, goto("clients")),
    Scene("10a-vault-after", PSYCHOLOGIST, after, fresh=True),
    Scene("10a-vault-wrong", PSYCHOLOGIST, wrong, fresh=True),
    *(
        Scene(f"10a-vault-make-{step}", PSYCHOLOGIST, making(step), fresh=True)
        for step in ("why", "passphrase", "same", "sheet")
    ),
    Scene("10b-vault-veiled", PSYCHOLOGIST, veiled, fresh=True),
    Scene("10b-vault-unproven", PSYCHOLOGIST, unproven, fresh=True),
    Scene("10b-vault-backup", PSYCHOLOGIST, stale_backup, fresh=True),
    Scene("10b-vault-openings", PSYCHOLOGIST, opened_by_others, fresh=True),
    Scene("10b-vault-keys", PSYCHOLOGIST, keys),
    Scene("10b-vault-recover", PSYCHOLOGIST, recovering),
    Scene("10b-vault-restore", PSYCHOLOGIST, restoring, fresh=True),
    Scene("10b-vault-change", PSYCHOLOGIST, changing(leaked=False), fresh=True),
    Scene("10b-vault-leaked", PSYCHOLOGIST, changing(leaked=True), fresh=True),
    Scene("10b-vault-renew", PSYCHOLOGIST, renewing, fresh=True),
)
