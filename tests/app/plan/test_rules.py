"""A wrong plan is refused at the line where the mistake stands; the eight shapes as typed values."""

from __future__ import annotations

import pytest

from app.errors import UserError
from app.plan.checking import NODES
from app.plan.reading import read_plan, seed_text
from app.plan.rules import ListedDays, ListedWeek, PersonPeriod, Within, spelled
from app.records import KINDS
from tests.app.plan.test_plan import SMALL

TEXT = seed_text("sanjiang-2023")
SECOND = seed_text("linjiang-2025")

RULES = len(read_plan(TEXT).rules)

TAIL = """
[[rule]]
id = "extra"
clause = "prevention.3"
shape = "within"
label = "多一条"
en = "One more"
event = { kind = "talk", where = { risk = "report" } }
minutes = 15
meets = [{ kind = "phone_report" }]
"""

# (what is written, what stands there instead, the place that is named); the mistake stands on the line of its text
IN_A_RULE: list[tuple[str, str, str]] = [
    ('clause = "prevention.3"', 'clause = "prevention.33"', "clause"),
    ('shape = "within"', 'shape = "hourly"', "shape"),
    ("minutes = 15", "minutes = -1", "minutes"),
    ("minutes = 15", 'minutes = "soon"', "minutes"),
    ("minutes = 15", "minutes = 15\nhours = 1", "hours"),
    ("minutes = 15", 'minutes = 15\nby = "follow_up_on"', "by"),
    ("minutes = 15", 'minutes = "$no_such_minutes"', "minutes"),
    ("minutes = 15", 'by = "content"', "by"),
    ("minutes = 15", 'names = "mode"', "names"),
    ("minutes = 15", 'minutes = 15\nlinked = "self"', "linked"),
    ("minutes = 15", 'minutes = 15\ntold = "when"', "told"),
    ("minutes = 15", "minutes = 15\nimpossible = { cannot = true }", "impossible.cannot"),
    ("minutes = 15", "minutes = 15\nminuets = 15", "minuets"),
    ("minutes = 15", 'minutes = 15\nholder = "owner"', "holder"),
    ("minutes = 15", 'minutes = 15\nholder = "nobody"', "holder"),
    ('id = "extra"', 'id = "visits"', "id"),
    ('id = "extra"', 'id = "Extra Rule"', "id"),
    ('event = { kind = "talk"', 'event = { kind = "chat"', "event.kind"),
    ('where = { risk = "report" }', 'where = { danger = "report" }', "event.where.danger"),
    ('where = { risk = "report" }', 'where = { risk = "grave" }', "event.where.risk"),
    ('where = { risk = "report" }', 'where = { content = "x" }', "event.where.content"),
    ('where = { risk = "report" }', 'unless = { occasions = "no_such" }', "event.unless.occasions"),
    ('where = { risk = "report" }', 'any = ["risk"]', "event.any.risk"),
    (
        'meets = [{ kind = "phone_report" }]',
        'meets = [{ kind = "phone_report" },\n  { kind = "phoned" }]',
        "meets[2].kind",
    ),
    ('meets = [{ kind = "phone_report" }]', "meets = []", "meets"),
    ('meets = [{ kind = "phone_report" }]', "meets = [3]", "meets[1]"),
]

