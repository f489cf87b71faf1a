"""The page of clients with the vault open: a note, a signed entry, two forms, the search, supervision, nobody yet."""

from __future__ import annotations

from functools import partial

from tests.ui.small_school import PSYCHOLOGIST
from tests.ui.stage import Place, Stage
from ui.pages.clients import ClientsPage
from ui.vault.clients_list import SUPERVISION
from ui.vault.clients_room import ClientsRoom


def opened(stage: Stage) -> ClientsRoom:
    """The room of the clients, come to rest with the first of them."""
    if not stage.desk.door.is_open:
        stage.desk.door.take(stage.school.open_vault())
    stage.go("clients")
    page = stage.desk.page
    assert isinstance(page, ClientsPage) and isinstance(page.room, ClientsRoom)
    return page.room


def _client(code: str, kind: str, stage: Stage) -> None:
    opened(stage).open(code, (kind,) if kind else ())
    stage.rest()


def _search(stage: Stage) -> None:
    room = opened(stage)
    room.list.search.setText("母亲")
    stage.qtbot.waitUntil(lambda: any(row.what == "found" for row in room.list.view.rows.lines))


def _supervision(stage: Stage) -> None:
    room = opened(stage)
    room.list.states.toggle(SUPERVISION)
    room._go_in(room.list.view.rows.lines[0])
    stage.rest()


def _nobody(stage: Stage) -> None:
    room = opened(stage)
    room.middle.put_nobody()
    room.side.hide()
    room.arrive()


CLIENTS_PLACES: tuple[Place, ...] = (
    Place("clients", PSYCHOLOGIST, partial(_client, "0152", "")),
    Place("clients-signed", PSYCHOLOGIST, partial(_client, "0139", "")),
    Place("clients-agreement", PSYCHOLOGIST, partial(_client, "0152", "counselling_agreement")),
    Place("clients-scale", PSYCHOLOGIST, partial(_client, "0147", "scale_result")),
    Place("clients-search", PSYCHOLOGIST, _search),
    Place("clients-supervision", PSYCHOLOGIST, _supervision),
    Place("clients-nobody", PSYCHOLOGIST, _nobody),
)
