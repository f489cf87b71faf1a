"""个案转接: one client's case from one psychologist's vault to another's, with the client's consent in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import canonical
from app.errors import UserError
from app.exchange.trust import same_code
from app.records import VAULT_KINDS
from app.services.files import deliver, take_away
from app.services.records import is_students_number
from app.services.vault.cards import VaultCard, keys_of_vault, own_card, read_card
from app.services.vault.codes import Codes, codes_booked
from app.services.vault.minors import is_minor_client
from app.services.vault.packets import STAYS, Carried, Case, Packet, open_packet, seal
from app.services.vault.signing import VaultDraft, write_entry
from app.services.vault.unsigned import drafts_about
from app.store.audit import add_audit
from app.store.connection import Db
from app.texts import text
from app.vault import entries
from app.vault.entries import Foreign, New, Stored
from app.vault.file import Vault, set_setting, setting
from app.workspace import Workspace


@dataclass(frozen=True)
class Given:
    """A case that was given: the file, how many entries are in it, and how many stayed because they are about others
    too or are the giver's own."""

    file: Path
    entries: int
    stayed: int


@dataclass(frozen=True)
class Taken:
    """A case that was taken: the client's code here, how many entries came, who gave it and the code of their card.
    `again`: this file was taken before, and nothing changed."""

    code: str
    entries: int
    giver: str
    giver_code: str
    again: bool = False


def give_case(
    workspace: Workspace, vault: Vault, code: str, card: Path, spoken: str, consent: str, out: Path, guardian: str = ""
) -> Given:
    """Writes a client's whole case to a file that only the vault of this card opens, and closes the case here.

    `spoken` is the card's code as the colleague read it aloud, `consent` the client's consent in words and `guardian`
    the word of the guardian, without which nobody under age is handed on. Entries about several clients stay, and notes
    of one's own supervision. UserError `client_unknown`, `vault_consent_missing`, `vault_guardian_missing`,
    `vault_card_unreadable`, `vault_card_own`, `vault_card_code`, `vault_case_drafts` while anything about the client is
    not signed, and what `deliver` raises; then nothing has changed.
    """
    if not consent.strip():
        raise UserError("vault_consent_missing")
    found = read_card(card)
    if not same_code(found.code, spoken):
        raise UserError("vault_card_code")
    if found.card.vault == vault.store_id:
        raise UserError("vault_card_own")
    keys, own, stamp = keys_of_vault(vault), own_card(workspace, vault), workspace.clock.stamp()
    written: Path | None = None
    try:
        with vault.unit() as unit:
            client = _client(unit, code)
            if not guardian.strip() and is_minor_client(workspace, unit, client):
                raise UserError("vault_guardian_missing")
            _check_signed(workspace, drafts_about(unit, Codes(unit).former(client)), code)
            about = entries.stored(unit, client)
            carried = _travelling(about, client)
            said = _said(workspace, consent, guardian)
            packet = Packet(1, own, found.card.sign, stamp, client, said, carried)
            told = {"direction": "out", "consent": consent.strip(), "entries": len(carried)}
            told |= {"guardian_word": guardian.strip()}
            _tell(workspace, unit, vault, "case_transfer", code, {"colleague": _who(found), **told})
            _tell(workspace, unit, vault, "case_closing", code, {"ending": "transferred", "review": _who(found)})
            _keep(workspace, unit, vault, client, {"state": "closed"})
            add_audit(unit, stamp, "case_given", vault.owner, client)
            written = deliver(seal(packet, keys, found.card), out.parent, out.name)
    except BaseException:
        if written is not None:  # a file of which the vault knows nothing must not lie about
            take_away(written)
        raise
    return Given(written, len(carried), len(about) - len(carried))


def _said(workspace: Workspace, consent: str, guardian: str) -> str:
    """What goes with the case of who agreed to it."""
    told = consent.strip()
    if guardian.strip():
        word = text(workspace.language, "vault_keeping.guardian_word", word=guardian.strip())
        told = f"{told}\n{word}"
    return str(canonical.nfc(told))


def _check_signed(workspace: Workspace, waiting: Sequence[VaultDraft], code: str) -> None:
    """A draft would stay with who gives the case away, and an assessment that nobody finished would be lost."""
    if waiting:
        kinds = dict.fromkeys(text(workspace.language, f"kind.{draft.kind}") for draft in waiting)
        between = ", " if workspace.language == "en" else "、"
        raise UserError("vault_case_drafts", code=code[:20], kinds=between.join(kinds))