SHAPES: list[tuple[str, str]] = [
    ('shape = "person_period"\ncount = 2\nplace = ["content"]\nmeets = [{ kind = "visit" }]', "place"),
    ('shape = "person_period"\ncount = 2\ncounted = "each"\nmeets = [{ kind = "visit" }]', "counted"),
    (
        'shape = "person_period"\ncount = 2\neach_of = { where = ["attic"] }\nmeets = [{ kind = "visit" }]',
        "each_of.where",
    ),
    (
        'shape = "listed_week"\nlevels = ["level9"]\nweekday = 4\nhour = "12:00"\nmeets = [{ kind = "weekly_review" }]',
        "levels",
    ),
    (
        'shape = "listed_week"\nlevels = ["level1"]\nweekday = 4\nhour = "25:00"\nmeets = [{ kind = "weekly_review" }]',
        "hour",
    ),
    (
        'shape = "listed_week"\nlevels = []\nweekday = 8\nhour = "12:00"\nmeets = [{ kind = "weekly_review" }]',
        "weekday",
    ),
    ('shape = "listed_week"\nlevels = []\nweekday = 4\nhour = "12:00"\nmeets = [{ kind = "talk" }]', "meets[1]"),
    (
        'shape = "listed_term"\nlevels = ["grave"]\ncount = 1\nfirst_days = 7\nlast_week = 9'
        '\nmeets = [{ kind = "talk" }]',
        "levels",
    ),
    (
        'shape = "unit_period"\nunit = "college"\nweekday = 5\ncount = 1\nmeets = [{ kind = "weekly_sheet" }]',
        "weekday",
    ),
    ('shape = "unit_period"\nunit = "college"\nweekday = 5\nmeets = [{ kind = "training" }]', "meets[1]"),
    ('shape = "window"\ngroups = ["orphans"]\nmeets = [{ kind = "talk" }]', "groups"),
    ('shape = "window"\nsince = "node"\ndays = 3\nnodes = ["harvest"]\nmeets = [{ kind = "talk" }]', "nodes"),
    ('shape = "window"\nfirst_week = 9\nlast_week = 3\nmeets = [{ kind = "talk" }]', "last_week"),
    ('shape = "circumstance"\ndays = 3\nwhat = ["moved"]\nmeets = [{ kind = "talk" }]', "what"),
]

# Of a whole plan: (what is written, what stands there instead, where the mistake is found in the changed text)
IN_A_PLAN: list[tuple[str, str, str]] = [
    ('title = "三江', "title = 三江", "title = 三江"),
    ("utc_offset = 480", 'utc_offset = "+8"', 'utc_offset = "+8"'),
    ('label = "二级·重点关注"\n', "", '[[level]]\nid = "level2"'),
    ("rank = 3", "rank = 2", 'rank = 2\nlabel = "三级'),
    ("rank = 3", 'rank = "last"', 'rank = "last"'),
    ('id = "level3"', 'id = "level2"', 'id = "level2"\nrank = 3'),
    ('en = "Freshmen"\nclause = "prevention.3"', 'en = "Freshmen"\nclause = "care.1"', 'clause = "care.1"'),
    ('occasion = "asked"', 'occasion = "ask"', 'occasion = "ask"'),
    ('days = "must_talk_asked_days"', 'days = "must_talk_days"', 'days = "must_talk_days"'),
    ("\nasked = [\n", "\nasking = [\n", "asking = ["),
    ('{ id = "sleep", label = "睡眠", en = "Sleep" }', '{ id = "sleep" }', '{ id = "sleep" }'),
    ('{ id = "sleep", label', '{ id = "mood", label', '{ id = "mood", label = "睡眠"'),
    ('{ id = "sleep", label = "睡眠", en = "Sleep" }', '"sleep"', '  "sleep",'),
    ("[choices]\n", "[choices]\nweather = 3\n", "weather = 3"),
    ('first = "2026-08-31"', 'first = "2026-08-32"', 'first = "2026-08-32"'),
    ('last = "2027-01-17"', 'last = "2026-02-29"', 'last = "2026-02-29"'),
    ('last = "2027-01-17"', 'last = "2026-01-17"', 'last = "2026-01-17"'),
    ('last = "2026-10-07", label', 'last = "10月7日", label', 'last = "10月7日"'),
    ('working_weekends = ["2026-10-10"]', 'working_weekends = ["20261010"]', 'working_weekends = ["20261010"]'),
    ("working_weekends = []", "working_weekends = [7]", "working_weekends = [7]"),
    ("obliging_dates = []", 'obliging_dates = [{ what = "x", on = "2026-09-01" }]', 'obliging_dates = [{ what = "x"'),
    ("obliging_dates = []", 'obliging_dates = [{ what = "term_start", on = "x" }]', "obliging_dates = [{ what"),
    ("visits_per_week = { value = 2,", "visits_per_week = { value = -2,", "visits_per_week = { value = -2,"),
    ("visits_per_week = { value = 2,", "visits_per_week = { value = 2.5,", "visits_per_week = { value = 2.5,"),
    ("visits_per_week = { value = 2,", "visits_per_week = { worth = 2,", "visits_per_week = { worth"),
    (
        'visits_per_week = { value = 2, source = "plan"',
        'visits_per_week = { value = 2, source = "me"',
        "visits_per_week =",
    ),
    ("visits_per_week = { value = 2,", "visits_per_week = { value = 2, confirmd = 1,", "visits_per_week ="),
    ("visits_per_week = { value = 2,", 'visits_per_week = { value = 2, confirmed = "ja",', "visits_per_week ="),
    ('value = "12:00", source', 'value = "noon", source', 'weekly_review_hour = { value = "noon"'),
    (
        'prominent_levels = { value = ["level1",',
        'prominent_levels = { value = ["grave",',
        "prominent_levels = {",
    ),
    ('["injured", "missing", "in_the_act"]', '["injured", "asleep"]', "crisis_emergency_call_when = {"),
    ('clause = "prevention.4", zh', 'clause = "prevention.44", zh', 'clause = "prevention.44", zh'),
    ("[setting]\n", "[settings]\n", "[settings]"),
    ('[[rule]]\nid = "visits"', '[[rules]]\nid = "visits"', "[[rules]]"),
]


