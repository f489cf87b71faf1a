"""Saving one record against one bare durable commit, both on a kept connection in WAL with FULL."""

from __future__ import annotations

import time
from statistics import median

from app.services import records
from app.services.context import Names
from app.store import query
from app.store.connection import connect
from tests.bench.made import Made
from tests.bench.ratio import Ratio
from tests.school import talk

SAVES = 400


def measure(made: Made) -> list[Ratio]:
    """Both in turn, so that what slows the disk down slows both; the median counts."""
    device = made.senders[0]
    workspace = device.open()
    db = workspace.store.read()
    names = Names(db)
    students = [names.label(row.id) for row in query.records(db, kinds=("student",), limit=SAVES)]
    raw = connect(device.path / "bare.db", device.key, create=True).raw
    raw.execute("CREATE TABLE bare(line BLOB) STRICT")
    row = (bytes(1000),)
    product, baseline = [], []
    for n in range(SAVES):
        fields = talk(students[n % len(students)], "昨晚没睡好，说起室友的事。约好下周再谈一次。" * 6)
        began = time.perf_counter()
        records.add_record(workspace, "talk", fields)
        done = time.perf_counter()
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("INSERT INTO bare VALUES(?)", row)
        raw.execute("COMMIT")
        baseline.append(time.perf_counter() - done)
        product.append(done - began)
    raw.close()
    workspace.lock()
    return [Ratio("save of one talk", median(product), "one bare durable commit", median(baseline), 4)]
