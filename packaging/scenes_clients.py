"""Scenes of the page of clients: the demo's vault open, a note being written, an entry signed, the other forms."""

from __future__ import annotations

from collections.abc import Callable

from scene_ways import PSYCHOLOGIST
from studio import Scene, Studio

from app.services.demo import VAULT_PASSPHRASE
from app.services.vault import opening
from ui.pages.clients import ClientsPage
from ui.pages.page import Goto
from ui.vault.clients_note import SessionNote
from ui.vault.clients_room import ClientsRoom


def opened(studio: Studio) -> ClientsRoom:
    """The room of the clients, with the vault opened."""
    desk = studio.desk
    studio.window.activateWindow()  # or the room is veiled
    studio.settle()
    if not desk.door.is_open:
        desk.door.take(opening.open_vault(desk.workspace, VAULT_PASSPHRASE))
    desk.go(Goto("clients"))
    studio.settle()
    page = desk.page
    assert isinstance(page, ClientsPage) and isinstance(page.room, ClientsRoom)
    return page.room


def client(code: str, kind: str = "") -> Callable[[Studio], None]:
    """A client's file, with an entry of a kind begun."""

    def act(studio: Studio) -> None:
        opened(studio).open(code, (kind,) if kind else ())

    return act


def _signed(studio: Studio) -> None:
    """A signed session, with the list showing names."""
    shown = opened(studio)
    shown.open("0128")
    studio.settle()
    shown.names.hold(True)


def _search(studio: Studio) -> None:
    opened(studio).list.search.setText("母亲")


def _supervision(studio: Studio) -> None:
    opened(studio).list.states.toggle("supervision")


def _new(studio: Studio) -> None:
    opened(studio).begin("client")


def _confirm(studio: Studio) -> None:
    """A note in SOAP's labels, asked once whether it is to be signed, with its hour and way open."""
    room = opened(studio)
    studio.settle()
    note = room.middle.writing
    assert isinstance(note, SessionNote)
    note.template.toggle("soap")
    note.more.click()
    note.press()


def _nobody(studio: Studio) -> None:
    room = opened(studio)
    studio.settle()
    room.middle.put_nobody()
    room.side.hide()


CLIENTS_SCENES = (
    Scene("10b-clients", PSYCHOLOGIST, client("0147"), fresh=True),
    Scene("10b-clients-signed", PSYCHOLOGIST, _signed, fresh=True),
    Scene("10b-clients-no-agreement", PSYCHOLOGIST, client("0152"), fresh=True),
    Scene("10b-clients-agreement", PSYCHOLOGIST, client("0152", "counselling_agreement"), fresh=True),
    Scene("10b-clients-scale", PSYCHOLOGIST, client("0147", "scale_result"), fresh=True),
    Scene("10b-clients-group", PSYCHOLOGIST, client("0139", "group_session"), fresh=True),
    Scene("10b-clients-search", PSYCHOLOGIST, _search, fresh=True),
    Scene("10b-clients-supervision", PSYCHOLOGIST, _supervision, fresh=True),
    Scene("10b-clients-new", PSYCHOLOGIST, _new, fresh=True),
    Scene("10b-clients-confirm", PSYCHOLOGIST, _confirm, fresh=True),
    Scene("10b-clients-nobody", PSYCHOLOGIST, _nobody, fresh=True),
)
