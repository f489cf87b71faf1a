"""Finding people and what was written, in every version, however it is typed."""

from __future__ import annotations

from datetime import date

import pytest

from app.errors import Cancelled, UserError
from app.services import records, upkeep
from app.services.context import plan_in_force
from app.services.reference import Keeper
from app.services.saving import Writer
from app.services.searching import Found, Search, marks_in, search, search_records, searched_kinds
from app.store.connection import told
from tests.app.services.conftest import Care
from tests.school import CLASS, COLLEGE, talk


def people(care: Care, **names: str) -> None:
    """Students by number and name, who came down to the counsellor."""
    plan = plan_in_force(care.centre)
    with care.centre.store.unit() as unit:
        keeper = Keeper(care.centre, Writer(care.centre, unit, plan.rank), plan)
        where = keeper.unit(CLASS, "class", keeper.college(COLLEGE))
        for number, name in names.items():
            keeper.keep("student", {"number": number[1:], "name": name, "class": where, "remarks": "转专业学生"})
    care.school.send(care.centre, care.counsellor, care.counsellor.device)


def well_named(care: Care) -> None:
    """Students whose names are found in each way; kept once, whichever test comes first."""
    if not hits(care, "2301015", "student"):
        people(
            care,
            n2301011="欧阳娜娜",
            n2301012="单小红",
            n2301013="仇英",
            n2301014="买买提·吐尔逊",
            n2301015="𠮷田",
        )


def hits(care: Care, text: str, kind: str = "talk") -> list[Found]:
    return [f for f in search(care.counsellor, text) if f.kind == kind]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("欧阳", "2301011"),
        ("ouyang", "2301011"),
        ("oynn", "2301011"),
        ("OuYang nana", "2301011"),
        ("2301011", "2301011"),
        ("shanxh", "2301012"),
        ("dxh", "2301012"),
        ("qiu", "2301013"),
        ("买买提", "2301014"),
        ("mmt", "2301014"),
        ("𠮷", "2301015"),
    ],
)
def test_people_are_found_by_name_pinyin_initials_and_number(shared: Care, typed: str, number: str) -> None:
    well_named(shared)
    found = hits(shared, typed, "student")
    assert number in {n for f in found for n in f.students}
    assert all(f.snippet.endswith(f.students[0]) and not f.older for f in found)


def test_staff_are_found_and_are_no_students(shared: Care) -> None:
    (found,) = hits(shared, "C001", "staff")
    assert found.students == () and found.snippet == "陈主任 C001"


def test_a_person_is_one_hit_even_where_the_text_matches_too(shared: Care) -> None:
    assert len(hits(shared, "2301001", "student")) == 1


