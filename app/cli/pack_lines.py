"""The data pack of a review meeting as lines for a person; what is in it stands in app/services/data_pack.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from app.cli.call import Call
from app.services.context import plan_in_force
from app.services.data_pack import DataPack, PackDuty, PackWeek

Counts = Mapping[str, int | None]


def pack_lines(call: Call, pack: DataPack) -> Iterator[str]:
    """The public part, then the cases by number, then who was not heard. A count that is not shown is said to be so."""
    plan, figures = plan_in_force(call.workspace()), pack.figures

    def listed(name: str) -> Callable[[str], str]:
        return lambda entry: plan.label(name, entry, call.language) if entry else call.text("report.no_level")

    def part(name: str, counts: Counts, label: Callable[[str], str]) -> str:
        title = call.text(f"cli.pack.{name}")
        return call.text("cli.pack.part", title=title, counts=_counts(call, counts, label))

    yield call.text(
        "cli.pack.head", college=pack.college or call.text("report.all_colleges"), first=pack.first, last=pack.last,
        as_of=pack.as_of[:16].replace("T", " "),
    )  # fmt: skip
    yield part("levels", figures.levels, listed("level"))
    yield part("problems", figures.problems, listed("problems"))
    yield part("found_through", figures.found_through, listed("found_through"))
    if figures.screening is not None:
        yield part("screened", figures.screening.outcomes, lambda outcome: call.text(f"choice.outcome.{outcome}"))
        yield part("classes", figures.screening.classes, lambda cls: call.text(f"choice.class.{cls}"))
    yield call.text("cli.pack.events", crises=_count(call, figures.crises), referrals=_count(call, figures.referrals))
    yield call.text("cli.pack.weeks")
    yield from (_week(call, week, _counts(call, week.levels, listed("level"))) for week in figures.weeks)
    yield call.text("cli.pack.duties")
    yield from (_duty(call, duty) for duty in figures.duties if duty.total != 0)
    yield call.text("cli.pack.cases", count=len(pack.cases))
    for case in pack.cases:
        yield call.text("cli.pack.case", number=case.number, who=case.who, level=case.level)
    if pack.silent:
        names = "、".join(silent.name for silent in pack.silent)
        yield call.text("cli.say.coverage_missing", names=names)


def _week(call: Call, week: PackWeek, levels: str) -> str:
    number = call.text("cli.pack.vacation" if week.number is None else "cli.pack.week_number", number=week.number)
    changes = ("listed", "raised", "lowered", "removed", "talks", "visits", "contacts", "overdue")
    counts = {name: _count(call, getattr(week, name)) for name in changes}
    return call.text("cli.pack.week", week=number, first=week.first, last=week.last, levels=levels, **counts)


def _duty(call: Call, duty: PackDuty) -> str:
    done, late = duty.counts["met"], duty.counts["met_late"]
    return call.text(
        "cli.pack.duty", clause=duty.clause, label=duty.label, college=duty.group, total=_count(call, duty.total),
        done=_count(call, None if done is None or late is None else done + late),
        overdue=_count(call, duty.counts["overdue"]), unheard=_count(call, duty.counts["unheard"]),
    )  # fmt: skip


def _counts(call: Call, counts: Counts, label: Callable[[str], str]) -> str:
    told = (f"{label(entry)} {_count(call, count)}" for entry, count in counts.items())
    return call.text("cli.pack.apart").join(told) or call.text("cli.pack.nothing")


def _count(call: Call, count: int | None) -> str:
    return call.text("report.hidden") if count is None else str(count)
