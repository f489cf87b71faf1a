"""The one way out of the vault: a disclosure slip, written for its receiver, looked at, signed, and told to the vault.

Nothing is copied: the text is the writer's own, and what equals an entry word for word is pointed out. Until `disclose`
nothing is written anywhere; then an addendum in the vault, a record in the general store and a row in either audit.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from unicodedata import normalize

from app.errors import UserError
from app.records import VAULT_KINDS, text_of
from app.records.ids import new_id
from app.records.kind import Values
from app.services.context import Names
from app.services.diagnosis_words import Pointed, find_diagnosis_words
from app.services.disclosures import KIND, Consented, Paper, clean_values, consent_of, draw_paper
from app.services.saving import Saved
from app.services.vault import held
from app.services.vault.codes import Codes
from app.services.vault.minors import is_minor_client
from app.services.vault.signing import write_entry
from app.store.audit import add_audit
from app.store.connection import Db
from app.texts import text
from app.vault import drafts, entries
from app.vault.file import Vault
from app.workspace import Workspace

RUN = 12
"""So many signs in a row that stand in an entry too are a quotation."""
WRITTEN = ("content", "to", "pass_on", "consent_noted", "not_told_why")
"""The fields of a slip that are written freely."""


@dataclass(frozen=True)
class Quoted:
    """A passage of a field, `start` to `end`, that stands word for word in an entry (its id) of the vault."""

    field: str
    start: int
    end: int
    entry: str


@dataclass(frozen=True)
class Preview:
    """A slip before it is signed. `consent` is the recorded consent that it may go by, where there is one; `minor` says
    that the client is under 18, so that a guardian has a word in it. `lacking` are the fields that a whole slip has
    besides: asked for, and demanded of nobody, for a life may be in danger."""

    values: Values = field(repr=False)
    paper: Paper = field(repr=False)
    words: tuple[Pointed, ...] = field(repr=False)
    quoted: tuple[Quoted, ...]
    consent: Consented | None
    minor: bool
    lacking: tuple[str, ...]


def preview_disclosure(workspace: Workspace, vault: Vault, values: Mapping[str, object]) -> Preview:
    """Checks a slip and shows what its receiver will read; writes nothing anywhere.

    Raises UserError as `add_record` does.
    """
    clean = clean_values(workspace, values)
    student = str(clean["student"])
    number = Names(workspace.store.read()).label(student)
    with vault.look() as db:
        client = _client_of(db, number)
        quoted = _quoted(db, client, clean)
        minor = is_minor_client(workspace, db, client)
    consent = consent_of(workspace, student, minor=minor)
    agreed = clean["ground"] != "consent" or consent is not None or "consent_noted" in clean
    lacking = (*(() if agreed else ("consent_noted",)), *KIND.wants(clean))
    words = find_diagnosis_words(KIND.name, clean, workspace.language)
    return Preview(clean, draw_paper(workspace, clean), words, quoted, consent, minor, lacking)


def check_whole(seen: Preview) -> None:
    """What whoever has the time for it is asked: UserError `disclosure_consent_needed` where the ground is consent and
    neither a consent is recorded nor how it was given, `field_missing` for anything else that is lacking."""
    for name in seen.lacking:
        if name == "consent_noted":
            raise UserError("disclosure_consent_needed")
        raise UserError("field_missing", field=name, kind=KIND.name)


def disclose(
    workspace: Workspace, vault: Vault, values: Mapping[str, object], *, source: str = "", draft: str = ""
) -> Saved:
    """Signs a slip: the record that travels to the centre, and in the vault who was told what of whom, with the id of
    the record; its draft goes. `source` is the entry that it was written from.

    Both or neither: the record is made before the vault ends its transaction and saved after it, and until the store
    has it, the vault keeps the slip and saves it at its next opening. Raises UserError as `preview_disclosure`,
    `vault_entry_unknown` for the source, and what keeps a record from being saved: then nothing is left anywhere; but
    `disclosure_waits` where the slip is signed in the vault and only the store did not take it.
    """
    clean, identity = preview_disclosure(workspace, vault, values).values, new_id()
    signed = False
    try:
        with workspace.store.unit() as opened:
            saved = held.write_slip(workspace, opened, identity, clean)
            with vault.unit() as unit:
                _sign(workspace, unit, vault.owner, identity, clean, source)
                if draft:
                    drafts.drop(unit, draft)
            signed = True
    except UserError:
        if signed:
            raise UserError("disclosure_waits") from None
        raise
    with suppress(UserError), vault.unit() as unit:  # else the next opening sees that the store has it
        held.pay_slip(unit, identity)
    return saved


def _sign(workspace: Workspace, unit: Db, owner: str, identity: str, clean: Values, source: str) -> None:
    """What the vault keeps of a slip: on which entry or client it was written, and that the store is still to have
    it."""
    number = Names(workspace.store.read()).label(str(clean["student"]))
    target = entries.find(unit, source).id if source else _client_of(unit, number)
    if target:
        told = {"of": target, "text": _told(workspace, clean, identity)}
        write_entry(workspace, unit, owner, VAULT_KINDS["addendum"], told)
    held.owe_slip(unit, identity, clean)
    add_audit(unit, workspace.clock.stamp(), "disclosure", owner, identity)


def find_student(workspace: Workspace, vault: Vault, code: str) -> str:
    """The student (id) who is behind a client's code; "" where the vault or the roster does not know."""
    with vault.look() as db:
        codes = Codes(db)
        number = str(codes.fields(codes.find(code) or "").get("student") or "")
    try:
        return Names(workspace.store.read()).find("student", number) if number else ""
    except UserError:
        return ""


