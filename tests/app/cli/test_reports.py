"""Reports, quality and lists of common work on the command line: what a person reads and what a program gets."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import reports
from app.cli.call import Call, Outcome
from app.errors import UserError
from app.services import records
from app.workspace import Workspace
from tests.app.services.reporting import COLLEGE, OTHER, OTHER_CLASS, OURS, Desks, two_colleges
from tests.school import School, talk


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    school = School(tmp_path_factory.mktemp("school"))
    made = two_colleges(school)
    for number in OURS[:3]:
        content = "该生近期学习生活状态良好，与室友相处融洽，按时作息，情绪稳定。"
        records.add_record(made.ours, "talk", talk(number, content, when="2026-11-18T10:00:00+08:00"))
    values = {"when": "2026-11-02T14:00:00+08:00", "topic": "识别危机", "audience": ["observers"], "unit": COLLEGE}
    records.add_record(made.centre, "training", values)
    yield made
    school.close()


def ask(workspace: Workspace, **asked: str | None) -> Call:
    """A command under way at an open workspace."""
    nothing = dict.fromkeys(("term", "college", "week", "student", "out", "list", "report"))
    return Call(argparse.Namespace(lang="zh", json=False, **nothing | asked), workspace)


def test_a_report_is_written_and_all_are_listed(desks: Desks, tmp_path: Path) -> None:
    told = reports.report(ask(desks.centre, report="list"))
    listed = told.document["reports"]
    assert len(told.lines) == 6 and "weekly_brief  心理健康工作周报" in told.lines
    assert {"report": "weekly_brief", "title": "心理健康工作周报"} in listed and len(listed) == 6
    out = tmp_path / "brief.docx"
    done = reports.report(ask(desks.centre, report="weekly_brief", out=str(out), week="13"))
    assert done.lines == (f"已写好：{out}",)
    assert done.document == {"file": str(out)} and out.stat().st_size > 10_000
    with pytest.raises(UserError) as refused:
        reports.report(ask(desks.centre, report="weekly_brief"))
    assert refused.value.code == "report_needs_out"


def test_quality_is_ones_own_and_at_the_centre_numbers(desks: Desks) -> None:
    own = reports.quality(ask(desks.ours))
    assert [len(group["records"]) for group in own.document["repeated"]] == [3]
    assert len(own.document["late"]) == 3 and own.lines[0].startswith("谈心谈话：3 条文字相同，该生近期")
    assert own.lines[1] == "谈心谈话：2026-11-18 的事，2026-11-24 写下，隔了 6 天"
    assert reports.quality(ask(desks.theirs)).lines == ("没有重复的文字，也没有补记。",)
    counted = reports.quality(ask(desks.centre, term="2026-2027-1"))
    assert [c["college"] for c in counted.document["colleges"]] == [OTHER, COLLEGE]
    assert counted.document["from"] == "2026-08-31" and "该生" not in "".join(counted.lines)
    assert reports.quality(ask(desks.centre)).document == counted.document


def test_work_is_listed_with_its_counts(desks: Desks) -> None:
    def lines(outcome: Outcome) -> list[str]:
        return list(outcome.lines)

    told = reports.work(ask(desks.centre, list="training"))
    assert lines(told) == [
        f"2026-11-02 14:00  {COLLEGE}  识别危机", "全校：0 次", f"{OTHER}：0 次", f"{COLLEGE}：1 次",
    ]  # fmt: skip
    assert lines(reports.work(ask(desks.centre, list="inspection", college=OTHER))) == ["没有记录。", f"{OTHER}：0 次"]
    network = reports.work(ask(desks.centre, list="network"))
    assert f"{OTHER_CLASS}：还没有人" in network.lines and OTHER_CLASS in network.document["classes_without"]
    with pytest.raises(UserError) as refused:
        reports.work(ask(desks.centre, list="talks"))
    assert refused.value.code == "work_list_unknown"
