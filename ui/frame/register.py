"""Which page is which: how each is made, in whose navigation it stands, what its count is. Pages load when needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from app.records.kind import Role
from app.services.phone_reports import OwedCall
from app.workspace import Workspace
from ui.frame.navigation import Item
from ui.jobs import Jobs
from ui.pages.page import Goto, Page
from ui.say import Say
from ui.theme.look import Look
from ui.words import Words

ORDER: dict[Role, tuple[str, ...]] = {
    "counsellor": ("this_week", "students", "visits", "reviews", "families", "transfer", "reports"),
    "station": ("this_week", "students", "review_check", "care", "meetings", "transfer", "reports"),
    "psychologist": (
        "schedule", "clients", "assessment", "disclosures", "screening", "students", "transfer", "reports",
    ),
    "centre": ("inbox", "students", "devices", "roster", "screening", "transfer", "reports"),
}  # fmt: skip
"""The navigation of each role, from the top; the first is its home. Pages of later features are not in it."""

ICONS = {
    "this_week": "calendar-check",
    "students": "users",
    "visits": "door-open",
    "reviews": "table-2",
    "review_check": "table-2",
    "families": "phone",
    "care": "bookmark",
    "meetings": "clipboard-list",
    "schedule": "calendar-days",
    "clients": "notebook-pen",
    "assessment": "shield-alert",
    "disclosures": "file-output",
    "screening": "clipboard-list",
    "transfer": "arrow-left-right",
    "reports": "printer",
    "inbox": "inbox",
    "devices": "monitor-smartphone",
    "roster": "contact",
}
KEPT = frozenset({*ICONS, "settings", "help"})
"""Pages of which one is made and kept; every other opening makes a new one."""

OWN_FORM = {"talk": "talk", "visit": "visit", "parent_contact": "contact"}
"""Kinds with a form of their own; every other kind has the generic one."""


@dataclass(frozen=True)
class Counts:
    """The figures of the navigation, and the reports that have no call noted yet."""

    owed: int = 0
    students: int = 0
    visits: str = ""
    reviews: str = ""
    families: int = 0
    care: int = 0
    sessions: int = 0
    referrals: int = 0
    interviews: int = 0
    waiting: int = 0
    inbox: int = 0
    alarm: bool = False
    devices: int = 0
    calls: tuple[OwedCall, ...] = ()


def items(role: Role, words: Words, counts: Counts) -> tuple[Item, ...]:
    """The navigation of a role with its counts."""
    figures: dict[str, int | str] = {
        "this_week": counts.owed,
        "students": counts.students,
        "visits": counts.visits,
        "reviews": counts.reviews,
        "review_check": counts.reviews,
        "families": counts.families,
        "care": counts.care,
        "schedule": counts.sessions,
        "assessment": counts.referrals,
        "screening": counts.interviews,
        "transfer": 0 if role == "centre" else counts.waiting,
        "inbox": counts.inbox,
        "devices": counts.devices,
    }
    return tuple(
        Item(p, ICONS[p], _label(words, p), str(figures.get(p) or ""), alarm=p == "inbox" and counts.alarm)
        for p in ORDER[role]
    )


def _label(words: Words, page: str) -> str:
    labels = {
        "this_week": words("frame.this_week"),
        "students": words("frame.students"),
        "visits": words("frame.visits"),
        "reviews": words("frame.reviews"),
        "review_check": words("frame.reviews"),
        "families": words("frame.families"),
        "care": words("frame.care"),
        "meetings": words("frame.meetings"),
        "schedule": words("frame.schedule"),
        "clients": words("frame.clients"),
        "assessment": words("frame.assessment"),
        "disclosures": words("frame.disclosures"),
        "screening": words("frame.screening"),
        "reports": words("frame.reports"),
        "transfer": words("frame.transfer"),
        "inbox": words("frame.inbox"),
        "devices": words("frame.devices"),
        "roster": words("frame.roster"),
    }
    return labels[page]


Maker = Callable[[Workspace, Jobs, Say, Look], Page]

_PAGES = {
    "this_week": "ThisWeekPage",
    "students": "StudentsPage",
    "student": "StudentPage",
    "record": "RecordPage",
    "record_form": "RecordForm",
    "merge": "MergePage",
    "talk": "TalkPage",
    "visit": "VisitPage",
    "contact": "ContactPage",
    "transfer": "TransferPage",
    "handover": "HandoverPage",
    "inbox": "InboxPage",
    "devices": "DevicesPage",
    "roster": "RosterPage",
    "settings": "SettingsPage",
    "enrol": "EnrolPage",
    "recovery": "RecoveryPage",
    "reviews": "ReviewsPage",
    "review_check": "ReviewCheckPage",
    "care": "CarePage",
    "meetings": "MeetingsPage",
    "schedule": "SchedulePage",
    "clients": "ClientsPage",
    "assessment": "AssessmentPage",
    "disclosures": "DisclosuresPage",
    "screening": "ScreeningPage",
    "screening_import": "ScreeningImportPage",
    "visits": "VisitsPage",
    "families": "FamiliesPage",
    "search": "SearchPage",
    "templates": "TemplatesPage",
    "reports": "ReportsPage",
    "help": "HelpPage",
    "diagnosis": "DiagnosisPage",
}
"""Each page's module below `ui.pages`, and its class."""


def page_for(goto: Goto) -> str:
    """The module of the page that a wish asks for."""
    return OWN_FORM.get(goto.subject, "record_form") if goto.page == "write" else goto.page


def marked(goto: Goto) -> str:
    """The entry of the navigation under which a page stands; a draft and an amendment are asked for as their form."""
    if (goto.page, goto.subject) == ("write", "visit"):
        return "visits"
    below = {"diagnosis": "help", "recovery": "settings", "handover": "transfer", "templates": "settings", "search": "",
             "screening_import": "screening"}  # fmt: skip
    return below.get(goto.page, goto.page if goto.page in KEPT else "students")


def page_names(role: Role) -> tuple[str, ...]:
    """The names of all pages, those of the role's navigation first."""
    return tuple(dict.fromkeys((*ORDER[role], *_PAGES)))


def maker(name: str) -> Maker:
    """What makes a page; its module is imported here and not before, so that a start loads what it shows."""
    made: Maker = getattr(import_module(f"ui.pages.{name}"), _PAGES[name])
    return made
