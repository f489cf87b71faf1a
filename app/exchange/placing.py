"""Placing: which verified revisions count, and why the others are held.

A pure function over log, roster and trust, run again after each import, so that an arriving roster
frees held records by itself (REPLICATION.md R3). Codes: newer_kind, role, parent_unknown,
parent_held, not_yours, student_unknown, out_of_scope, disclosure_needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.clock import Clock
from app.exchange.progress import APPLIED, INDEXED, PLACED, Progress
from app.exchange.scope import Scopes
from app.records import kind_of
from app.records.ids import pack
from app.records.kind import Kind
from app.records.readable import is_readable
from app.records.reference import ASSIGNMENT
from app.records.revision import Header, read_header
from app.store import held as held_rows
from app.store import projection, query
from app.store.connection import Db
from app.store.log import Appended, Stored, find_revision, revision_at, revisions_by_record, revisions_of, sliced

SHAPING = frozenset({"unit", "student", "assignment"})
PLACE_TICKS, INDEX_TICKS = 20, 5  # of `Progress`, for a hundred new revisions


class Placing:
    """One run over some records of a store.

    A `judge` (a seat, or a station for what came to it straight from a device) checks everything;
    any other device takes the seat's word for what a seat sent.
    """

    def __init__(
        self,
        unit: Db,
        clock: Clock,
        device: str,
        *,
        judge: bool,
        takes_word: bool,
        progress: Progress | None = None,
    ) -> None:
        self.unit = unit
        self.clock = clock
        self.device = device
        self.judge = judge
        self.takes_word = takes_word
        self.progress = progress or Progress()
        self.scopes = Scopes(unit, clock)
        self.freed: set[int] = set()

    def after(self, done: Appended) -> dict[int, str]:
        """Places what an append brought and whatever that may have changed; the held of the new ones.

        Leaves `held` and every projection true to the log, and in `freed` what was held before and counts now.
        """
        before = held_rows.held_codes(self.unit)
        self.progress.phase(PLACED, ticks=len(done.new) * PLACE_TICKS // 100)
        fresh, again = self._sorted(done)
        kinds = {r: known[0].header.kind for r, known in revisions_by_record(self.unit, list(again)).items()}
        shaping = {r for r in again if kinds[r] in SHAPING}
        shapers = {p for p in fresh if done.new[p].header.kind in SHAPING}
        self._place(done, sorted(shapers), shaping)
        narrowed = self._narrowed(shaping)
        self.scopes = Scopes(self.unit, self.clock)
        if self.judge:
            self.scopes.learn(s for e in done.new.values() if e.header.kind not in SHAPING for s in e.header.students)
        self._place(done, [p for p in fresh if p not in shapers], again - shaping)
        self.progress.phase(INDEXED, ticks=len(done.new) * INDEX_TICKS // 100)
        projection.index(self.unit, done)
        self.progress.phase(APPLIED)
        if done.new or done.vouched:
            self._free(narrowed)
        held = held_rows.held_codes(self.unit)
        self.freed = before.keys() - held.keys()
        return {pos: code for pos, code in held.items() if pos in done.new}

    def everything(self) -> int:
        """Places and projects the whole log anew, which is what `rebuild` does; how many records there are."""
        projection.clear(self.unit)
        kinds: dict[bytes, str] = {}
        for record, line in held_rows.every_header(self.unit):
            kinds[record] = read_header(line).kind
        for wanted in (("unit",), ("student",), ("assignment",), ("disclosure",), None):
            records = [r for r, kind in kinds.items() if (kind in wanted if wanted else kind not in SHAPING)]
            self._records(records)
            projection.project_again(self.unit, records, self.clock)
            self.scopes = Scopes(self.unit, self.clock)
        projection.refill_index(self.unit)
        return projection.count_records(self.unit)

    def objection(self, header: Header) -> str:
        """Why a revision about to be saved here would be held at the centre, or ""."""
        kind = kind_of(header.kind)
        if kind is None or header.kv > kind.version:
            return "newer_kind"
        code = self._judged(kind, header) or (self._releases(header) if kind.name == "release" else "")
        if code or not header.parents:
            return code
        headers = {r.id.hex(): r.header for r in revisions_of(self.unit, pack(header.record))}
        return self._lineage(header, headers, {}) or self._let_out(kind, header, headers)

    def _let_out(self, kind: Kind, header: Header, headers: dict[str, Header]) -> str:
        """Whether an amendment would tell of a student what nothing before it told. Asked of who writes it alone: what
        arrives is judged by its beginning."""
        before = [headers[parent] for parent in header.parents]
        told = {student for one in before if kind.disclosed(one.fields) for student in one.students}
        return self._undisclosed(kind, header, told) if header.op == "save" else ""

    def _place(self, done: Appended, fresh: list[int], again: set[bytes]) -> None:
        for part in sliced(fresh):
            held = {pos: code for pos in part if (code := self._fit(pos, done.new[pos].header))}
            held_rows.add_held(self.unit, held)
            projection.project(self.unit, {pos: done.new[pos] for pos in part if pos not in held}, self.clock)
            self.progress.tick()
        self._records(again)
        self._project_again(again)

    def _project_again(self, records: Iterable[bytes]) -> None:
        for part in sliced(list(records)):
            projection.project_again(self.unit, part, self.clock)
            self.progress.tick()

    def _sorted(self, done: Appended) -> tuple[list[int], set[bytes]]:
        """New single revisions of new records, and the records that need the whole look."""
        first: dict[bytes, int] = {}
        again = set(done.older)
        for pos, e in done.new.items():
            record = pack(e.header.record)
            if e.header.parents or first.setdefault(record, pos) != pos:
                again.add(record)
        return [pos for record, pos in first.items() if record not in again], again

    def _records(self, records: Iterable[bytes]) -> None:
        """Decides every revision of these records anew, parents before children."""
        wanted, held = list(records), dict[int, str]()
        for part in sliced(wanted):
            for revisions in revisions_by_record(self.unit, part).values():
                held |= self.decide(revisions)
            self.progress.tick()
        held_rows.clear_held(self.unit, wanted)
        held_rows.add_held(self.unit, held)

    def decide(self, revisions: list[Stored]) -> dict[int, str]:
        """The held ones among all revisions of one record, with their codes."""
        by_id = {r.id.hex(): r for r in revisions}
        headers = {identity: r.header for identity, r in by_id.items()}
        codes: dict[str, str] = {}
        for identity in _in_order(headers):
            header = headers[identity]
            code = self._fit(by_id[identity].pos, header)
            if not code and self._judges(by_id[identity].pos, header):
                code = self._lineage(header, headers, codes)
            if code:
                codes[identity] = code
        return {by_id[identity].pos: code for identity, code in codes.items()}

    def _lineage(self, header: Header, headers: dict[str, Header], codes: dict[str, str]) -> str:
        if any(parent not in headers for parent in header.parents):
            return "parent_unknown"
        if any(parent in codes for parent in header.parents):
            return "parent_held"
        if header.parents and not self._may_append(header, _beginners(header, headers)):
            return "not_yours"
        return ""

    def _may_append(self, header: Header, firsts: set[str]) -> bool:
        """Who began all that this follows may append; so nobody gains a say by a second beginning of their own."""
        kind = kind_of(header.kind)
        if firsts == {header.author}:
            return True
        if kind is not None and kind.reference and header.role == "centre":
            return True
        merge = len(header.parents) > 1 and header.kind == "care_listing" and header.role in ("station", "centre")
        return merge or self._took_over(header)

    def _took_over(self, header: Header) -> bool:
        """The new owner after a hand-over appends from `assignment.from` on (REPLICATION.md R4)."""
        day = self.clock.day(header.at)
        return bool(header.students) and all(
            any(student in span.students and span.holds(day, False) for span in self.scopes.spans(header.author))
            for student in header.students
        )

    def _judges(self, pos: int, header: Header) -> bool:
        """Whether this store decides by itself about the revision, or has a seat's word for it."""
        if not self.judge or (header.role == "centre" and self.takes_word):
            return False
        if self.takes_word and header.device != self.device:
            return not held_rows.is_vouched(self.unit, pos)
        return True

    def _fit(self, pos: int, header: Header) -> str:
        """Why a revision cannot count by itself, or ""."""
        kind = kind_of(header.kind)
        if kind is None or header.kv > kind.version or not is_readable(kind, header):
            return "newer_kind"
        return self._judged(kind, header) if self._judges(pos, header) else ""

    def _judged(self, kind: Kind, header: Header) -> str:
        if header.role not in kind.writers:
            return "role"
        return "" if kind.reference or kind.name == "release" else self._about(kind, header)

    def _about(self, kind: Kind, header: Header) -> str:
        for student in header.students:
            if not self.scopes.knows_student(student):
                return "student_unknown"
        scoped = header.role in ("counsellor", "station") and kind.name != "sign_off"
        if scoped and not all(self._has(kind, header, student) for student in header.students):
            return "out_of_scope"
        return "" if header.parents else self._undisclosed(kind, header, ())

    def _undisclosed(self, kind: Kind, header: Header, told: Collection[str]) -> str:
        """Whether a psychologist says what only a disclosure lets out of counselling, of others than was `told`."""
        if header.role != "psychologist" or not kind.disclosed(header.fields):
            return ""
        new = [student for student in header.students if student not in told]
        return "" if all(self._may_tell(student, header) for student in new) else "disclosure_needed"

    def _may_tell(self, student: str, header: Header) -> bool:
        """Whether a slip of the author's own about the student was in force when this was written.

        A slip is asked as it stood then: revoked or withdrawn before, it lets nothing out; what came after takes no
        place away again.
        """
        for row in query.records(self.unit, kinds=("disclosure",), student=student, withdrawn=True):
            placed = [r.header for r in projection.placed_revisions(self.unit, pack(row.id))]
            before = [slip for slip in placed if slip.author == header.author and self._came_before(slip, header)]
            if before and self._in_force(max(before, key=lambda slip: (self.clock.epoch(slip.at), slip.n)), header):
                return True
        return False

    def _came_before(self, slip: Header, header: Header) -> bool:
        """By the places in the lane where one device wrote both, else by the clocks."""
        if (slip.device, slip.epoch) == (header.device, header.epoch):
            return slip.n < header.n
        return self.clock.epoch(slip.at) <= self.clock.epoch(header.at)

    def _in_force(self, slip: Header, header: Header) -> bool:
        at, day = self.clock.epoch(header.at), self.clock.day(header.at).isoformat()
        expires, revoked = slip.fields.get("expires"), slip.fields.get("revoked_at")
        in_time = slip.op == "save" and (not expires or str(expires) >= day)
        return in_time and (not revoked or self.clock.epoch(str(revoked)) > at)

    def _has(self, kind: Kind, header: Header, student: str) -> bool:
        """Whether the author had the student on the day of the event; who goes on with a record that was
        handed over, on the day of writing."""
        days = [header.happened, header.at] if header.parents else [header.happened]
        return any(self.scopes.covers_student(header.author, student, self.clock.day(d), kind.lasting) for d in days)

    def _releases(self, header: Header) -> str:
        """Whether somebody wishes to release another's; one that arrives is placed and widens nothing."""
        named = header.fields.get("revisions")
        for identity in named if isinstance(named, list) else []:
            pos = find_revision(self.unit, str(identity))
            if pos is not None and revision_at(self.unit, pos).header.author != header.author:
                return "not_yours"
        return ""

    def _narrowed(self, again: set[bytes]) -> set[bytes]:
        """Records whose place may change because an assignment or a class changed."""
        affected: set[bytes] = set()
        for record, known in revisions_by_record(self.unit, list(again)).items():
            headers = [r.header for r in known]
            if headers[0].kind == "assignment":
                spans = [self.scopes.span(h) for h in headers if is_readable(ASSIGNMENT, h)]
                for person, span in spans:
                    affected |= held_rows.records_by(self.unit, pack(person))
                    affected |= held_rows.records_about(self.unit, map(pack, span.students))
            elif headers[0].kind == "student" and len({h.unit for h in headers}) > 1:
                affected |= held_rows.records_about(self.unit, [record])
        return affected

    def _free(self, narrowed: set[bytes]) -> None:
        """Looks again at what was held before, and at what a changed scope may concern, until nothing changes."""
        while records := held_rows.records_with_held(self.unit, but="newer_kind") | narrowed:
            before = held_rows.held_positions(self.unit)
            self._records(records)
            changed = held_rows.records_of(self.unit, before ^ held_rows.held_positions(self.unit))
            self._project_again(changed)
            shaping = {r for r in changed if revisions_of(self.unit, r)[0].header.kind in SHAPING}
            if not shaping:
                return
            self.scopes = Scopes(self.unit, self.clock)
            narrowed = self._narrowed(shaping)


def _beginners(header: Header, headers: dict[str, Header]) -> set[str]:
    """The authors of the first revisions that this one goes back to."""
    waiting, seen, found = list(header.parents), set[str](), set[str]()
    while waiting:
        identity = waiting.pop()
        if identity in seen or identity not in headers:
            continue
        seen.add(identity)
        waiting += headers[identity].parents
        if not headers[identity].parents:
            found.add(headers[identity].author)
    return found


def _in_order(headers: dict[str, Header]) -> list[str]:
    """Ids with parents before children; ties by id."""
    done: dict[str, None] = {}
    waiting = sorted(headers)
    while waiting:
        ready = [i for i in waiting if all(p in done or p not in headers for p in headers[i].parents)]
        if not ready:
            break  # a cycle cannot be made under SHA-256
        done |= dict.fromkeys(ready)
        waiting = [i for i in waiting if i not in done]
    return list(done)
