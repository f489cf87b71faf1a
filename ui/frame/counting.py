"""The figures that the frame shows, read in one go on the reading thread."""

from __future__ import annotations

from app.services import (
    approvals,
    calendar,
    devices,
    inbox,
    phone_reports,
    referral_desk,
    schedule,
    screening_desk,
    sent,
    students,
    this_week,
)
from app.services.calendar import Week
from app.workspace import Workspace
from ui.frame.register import Counts
from ui.words import Words


def read(workspace: Workspace, words: Words) -> tuple[Counts, Week, str]:
    """The counts of the navigation, the week, and the status bar's sentence."""
    week = calendar.week_of(workspace)
    if not workspace.enrolled:
        return Counts(), week, words("frame.not_enrolled")
    people, calls = students.caseload_count(workspace), phone_reports.owed_calls(workspace)
    if workspace.is_seat:
        found = inbox.inbox_counts(workspace)
        listed = devices.list_devices(workspace)
        counts = Counts(
            students=people,
            inbox=found.total,
            alarm=found.quarantined > 0,
            devices=len(listed),
            interviews=screening_desk.count_due(workspace),
            calls=calls,
        )
    else:
        owed = this_week.count_week(workspace)
        counts = Counts(
            owed=owed.owed,
            students=people,
            visits=owed.visits,
            reviews=owed.reviews,
            families=owed.families,
            care=approvals.count_waiting(workspace),
            sessions=schedule.count_today(workspace) if workspace.role == "psychologist" else 0,
            referrals=referral_desk.count_waiting(workspace) if workspace.role == "psychologist" else 0,
            interviews=screening_desk.count_due(workspace),
            waiting=sent.outgoing(workspace).waiting,
            calls=calls,
        )
    return counts, week, _status(workspace, words)


def _status(workspace: Workspace, words: Words) -> str:
    line = sent.status_line(workspace)
    if workspace.is_seat:
        return words("frame.seat_status", n=line.devices, m=line.heard_lately)
    if line.last_confirmed is None:
        return words("frame.never_confirmed", n=line.waiting)
    when = words.moment(workspace.clock.moment(line.last_confirmed), weekday=True)
    if line.days_since == 1:
        return words("frame.confirmed_yesterday", when=when, n=line.waiting)
    if line.days_since:
        return words("frame.confirmed_days", when=when, days=line.days_since, n=line.waiting)
    return words("frame.confirmed", when=when, n=line.waiting)
