"""Search by name and by text against a bare scan of the decrypted lines on the same connection."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.records import words
from app.services.searching import search
from tests.bench.made import Made
from tests.bench.ratio import Ratio

ROUNDS = 5
PEOPLE = (
    "SELECT r.id FROM record r JOIN body b ON b.revision = r.shown WHERE r.kind = 'student' AND instr(b.line, ?) > 0"
)
TEXTS = "SELECT revision FROM body WHERE instr(line, ?) > 0"


def measure(made: Made, home: Path) -> list[Ratio]:
    """The best of some rounds on each side, after both have read the file once."""
    workspace = made.centre.open(home)
    db = workspace.store.read()
    name = next(name for name in made.names if len(name) == 3)
    initials = min(sorted(filter(str.isascii, words.name_keys(name))), key=len)
    count = db.value("SELECT count(*) FROM body")
    ratios = []
    for asked, scanned, sql in (
        (name, name, PEOPLE),
        (initials, name, PEOPLE),
        ("凌晨两点", "凌晨两点", TEXTS),
        ("高等数学 室友", "高等数学", TEXTS),
        ("宿舍", "宿舍", TEXTS),
    ):
        hits = len(search(workspace, asked))
        product = _best(partial(search, workspace, asked))
        scan = _best(partial(db.rows, sql, scanned.encode()))
        kind = "students" if sql == PEOPLE else f"{count} bodies"
        ratios.append(Ratio(f"search {asked} ({hits} hits)", product, f"a bare scan of all {kind} for {scanned}", scan))
    workspace.lock()
    return ratios


def _best(work: Callable[[], object]) -> float:
    found = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)
