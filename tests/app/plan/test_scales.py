"""The scales that ship, and what answers to them come to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import UserError
from app.paths import resource
from app.plan.scales import CLASSES, Coding, Scale, find_scale, read_scale, scale_ids
from app.plan.scoring import WRONG, Answers, Scored, find_coding, read_answer, score, with_thresholds

PHQ, GAD, UPI, SCL = (find_scale(name) for name in ("phq-9", "gad-7", "upi", "scl-90"))
Steps = tuple[int | None, ...]


def came_to(scale: Scale, rule: str = "", coding: str = "", **given: object) -> Scored:
    scores = given.pop("scores", {})
    assert isinstance(scores, dict)
    answers = Answers(**given, scores={k: Decimal(v) for k, v in scores.items()})  # type: ignore[arg-type]
    return score(scale, scale.rule(rule), scale.coding(coding or scale.own.id), answers)


def test_the_four_scales_ship_each_with_source_and_rights() -> None:
    assert scale_ids() == ("gad-7", "phq-9", "scl-90", "upi")
    for scale in map(find_scale, scale_ids()):
        assert scale.source and scale.rights and scale.zh and scale.en and all(r.source for r in scale.rules)
        assert scale.results_only == (not scale.texts)  # no text of questions whose rights are doubtful
    assert [len(s.texts) for s in (PHQ, GAD, UPI, SCL)] == [9, 7, 0, 0]
    assert "no permission is required" in PHQ.rights and "no permission is required" in GAD.rights
    assert (PHQ.alarm_items, GAD.alarm_items, UPI.alarm_items, SCL.alarm_items) == ((9,), (), (25,), (15,))


def test_a_scale_is_found_however_its_name_is_spelt() -> None:
    assert find_scale("PHQ9") is find_scale("PHQ9") and find_scale("PHQ_9") == PHQ
    with pytest.raises(UserError, match="scale_unknown"):
        find_scale("SDS")
    with pytest.raises(UserError, match="rule_unknown"):
        UPI.rule("no")
    with pytest.raises(UserError, match="coding_unknown"):
        PHQ.coding("0-4")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('codings = ["0-3", "1-4"]', 'codings = ["0-3", "1-5"]'),
        ("items = 9", "items = 8"),
        ("items = [9]", "items = [10]"),
        ('default_rule = "total"', 'default_rule = "other"'),
        ("high = [{ total = 15 }]", "high = [{ totals = 15 }]"),
        ('rights = "', 'right = "'),
        ("value = 3", "value = 4"),
        ("from = 20", "from = 10"),
        ('id = "phq-9"', 'id = "phq-9'),
    ],
)
def test_a_scale_file_that_is_wrong_is_refused(before: str, after: str) -> None:
    text = resource("scales", "phq-9.toml").read_text(encoding="utf-8")
    assert before in text
    with pytest.raises(UserError, match="scale_wrong"):
        read_scale(text.replace(before, after, 1))


@pytest.mark.parametrize(
    ("total", "band", "cls"),
    [(0, "没有或很轻", "low"), (5, "轻度", "low"), (9, "轻度", "low"), (10, "中度", "middle"), (14, "中度", "middle"),
     (15, "中重度", "high"), (20, "重度", "high"), (24, "重度", "high")],
)  # fmt: skip
def test_the_bands_and_classes_of_phq_9(total: int, band: str, cls: str) -> None:
    steps = [3] * (total // 3) + [total % 3] + [0] * 9
    found = came_to(PHQ, items=(*steps[:8], 0))
    assert (found.total, found.cls, found.doubts) == (total, cls, ())
    assert PHQ.band(total, "zh") == band


@given(
    steps=st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=8, max_size=8),
    ninth=st.integers(1, 3),
    marked=st.booleans(),
    asked=st.booleans(),
    coding=st.sampled_from(["0-3", "1-4"]),
)
def test_an_alarm_item_is_never_averaged_away(
    steps: list[int | None], ninth: int, marked: bool, asked: bool, coding: str
) -> None:
    low = PHQ.coding(coding).low
    items = tuple(None if step is None else step + low for step in (*steps, ninth))
    found = came_to(PHQ, coding=coding, items=items, marked=marked, asked=asked)
    assert found.cls == "alarm" and found.alarms == (9,)


@given(steps=st.lists(st.integers(0, 3), min_size=9, max_size=9))
def test_both_codings_come_to_the_same(steps: list[int]) -> None:
    plain, shifted = came_to(PHQ, items=tuple(steps)), came_to(PHQ, coding="1-4", items=tuple(s + 1 for s in steps))
    assert plain == shifted and plain.total == sum(steps)


@given(steps=st.lists(st.integers(0, 3), min_size=9, max_size=9), gone=st.sets(st.integers(0, 8)))
def test_missing_answers_never_make_a_result_milder(steps: list[int], gone: set[int]) -> None:
    whole = came_to(PHQ, items=(*steps[:8], 0))
    items: Steps = tuple(None if k in gone and k < 8 else step for k, step in enumerate((*steps[:8], 0)))
    found = came_to(PHQ, items=items)
    if found.cls == "high":
        assert len(gone - {8}) <= 1 or whole.cls == "high"
    if len(gone - {8}) > 1:
        assert found.cls in ("high", "unclear") and found.total is None and "missing" in found.doubts


def test_one_missing_answer_is_prorated_and_a_missing_alarm_item_is_looked_at() -> None:
    one = came_to(PHQ, items=(None, 1, 1, 1, 1, 1, 1, 1, 0))
    assert (one.total, one.cls, one.doubts) == (8, "low", ())  # 7 of 8 answers: 7.9
    ninth = came_to(PHQ, items=(0,) * 8 + (None,))
    assert (ninth.total, ninth.cls, ninth.doubts) == (0, "unclear", ("missing",))
    grave = came_to(PHQ, items=(3, 3, 3, 3, 3, None, None, None, None))
    assert (grave.total, grave.cls) == (None, "high")  # what is there is enough


def test_invalid_rows_are_for_a_person_and_who_asks_is_heard() -> None:
    assert came_to(PHQ, items=(3,) * 8 + (0,), marked=True).cls == "unclear"
    assert came_to(PHQ, items=(0,) * 9, asked=True).cls == "asked"
    assert came_to(PHQ, items=(0,) * 9, asked=True, marked=True).cls == "asked"
    assert came_to(PHQ).cls == "unclear" and came_to(PHQ).doubts == ("nothing",)


def test_a_total_beside_the_answers_is_compared_in_either_coding() -> None:
    items = (1,) * 8 + (0,)
    assert came_to(PHQ, items=items, total=Decimal(8)).doubts == ()
    shifted: Steps = (2,) * 8 + (1,)
    assert came_to(PHQ, coding="1-4", items=shifted, total=Decimal(17)).doubts == ()
    assert came_to(PHQ, coding="1-4", items=shifted, total=Decimal(8)).doubts == ()
    assert came_to(PHQ, items=items, total=Decimal(9)).doubts == ("differs",)


def test_totals_alone() -> None:
    assert came_to(PHQ, total=Decimal(12)).cls == "middle"
    assert came_to(PHQ, coding="1-4", total=Decimal(21)).total == 12
    assert came_to(PHQ, total=Decimal(40)).doubts == ("range",)


def test_the_plan_sets_the_thresholds() -> None:
    rule = with_thresholds(PHQ.rule(""), 20, 5)
    answers = Answers(total=Decimal(15))
    assert score(PHQ, rule, PHQ.own, answers).cls == "middle"


def test_upi_has_its_rules_and_its_lie_scale() -> None:
    def marked(*numbers: int) -> Steps:
        return tuple(int(k in numbers) for k in range(1, 65))

    assert came_to(UPI, total=Decimal(25)).cls == "high" and came_to(UPI, total=Decimal(24)).cls == "middle"
    assert came_to(UPI, total=Decimal(19)).cls == "low"
    assert came_to(UPI, total=Decimal(3), items=marked(25)).cls == "alarm"
    assert came_to(UPI, total=Decimal(3), items=marked(8)).cls == "middle"
    assert came_to(UPI, total=Decimal(3), items=marked(61)).cls == "middle"
    assert came_to(UPI, total=Decimal(3), items=marked(61, 64)).cls == "high"
    assert came_to(UPI, "without-additional", total=Decimal(3), items=marked(61, 64)).cls == "low"
    lied = came_to(UPI, total=Decimal(30), items=marked(5, 20, 35, 50))
    assert lied.invalid and lied.cls == "unclear"
    assert [came_to(UPI, "platform", stated=said).cls for said in ("第一类", "B类", "三类", "A", "")] == [
        "high", "middle", "low", "high", "unclear"
    ]  # fmt: skip
    assert came_to(UPI, total=Decimal(60)).doubts == ("range",)


def test_scl_90_has_its_rules_in_either_coding() -> None:
    assert came_to(SCL, total=Decimal(160), scores={"anxiety": "1.99"}).cls == "low"
    assert came_to(SCL, total=Decimal(161)).cls == "middle"
    assert came_to(SCL, total=Decimal(100), scores={"positive": "44"}).cls == "middle"
    assert came_to(SCL, total=Decimal(150), scores={"anxiety": "2"}).cls == "middle"
    assert came_to(SCL, total=Decimal(150), scores={"anxiety": "3.0"}).cls == "high"
    assert came_to(SCL, "total-200", total=Decimal(200)).cls == "high"
    assert came_to(SCL, "factor-3", total=Decimal(150), scores={"anxiety": "2.5"}).cls == "low"
    shifted = came_to(SCL, coding="0-4", total=Decimal(71), scores={"anxiety": "0.99", "positive": "10"})
    assert (shifted.total, shifted.cls, shifted.scores["anxiety"], shifted.scores["positive"]) == (
        161, "middle", Decimal("1.99"), Decimal(10)
    )  # fmt: skip
    fifteenth: Steps = (1,) * 14 + (3,) + (1,) * 75
    assert came_to(SCL, total=Decimal(92), items=fifteenth).cls == "alarm"


def test_the_coding_is_found_or_asked_for_never_guessed() -> None:
    none: list[Decimal] = []

    def code(scale: Scale, steps: list[int], totals: list[Decimal] = none, stated: str = "") -> str:
        try:
            return find_coding(scale, steps, totals, [], stated).id
        except UserError as error:
            return error.code

    assert code(PHQ, [0, 1, 2]) == "0-3" and code(PHQ, [1, 4]) == "1-4"
    assert code(PHQ, [1, 2, 3]) == "coding_unclear" and code(PHQ, [0, 4]) == "coding_wrong"
    assert code(PHQ, [1, 2, 3], stated="1-4") == "1-4" and code(PHQ, [1, 2, 4], stated="0-3") == "coding_wrong"
    assert code(PHQ, [0] * 60 + [7], stated="0-3") == "0-3" and code(PHQ, [1], stated="1-5") == "coding_unknown"
    assert code(PHQ, [0, 1, 2, 9]) == "0-3" and code(PHQ, [0, 1, 9], stated="0-3") == "0-3"  # a slip of one row
    assert code(PHQ, [0, 9, 9, 9]) == "coding_wrong"
    assert code(PHQ, []) == "0-3"  # nobody took part
    assert code(PHQ, [], [Decimal(8)]) == "0-3" and code(PHQ, [], [Decimal(30)]) == "1-4"
    assert code(PHQ, [], [Decimal(12)]) == "coding_unclear"
    assert code(SCL, [], [Decimal(80)]) == "0-4" and code(SCL, [], [Decimal(400)]) == "1-5"
    assert code(SCL, [], [Decimal(170)]) == "coding_unclear"
    assert find_coding(SCL, [], [], [Decimal("0.8")]) == Coding(0, 4)
    assert code(UPI, [], [Decimal(30)]) == "0-1"


def test_answers_are_read_as_figures_or_in_words() -> None:
    assert read_answer(PHQ, "2") == (2, True) and read_answer(PHQ, "２分") == (2, True)
    for said in ("好几天", "B.好几天", "好几天(1分)", "Several days", "1.好几天"):
        assert read_answer(PHQ, said) == (1, False)
    assert read_answer(PHQ, "") == (None, False) and read_answer(PHQ, "(跳过)") == (None, False)
    assert read_answer(PHQ, "不知道") == (WRONG, False) and read_answer(UPI, "是") == (1, False)


def test_every_class_has_a_place() -> None:
    assert {r for scale in map(find_scale, scale_ids()) for rule in scale.rules for r in rule.words.values()} <= {
        *CLASSES
    }
    assert PHQ.band(16, "en") == "Moderately severe" and UPI.band(16, "zh") == ""
    assert PHQ.title("zh").startswith("PHQ-9") and replace(PHQ, zh="别的").title("en") == PHQ.en