def test_what_was_written_is_found_with_its_surroundings(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001", "前" * 40 + "失眠三周" + "后" * 40))
    (hit,) = hits(care, "失眠三周")
    assert (hit.record, hit.students, hit.older) == (saved.id, ("2301001",), False)
    assert hit.snippet == "…" + "前" * 18 + "失眠三周" + "后" * 18 + "…"
    assert [h.record for h in hits(care, "失眠")] == [h.record for h in hits(care, "眠三")] == [saved.id]
    assert [h.record for h in hits(care, "周后")] == [saved.id]
    assert hits(care, "三周失眠") == []
    assert [h.record for h in hits(care, "三周 失眠")] == [saved.id]


def test_every_word_of_the_query_must_be_there(care: Care) -> None:
    both = records.add_record(care.counsellor, "talk", talk("2301001", "睡得不好，和室友吵架"))
    records.add_record(care.counsellor, "talk", talk("2301001", "睡得不好"))
    assert [h.record for h in hits(care, "室友 睡得")] == [both.id]
    assert len(hits(care, "睡得")) == 2


def test_an_old_text_is_still_found_and_marked(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001", "一开始说的是失恋"))
    records.amend_record(care.counsellor, saved.id, talk("2301001", "后来改记为学业压力"))
    (old,) = hits(care, "失恋")
    assert (old.record, old.older, old.snippet) == (saved.id, True, "一开始说的是失恋")
    (new,) = hits(care, "学业压力")
    assert not new.older
    records.amend_record(care.counsellor, saved.id, talk("2301001", "又改回：失恋"))
    (again,) = hits(care, "失恋")
    assert not again.older and again.snippet == "又改回：失恋"


def test_a_withdrawn_record_is_not_found(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001", "误记的内容"))
    assert hits(care, "误记")
    records.withdraw_record(care.counsellor, saved.id, "录错了")
    assert hits(care, "误记") == []


def test_one_character_and_the_end_of_a_text_are_found(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001", "宿舍夜谈"))
    for typed in ("宿", "谈", "夜谈"):
        assert [h.record for h in hits(care, typed)] == [saved.id]


@pytest.mark.parametrize("typed", ["", " ", "，。", '"', "*", "a AND", '") OR ("', "NEAR(", "'", "-", "\x00"])
def test_no_query_is_a_command(shared: Care, typed: str) -> None:
    with told():
        assert isinstance(search(shared.counsellor, typed), list)


def test_the_number_of_hits_is_limited(care: Care) -> None:
    for k in range(6):
        records.add_record(care.counsellor, "talk", talk("2301001", f"同样的话 {k}"))
    assert len(search(care.counsellor, "同样的话", limit=4)) == 4


def test_a_rebuilt_index_finds_the_same(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001", "一开始说的是失恋"))
    records.amend_record(care.counsellor, saved.id, talk("2301001", "后来改记为学业压力"))
    before = [search(care.counsellor, text) for text in ("失恋", "学业", "2301", "xuesheng", "睡")]
    assert upkeep.rebuild(care.counsellor).same
    assert [search(care.counsellor, text) for text in ("失恋", "学业", "2301", "xuesheng", "睡")] == before


def test_results_say_whom_when_and_by_whom_with_the_words_marked(care: Care) -> None:
    saved = records.add_record(care.counsellor, "talk", talk("2301001", "睡得不好，和室友吵架，睡得晚"))
    (line,) = search_records(care.counsellor, Search("睡得 室友")).lines
    assert (line.record, line.kind, line.title, line.older) == (saved.id, "talk", "学生2301001", False)
    assert (line.day, line.author) == (date(2026, 11, 23), "王老师")
    assert [line.snippet[a:b] for a, b in line.marks] == ["睡得", "室友", "睡得"]
    assert marks_in("Haus AB ab", "ab hAUs") == ((0, 4), (5, 7), (8, 10))


def test_people_come_first_with_their_reading_marked(shared: Care) -> None:
    well_named(shared)
    first = search_records(shared.counsellor, Search("oynn")).lines[0]
    assert (first.title, first.kind, first.day, first.author) == ("欧阳娜娜", "student", None, "")
    assert [first.snippet[a:b] for a, b in first.marks] == ["ō", "y", "n", "n"]
    number = search_records(shared.counsellor, Search("2301011")).lines[0]
    assert [number.snippet[a:b] for a, b in number.marks] == ["2301011"]


def test_results_are_narrowed_by_kind_student_day_and_author(care: Care) -> None:
    station = care.station
    ours, others = care.counsellor, "2301002"
    early = talk("2301001", "同样的话", when="2026-11-02T16:00:00+08:00")
    first = records.add_record(ours, "talk", early)
    second = records.add_record(ours, "talk", talk(others, "同样的话"))
    visit = {"students": ["2301001"], "what": "dorm_conflict", "when": "2026-11-23T08:00:00+08:00", "note": "同样的话"}
    third = records.add_record(ours, "circumstance", visit)
    care.school.exchange(care.centre, station)
    foreign = records.add_record(station, "talk", talk("2301001", "同样的话"), audience="centre")
    care.school.exchange(care.centre, station, ours)

    def found(**asked: object) -> set[str]:
        return {line.record for line in search_records(ours, Search("同样的话", **asked)).lines}  # type: ignore[arg-type]

    mine = {first.id, second.id, third.id}
    assert found(mine=True) == mine and found() >= mine
    assert found(kinds=("circumstance",)) == {third.id}
    assert found(student=others) == {second.id}
    assert found(until=date(2026, 11, 2)) == {first.id} and first.id not in found(since=date(2026, 11, 3))
    assert foreign.id not in found(mine=True)
    assert {"talk", "circumstance", "student"} <= set(searched_kinds(ours))
    with pytest.raises(UserError, match="student_unknown"):
        found(student="2399999")


def test_a_search_that_nobody_waits_for_is_broken_off(care: Care) -> None:
    for k in range(40):
        records.add_record(care.counsellor, "talk", talk("2301001", f"同样的话 {k}"))

    def tick() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        search_records(care.counsellor, Search("同样的话"), tick=tick)
    assert len(search_records(care.counsellor, Search("同样的话")).lines) == 40


def test_results_say_that_there_are_more(care: Care) -> None:
    for k in range(4):
        records.add_record(care.counsellor, "talk", talk("2301001", f"同样的话 {k}"))
    part, whole = (search_records(care.counsellor, Search("同样的话"), limit) for limit in (3, 4))
    assert (len(part.lines), part.more) == (3, True) and (len(whole.lines), whole.more) == (4, False)
    assert search_records(care.counsellor, Search("，。")).lines == ()
    old = records.add_record(care.counsellor, "talk", talk("2301002", "一开始说的是失恋"))
    records.amend_record(care.counsellor, old.id, talk("2301002", "后来改记为学业压力"))
    (line,) = search_records(care.counsellor, Search("失恋")).lines
    assert line.older