def refused(text: str, *, complete: bool = False) -> UserError:
    with pytest.raises(UserError) as caught:
        read_plan(text, complete=complete)
    assert caught.value.code == "plan_wrong" and caught.value.values["reason"]
    return caught.value


def line_with(text: str, marked: str) -> int:
    return text[: text.index(marked)].count("\n") + 1


def test_the_rule_that_the_mistakes_are_made_in_is_right() -> None:
    (rule,) = read_plan(TEXT + TAIL).rules[-1:]
    assert isinstance(rule, Within) and rule.minutes == 15 and rule.linked == "of"


@pytest.mark.parametrize(("right", "wrong", "place"), IN_A_RULE, ids=[w for _, w, _ in IN_A_RULE])
def test_a_mistake_in_a_rule_is_refused_at_its_line(right: str, wrong: str, place: str) -> None:
    text = TEXT + TAIL.replace(right, wrong)
    error = refused(text)
    assert error.values["place"] == f"rule[{RULES + 1}].{place}"
    at = TAIL.replace(right, wrong).index(wrong) + wrong.rindex("\n") + 1 if "\n" in wrong else TAIL.index(right)
    assert error.values["line"] == TEXT.count("\n") + TAIL.replace(right, wrong)[:at].count("\n") + 1


@pytest.mark.parametrize(("said", "place"), SHAPES, ids=[f"{s.split(chr(10))[0]} {p}" for s, p in SHAPES])
def test_what_a_shape_does_not_take_is_refused_at_its_line(said: str, place: str) -> None:
    text = f'{TEXT}[[rule]]\nid = "extra"\nclause = "prevention.3"\nlabel = "多一条"\nen = "One more"\n{said}\n'
    error = refused(text)
    key = place.split(".")[0].split("[")[0]
    assert error.values["place"] == f"rule[{RULES + 1}].{place}"
    assert error.values["line"] == TEXT.count("\n") + line_with(text.removeprefix(TEXT), f"\n{key} = ") + 1


@pytest.mark.parametrize(("right", "wrong", "marked"), IN_A_PLAN, ids=[w.strip() for _, w, _ in IN_A_PLAN])
def test_a_mistake_in_a_plan_is_refused_at_its_line(right: str, wrong: str, marked: str) -> None:
    assert right in TEXT
    text = TEXT.replace(right, wrong, 1)
    assert refused(text).values["line"] == line_with(text, marked)


@pytest.mark.parametrize("missing", ["label", "clause", "shape", "event"])
def test_what_a_rule_lacks_is_said_of_the_rule(missing: str) -> None:
    text = TEXT + "\n".join(line for line in TAIL.splitlines() if not line.startswith(missing))
    assert refused(text).values["line"] == TEXT.count("\n") + 2


