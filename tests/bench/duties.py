"""What duties and coverage cost, as ratios against one hand-written SQL count per rule over the same rows.

python -m tests.bench duties [--students N] [--records N] [--rounds N] [--folder DIR]

The baseline counts, for each rule, the records that would meet it for each of its subjects within the term: without
windows, leaves, exemptions, holders or states, but read in the same order as the product reads them (SQLite's own
choice takes ten times as long). Growth from 1,000 students on is printed beside it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.plan.ground import condition_of
from app.plan.rules import Circumstance, Meets, PersonPeriod, Rule, UnitPeriod, Window, Within
from app.records.facts import Condition
from app.services.context import plan_in_force
from app.services.coverage import count_duties
from app.services.duties import Asked, list_duties
from app.store.connection import Db
from app.store.evidence import in_order, surely
from app.workspace import Workspace
from tests.bench.ratio import Ratio, table
from tests.bench.term import make_term

SMALL, LIMIT = 1_000, 5.0


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="runxin-bench-", dir=options.folder) as folder:
        small = _measured(Path(folder) / "small", SMALL, options.records * SMALL // options.students, options.rounds)
        full = _measured(Path(folder) / "full", options.students, options.records, options.rounds)
    for line in table([*small, *full]):
        print(line)
    grown = options.students / SMALL
    print(f"students x{grown:.0f}: coverage x{full[0].product / small[0].product:.1f},"
          f" baseline x{full[0].baseline / small[0].baseline:.1f},"
          f" duties of one counsellor x{full[1].product / small[1].product:.1f}")  # fmt: skip
    return 0


def _measured(folder: Path, students: int, records: int, rounds: int) -> list[Ratio]:
    folder.mkdir()
    began = time.perf_counter()
    home = make_term(folder, students, records)
    workspace = home.open()
    print(f"{time.perf_counter() - began:6.1f} s  {students} students, {records} records made", flush=True)
    try:
        return [
            Ratio(
                f"coverage, {students} students", _best(rounds, lambda: count_duties(workspace, Asked())),
                "one SQL count per rule", _best(rounds, lambda: list(_counts(workspace, ""))), LIMIT,
            ),
            Ratio(
                f"duties of one counsellor among {students}",
                _best(rounds, lambda: list_duties(workspace, Asked(counsellor="T0001"))),
                "the same counts for these students", _best(rounds, lambda: list(_counts(workspace, "T0001"))), LIMIT,
            ),
        ]  # fmt: skip
    finally:
        workspace.lock()


def _best(rounds: int, work: Callable[[], object]) -> float:
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def _counts(workspace: Workspace, counsellor: str) -> Iterator[int]:
    """One count for each rule of the plan."""
    db, clock = workspace.store.read(), workspace.clock
    first, now = clock.epoch("2026-08-31"), clock.epoch(clock.stamp())
    among = _among(db, counsellor) if counsellor else ""
    for rule in plan_in_force(workspace).rules:
        yield sum(_count(db, rule, condition, first, now, among) for condition in _conditions(rule))


def _conditions(rule: Rule) -> list[Condition]:
    meets = rule.meets or ((rule.event,) if isinstance(rule, Within) else ())
    return [condition_of(m) for m in meets if isinstance(m, Meets) and m.counts]


def _among(db: Db, counsellor: str) -> str:
    """Whose records are counted for one counsellor: the students of the first four classes."""
    sql = "SELECT DISTINCT unit FROM student_line ORDER BY number LIMIT 4"
    units = [f"x'{row[0].hex()}'" for row in db.rows(sql)]
    return f"SELECT record FROM student_line WHERE unit IN ({','.join(units)})"


def _count(db: Db, rule: Rule, condition: Condition, first: int, now: int, among: str) -> int:
    sure, values = surely(condition, "r.facts")
    stands = f"r.kind = ? AND r.happened BETWEEN ? AND ? AND r.withdrawn = 0 AND {sure}"
    if isinstance(rule, PersonPeriod | UnitPeriod):
        sql = f"SELECT count(*) FROM (SELECT 1 FROM record r WHERE {stands} GROUP BY r.author, r.unit)"
        return int(db.value(sql, condition.kind, first, now, *values))
    people = f"record r{in_order(db, condition.kind)} CROSS JOIN record_student s ON s.record = r.id"
    if among:
        people = (
            f"({among}) w CROSS JOIN record_student s ON s.student = w.record CROSS JOIN record r ON r.id = s.record"
        )
    if isinstance(rule, Circumstance):
        caused, what = surely(Condition("circumstance", (("what", rule.what),)), "r.facts")
        after = sure.replace("r.", "t.")
        sql = (
            f"SELECT count(*) FROM {people} WHERE r.kind = 'circumstance' AND r.happened BETWEEN ? AND ? AND {caused}"
            " AND EXISTS (SELECT 1 FROM record_student m CROSS JOIN record t ON t.id = m.record WHERE m.student ="
            f" s.student AND t.kind = ? AND t.happened >= r.happened AND t.withdrawn = 0 AND {after})"
        )
        return int(db.value(sql, first, now, *what, condition.kind, *values))
    if isinstance(rule, Window) and not among:
        sql = f"SELECT count(*) FROM student_line l WHERE l.record IN (SELECT s.student FROM {people} WHERE {stands})"
        return int(db.value(sql, condition.kind, first, now, *values))
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {people} WHERE {stands} GROUP BY s.student)"
    return int(db.value(sql, condition.kind, first, now, *values))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench duties", description="Ratios against hand-written counts.")
    parser.add_argument("--students", type=int, default=30_000, help="of the whole school (30000)")
    parser.add_argument("--records", type=int, default=500_000, help="written in the term (500000)")
    parser.add_argument("--rounds", type=int, default=3, help="of each side; the best counts (3)")
    parser.add_argument("--folder", type=Path, default=None, help="where the stores are made")
    return parser.parse_args(arguments)
