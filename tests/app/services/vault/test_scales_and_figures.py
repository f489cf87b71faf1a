"""Scales are scored as the screening scores them; figures of the service have no client in them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from app.errors import UserError
from app.services import records
from app.services.vault import figures, scales, signing
from app.vault.file import Vault
from tests.app.services.vault.conftest import Practice
from tests.vaults import note

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def code(wish: Callable[[], object]) -> str:
    with pytest.raises(UserError) as refused:
        wish()
    return refused.value.code


def test_answers_are_scored_by_the_scale_and_alarms_are_told(practice: Practice, vault: Vault) -> None:
    owner = practice.owner
    assert {"phq-9", "gad-7"} <= {scale.id for scale in scales.list_questionnaires(owner)}
    scored = scales.score_answers(owner, "PHQ9", ["1", "2", "1", "1", "0", "1", "0", "0", "1"])
    assert (scored.total, scored.alarms, scored.missing) == (7, (9,), 0) and scored.band
    assert scales.alarm_words(owner, "phq-9", scored.alarms)[0].startswith("第 9 题有警示")
    unanswered = scales.score_answers(owner, "phq-9", [None, "", *[3] * 7])
    assert unanswered.missing == 2 and "alarms" in unanswered.values
    assert code(lambda: scales.score_answers(owner, "phq-9", ["1"])) == "answers_count"
    assert code(lambda: scales.score_answers(owner, "phq-9", ["4", *["0"] * 8])) == "answer_wrong"
    assert code(lambda: scales.score_answers(owner, "phq-9", ["也许", *["0"] * 8])) == "answer_wrong"
    assert code(lambda: scales.score_answers(owner, "scl-90", ["1"] * 90)) == "scale_results_only"
    assert code(lambda: scales.score_answers(owner, "dream-3", [])) == "scale_unknown"
    for when, answers in (("2026-11-23T09:00:00+08:00", ["1"] * 9), ("2026-11-03T09:00:00+08:00", ["2"] * 9)):
        values = {**scales.score_answers(owner, "phq-9", answers).values, "client": "0147", "when": when}
        signing.sign_entry(owner, vault, "scale_result", values)
    points = scales.scale_trend(vault, "0147", "phq-9")
    assert [(p.happened[:10], p.total) for p in points] == [("2026-11-03", 18), ("2026-11-23", 9)]
    assert points[0].alarms == (9,) and points[0].band
    english = scales.scale_trend(vault, "0147", "phq-9", "en")
    assert english[0].band != points[0].band and english[0].band.isascii(), "in the language in force"
    assert scales.scale_trend(vault, "0147", "gad-7") == scales.scale_trend(vault, "0999", "phq-9") == ()


def work(practice: Practice, vault: Vault) -> None:
    """Seven clients: six seen face to face, one of them twice; one by video; a group; supervision; one no-show."""

    def sign(kind: str, values: dict[str, object]) -> None:
        signing.sign_entry(practice.owner, vault, kind, values)

    for client in range(1, 7):
        sign("session_note", note(f"000{client}", way="face", minutes=50, when="2026-11-20T09:00:00+08:00"))
    sign("session_note", note("0001", way="face", minutes=50, when="2026-11-23T09:00:00+08:00"))
    sign("session_note", note("0007", way="video", when="2026-11-23T10:00:00+08:00"))
    sign("session_note", note("0009", minutes=50, when="2026-10-23T10:00:00+08:00"))
    several = [f"000{client}" for client in range(1, 7)]
    group: dict[str, object] = {
        "group": "新生团体",
        "when": "2026-11-24T09:00:00+08:00",
        "clients": several,
        "course": "团体",
        "minutes": 90,
    }
    sign("group_session", group)
    supervised: dict[str, object] = {
        "when": "2026-11-24T09:30:00+08:00",
        "supervisor": "赵督导",
        "minutes": 45,
        "content": "讨论",
    }
    sign("supervision_note", supervised)
    missed = {"slot": "2026-11-19T09:00:00+08:00", "psychologist": "X001", "client_code": "0002", "kind": "follow_up"}
    records.add_record(practice.owner, "appointment", {**missed, "state": "no_show"})


def test_figures_count_work_and_leave_few_people_out(practice: Practice, vault: Vault, tmp_path: Path) -> None:
    owner = practice.owner
    work(practice, vault)
    seen = figures.service_figures(owner, vault, FIRST, LAST, hide=False)
    assert seen.sessions.total == 9 and seen.sessions.by_row == (7, 1, 1) and seen.sessions.by_column[0] == 7
    assert (seen.minutes, seen.unstated, seen.clients, seen.no_shows, seen.waiting) == (440, 1, 7, 1, 0)
    assert (seen.supervision, seen.supervision_minutes, seen.first_interviews) == (1, 45, 7)

    hidden = figures.service_figures(owner, vault, FIRST, LAST)
    table = hidden.sessions
    assert hidden.clients == 7 and hidden.no_shows is None and hidden.waiting == 0 and hidden.minutes == 440
    video = figures.COLUMNS.index("video")
    assert table.cells[0][video] is None and table.by_column[video] is None and table.by_row[1] is None
    october = figures.service_figures(owner, vault, date(2026, 10, 1), date(2026, 10, 31))
    assert october.clients is None and october.sessions.total is None
    assert figures.days_of_term(owner)[0] <= FIRST and code(lambda: figures.days_of_term(owner, "x")) == "term_unknown"

    out = figures.write_figures(owner, hidden, tmp_path / "figures.pdf")
    words = subprocess.run(["pdftotext", "-layout", out, "-"], capture_output=True, check=True).stdout.decode()
    assert "心理咨询工作统计" in words.replace(" ", "") and "不显示" in words and "7.3" in words
    assert not any(f"000{client}" in words for client in range(1, 8))
    assert figures.write_figures(owner, hidden, tmp_path / "figures.xlsx").stat().st_size > 1000
    assert code(lambda: figures.write_figures(owner, hidden, tmp_path / "figures.txt")) == "report_ending"