def test_a_text_that_breaks_off_is_refused_at_its_end() -> None:
    assert refused(SMALL + 'more = """\nand more\n').values["line"] == SMALL.count("\n") + 2
    assert refused("x = " + "[" * 100_000).values["place"] == "TOML"
    assert refused("x = " + "9" * 5_000).values["line"] == 1


def test_a_plan_that_is_to_come_into_force_has_every_list_that_a_form_offers() -> None:
    assert read_plan(SMALL).lists["way"]
    assert refused(SMALL, complete=True).values["line"] == line_with(SMALL, "[choices]")
    gone = SECOND.replace('{ id = "died", label', '{ id = "dead", label')
    assert refused(gone, complete=True).values["line"] == line_with(gone, "student_status = [")
    assert read_plan(gone), "one that was kept stays readable"


def test_nine_levels_are_as_many_as_can_be_told_apart() -> None:
    more = "".join(f'[[level]]\nid = "l{k}"\nrank = {k}\nlabel = "第{k}级"\n' for k in range(3, 11))
    text = SMALL.replace("[[occasion]]", more + "[[occasion]]")
    assert refused(text).values["line"] == line_with(text, '[[level]]\nid = "l10"')
    assert read_plan(text.replace(more, more[: more.index('[[level]]\nid = "l10"')]))


def test_a_setting_is_filled_in_wherever_it_is_named() -> None:
    plan, second = read_plan(TEXT), read_plan(SECOND)
    visits = second.rule("visits")
    assert isinstance(visits, PersonPeriod) and (visits.count, visits.period, visits.counted) == (4, "month", "each")
    ours = plan.rule("visits")
    assert isinstance(ours, PersonPeriod) and (ours.count, ours.period, ours.counted) == (2, "week", "together")
    review, other = plan.rule("weekly_review"), second.rule("weekly_review")
    assert isinstance(review, ListedWeek) and (review.weekday, review.hour, review.repeats_count) == (4, "12:00", True)
    assert isinstance(other, ListedWeek) and (other.weekday, other.hour, other.repeats_count) == (5, "18:00", False)
    assert other.levels == ("red", "orange")
    talk = second.rule("blue_talk")
    assert isinstance(talk, ListedDays) and (talk.levels, talk.days, talk.count) == (("blue",), 30, 1)
    assert plan.rule("blue_talk") is None
    asked = second.rule("parent_contacts")
    assert asked is not None and [m.counts for m in asked.meets] == [True, True]


def test_obliging_dates_are_those_of_a_term_record() -> None:
    group = KINDS["term"].field("obliging_dates")
    assert group is not None
    assert group.fields[0].choices == NODES


def test_a_condition_is_spelled_as_facts_spell_it() -> None:
    assert [spelled(w) for w in (True, False, 3, "x", ["x", "y"])] == [
        ("true",),
        ("false",),
        ("3",),
        ("x",),
        ("x", "y"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "line", "reason"),
    [
        ('first = "2027-03-01"', 'first = "2027-01-10"', 'first = "2027-01-10"', "within 2026-2027-1"),
        ('id = "2026-2027-2"', 'id = "2026-2027-1"', 'id = "2026-2027-1"', "twice"),
        ('last = "2026-10-07"', 'last = "2026-09-07"', "holidays = [{", "no days of this term"),
        ('working_weekends = ["2026-10-10"]', 'working_weekends = ["2026-10-12"]', '"2026-10-12"', "no weekend"),
        ("utc_offset = 480", "utc_offset = 99999", "utc_offset", "at most 840"),
    ],
)
def test_terms_and_zone_that_cannot_be_are_refused(before: str, after: str, line: str, reason: str) -> None:
    text = seed_text("sanjiang-2023")
    assert before in text
    with pytest.raises(UserError) as caught:
        read_plan(text.replace(before, after, 1))
    told = caught.value.values
    assert reason in str(told["reason"])
    assert line in text.replace(before, after, 1).splitlines()[int(str(told["line"])) - 1]