def find_code(workspace: Workspace, vault: Vault, student: str) -> str:
    """The code of the client who is this student (id); "" where the vault knows nobody."""
    number = Names(workspace.store.read()).label(student)
    with vault.look() as db:
        return Codes(db).code(_client_of(db, number))


def _told(workspace: Workspace, clean: Values, identity: str) -> str:
    language = workspace.language
    return text(
        language,
        "disclosing.told",
        to=clean["to"],
        ground=text(language, f"choice.ground.{clean['ground']}"),
        decided=clean["decided_by"],
        content=clean["content"],
        id=identity,
    )


def _client_of(db: Db, number: str) -> str:
    """The id of the client with a student number; "" where nobody has it."""
    codes = Codes(db)
    return next((c for c in codes.clients() if number and codes.fields(c).get("student") == number), "")


# ── word for word ────────────────────────────────────────────────────────────────────────────────


def _quoted(db: Db, client: str, clean: Values) -> tuple[Quoted, ...]:
    """What a slip's fields say in the very words of the client's entries; of all entries where the client is not known
    by the student's number."""
    about = entries.of_client(db, client) if client else entries.of_kinds(db, VAULT_KINDS)
    kept = [(e.line.of or e.id, _folded(text_of(VAULT_KINDS[e.kind], e.given))[0]) for e in about if e.fields]
    return tuple(
        Quoted(name, start, end, entry)
        for name in WRITTEN
        if isinstance(said := clean.get(name), str)
        for start, end, entry in _runs(said, kept)
    )


def _runs(said: str, kept: list[tuple[str, str]]) -> list[tuple[int, int, str]]:
    """(start, end, entry) of every passage of at least `RUN` signs that stands in one of these texts."""
    folded, places = _folded(said)
    found, at = list[tuple[int, int, str]](), 0
    while at + RUN <= len(folded):
        longest, where = max(((_common(folded, at, body), entry) for entry, body in kept), default=(0, ""))
        if longest:
            found.append((places[at], places[at + longest - 1] + 1, where))
        at += longest or 1
    return found


def _common(folded: str, at: int, body: str) -> int:
    """How many signs from a place on stand in a text in a row; 0 for fewer than `RUN`."""
    if folded[at : at + RUN] not in body:
        return 0
    length = RUN
    while at + length < len(folded) and folded[at : at + length + 1] in body:
        length += 1
    return length


def _folded(written: str) -> tuple[str, list[int]]:
    """A text without its gaps and in one width, and where each of its signs came from."""
    signs = [(s, n) for n, sign in enumerate(written) for s in normalize("NFKC", sign).casefold() if not s.isspace()]
    return "".join(sign for sign, _ in signs), [place for _, place in signs]