def _client(db: Db, code: str) -> str:
    client = Codes(db).find(code)
    if client is None:
        raise UserError("client_unknown", code=code[:20])
    return client


def _travelling(about: list[Stored], client: str) -> list[tuple[str, str]]:
    """The entries about this client alone that are not the giver's own, with the addenda to them."""
    stays = set[str]()
    for one in about:
        if one.line.clients != [client] or one.line.kind in STAYS or one.line.of in stays:
            stays.add(one.line.id)
    return [(one.text, one.body) for one in about if one.line.id not in stays]


def _who(card: VaultCard) -> str:
    return f"{card.card.name} {card.card.number}".strip()


def _tell(workspace: Workspace, unit: Db, vault: Vault, kind: str, code: str, values: Mapping[str, object]) -> None:
    stamp = workspace.clock.stamp()
    when = stamp[:10] if kind == "case_closing" else stamp
    write_entry(workspace, unit, vault.owner, VAULT_KINDS[kind], {"client": code, "when": when, **values})


def _keep(workspace: Workspace, unit: Db, vault: Vault, client: str, changed: Mapping[str, object]) -> None:
    """A newer version of a client's particulars; also where the code is another one."""
    kind, stamp = VAULT_KINDS["client"], workspace.clock.stamp()
    fields = {**Codes(unit).fields(client), **changed}
    entries.append(unit, New("client", kind.version, fields, stamp, [client], client), stamp, vault.owner)


def take_case(workspace: Workspace, vault: Vault, path: Path, spoken: str) -> Taken:
    """Takes a case that a colleague gave: all of it or nothing. Each entry is signed here anew, with its whole line
    there as where it came from; a client whose code is somebody else's here has a new one.

    `spoken` is the code of the giver's card as they read it aloud: a file says by itself who gave it, and only the
    voice proves it. UserError as `open_packet`, `vault_card_code`.
    """
    case = open_packet(path, keys_of_vault(vault), workspace.clock)
    if not same_code(case.giver.code, spoken):
        raise UserError("vault_card_code")
    client, giver = case.packet.client, _who(case.giver)
    with vault.unit() as unit:
        codes = Codes(unit)
        if setting(unit, f"case:{case.digest}"):
            return Taken(codes.code(client), 0, giver, case.giver.code, again=True)
        new = _new_here(unit, case)
        for one in new:
            entries.append(unit, _foreign(case, one), workspace.clock.stamp(), vault.owner)
        code = _code_here(workspace, unit, codes, client)
        _keep(workspace, unit, vault, client, {"code": code, "state": "open"})
        told = {"direction": "in", "consent": case.packet.consent, "entries": len(new)}
        _tell(workspace, unit, vault, "case_transfer", code, {"colleague": giver, **told})
        set_setting(unit, f"case:{case.digest}", client)
        add_audit(unit, workspace.clock.stamp(), "case_taken", vault.owner, client)
    return Taken(code, len(new), giver, case.giver.code)


def _new_here(db: Db, case: Case) -> list[Carried]:
    """The entries that are not here yet: a case that comes back brings what it once took along.

    UserError `vault_case_damaged` where another entry has the id of one.
    """
    here = {stored.line.id: stored for stored in entries.stored(db, case.packet.client)}
    new = []
    for one in case.entries:
        known = here.get(one.line.id)
        if known is None:
            if entries.exists(db, one.line.id):
                raise UserError("vault_case_damaged")
            new.append(one)
        elif not _origins(known.text, known.foreign) & _origins(one.text, one.body.foreign):
            raise UserError("vault_case_damaged")
    return new


def _origins(text: str, before: Foreign | None) -> set[str]:
    """An entry's line and those that it had in the vaults before."""
    found = {text}
    while before is not None:
        found.add(before.line)
        before = before.before
    return found


def _foreign(case: Case, one: Carried) -> New:
    line, card = one.line, case.giver.card
    origin = Foreign(card.vault, card.sign, one.text, one.body.foreign)
    return New(
        line.kind, line.kv, one.body.fields, line.happened, line.clients, line.of, line.id,
        salt=one.body.salt, foreign=origin,
    )  # fmt: skip


def _code_here(workspace: Workspace, db: Db, before: Codes, client: str) -> str:
    """The code that the client had here, else the giver's, else a new one where that is, or is booked for, somebody
    else's, or is a student's number."""
    known, after, booked = before.code(client), Codes(db), codes_booked(workspace)
    wanted = known or after.code(client)
    taken = wanted in booked or before.find(wanted) is not None or is_students_number(workspace.store.read(), wanted)
    return wanted if known or not taken else after.next_code(booked)
