"""Repeated texts and late entries: the writer's to see, the centre's to count, and nothing said of what is not here."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import UserError
from app.services import records
from app.services.repeated import comparable, late_entries, nearly_equal, own_quality, quality_counts, repeated_texts
from app.workspace import Workspace
from tests.app.services.reporting import COLLEGE, OTHER, OURS, Desks, two_colleges
from tests.school import School, talk

PASTED = "该生近期学习生活状态良好，与室友相处融洽，按时作息，情绪稳定，已鼓励其继续努力，无异常情况。"
TERM = (date(2026, 8, 31), date(2027, 1, 17))


@pytest.fixture
def desks(school: School) -> Desks:
    return two_colleges(school)


def talk_with(workspace: Workspace, student: str, content: str, when: str = "2026-11-23T16:00:00+08:00") -> str:
    return records.add_record(workspace, "talk", talk(student, content, when=when)).id


def review(workspace: Workspace, student: str, observed: str, week: int = 12) -> str:
    values = {"student": student, "week": f"2026-2027-1/{week}", "sources": ["met"], "observed": observed}
    return records.add_record(workspace, "weekly_review", values).id


def test_one_text_about_three_students_is_shown_to_its_writer(desks: Desks) -> None:
    mine = [
        talk_with(desks.ours, OURS[0], PASTED),
        talk_with(desks.ours, OURS[1], PASTED.replace("，", " , ").replace("。", "")),
        talk_with(desks.ours, OURS[2], f"23日，{PASTED}"),
    ]
    found = own_quality(desks.ours).repeated
    assert [(r.kind, r.author, set(r.records), r.students) for r in found] == [("talk", "T001", set(mine), OURS[:3])]
    assert found[0].opening.startswith("该生近期") or found[0].opening.startswith("23日")
    assert own_quality(desks.theirs).repeated == ()


def test_dates_and_small_changes_do_not_hide_a_copy(desks: Desks) -> None:
    for k, number in enumerate(OURS[:4]):
        talk_with(desks.ours, number, f"11月{10 + k}日第{k}次：{PASTED}{'好' if k == 3 else ''}")
    assert [len(r.records) for r in repeated_texts(desks.ours)] == [4]


@pytest.mark.parametrize(
    "contents",
    [
        [PASTED, PASTED],
        ["状态良好"] * 4,
        [
            PASTED,
            f"{PASTED[:20]}这次说到家里的事，父亲生病，弟弟上学，想休学回去。",
            "最近睡不着，想换宿舍，和室友为关灯的事吵了两次。",
        ],
    ],
)
def test_two_a_few_words_or_different_texts_are_no_copy(desks: Desks, contents: list[str]) -> None:
    for number, content in zip(OURS, contents, strict=False):
        talk_with(desks.ours, number, content)
    assert repeated_texts(desks.ours) == ()


def test_the_same_words_about_one_student_are_no_copy(desks: Desks) -> None:
    for week in (9, 10, 11, 13):
        review(desks.ours, OURS[0], PASTED, week)
    assert repeated_texts(desks.ours) == ()
    for number in OURS[1:3]:
        review(desks.ours, number, PASTED, 13)
    assert [(r.kind, r.students) for r in repeated_texts(desks.ours)] == [("weekly_review", OURS[:3])]


def test_a_withdrawn_copy_counts_no_more(desks: Desks) -> None:
    written = [talk_with(desks.ours, number, PASTED) for number in OURS[:3]]
    assert repeated_texts(desks.ours)
    records.withdraw_record(desks.ours, written[0], "写错了")
    assert repeated_texts(desks.ours) == ()


def test_late_entries_are_those_without_a_paper_original(desks: Desks, tmp_path: Path) -> None:
    late = talk_with(desks.ours, OURS[0], "补写的谈话", "2026-11-20T10:00:00+08:00")
    talk_with(desks.ours, OURS[1], "及时写的谈话", "2026-11-21T10:01:00+08:00")
    paper = talk(OURS[2], "纸上写过", when="2026-11-02T10:00:00+08:00")
    scan = tmp_path / "scan.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n")
    records.add_record(desks.ours, "talk", paper, paper=True, files=[scan])
    found = own_quality(desks.ours).late
    assert [(e.record, e.kind, e.students, e.days) for e in found] == [(late, "talk", (OURS[0],), 4)]
    assert found[0].happened == "2026-11-20T10:00:00+08:00" and found[0].author == "T001"
    assert late_entries(desks.ours, first=date(2026, 11, 21)) == ()


def test_the_centre_counts_by_college_what_it_has_and_shows_no_text(desks: Desks, school: School) -> None:
    for number in OURS[8:11]:
        review(desks.ours, number, PASTED)
        talk_with(desks.ours, number, PASTED, "2026-11-19T10:00:00+08:00")  # its text stays at the counsellor's
    school.send(desks.ours, desks.centre)
    counts = quality_counts(desks.centre, *TERM)
    assert [count.college for count in counts] == [OTHER, COLLEGE]
    other, ours = counts
    assert (ours.repeated, ours.groups, ours.late) == (3, 1, 3) and ours.judged == 3 and ours.events >= 9
    assert (other.judged, other.repeated, other.late) == (0, 0, 0)
    assert {type(value) for count in counts for key, value in asdict(count).items() if key != "college"} == {int}


def test_only_the_centre_counts_colleges(desks: Desks) -> None:
    with pytest.raises(UserError) as refused:
        quality_counts(desks.ours, *TERM)
    assert refused.value.code == "quality_at_centre"


def test_who_is_not_enrolled_has_nothing_to_look_at(school: School) -> None:
    assert own_quality(school.device("counsellor", "T009")).late == ()


def test_what_copies_differ_in_is_left_out() -> None:
    assert (
        comparable("２０２６年11月3日，Ａ同学：\n 很好。")
        == comparable("2027年9月28日 a同学很好")
        == "0年0月0日a同学很好"
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="甲乙丙丁", min_size=20, max_size=26), max_size=8))
def test_the_pairs_found_are_those_that_a_plain_comparison_finds(texts: list[str]) -> None:
    sets = [{text[k : k + 4] for k in range(len(text) - 3)} for text in texts]
    plain = {
        (a, b)
        for b in range(len(sets))
        for a in range(b)
        if len(sets[a] & sets[b]) >= 0.9 * len(sets[a] | sets[b])
    }  # fmt: skip
    assert set(nearly_equal(texts)) == plain
