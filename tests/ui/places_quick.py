"""Places of quick entry: search over everything, outlines and templates, the jump box with its list."""

from __future__ import annotations

from tests.ui.small_school import CENTRE, COUNSELLOR, STATION
from tests.ui.stage import Place, Stage
from tests.ui.ways import to
from ui.pages.search import SearchPage
from ui.pages.templates import TemplatesPage


def _found(words: str, stage: Stage) -> SearchPage:
    stage.go("search", words)
    page = stage.desk.page
    assert isinstance(page, SearchPage)
    return page


def _search(stage: Stage) -> None:
    assert _found("睡眠", stage).list.results.lines


def _search_none(stage: Stage) -> None:
    page = _found("没有人这样写过", stage)
    page.narrow.mine.click()


def _template(stage: Stage) -> None:
    stage.go("templates")
    page = stage.desk.page
    assert isinstance(page, TemplatesPage)
    page.begin_template()


PLACES: tuple[Place, ...] = (
    Place("search", COUNSELLOR, _search),
    Place("search-none", COUNSELLOR, _search_none),
    Place("search-empty", CENTRE, to("search")),
    Place("templates", COUNSELLOR, to("templates")),
    Place("template-new", STATION, _template),
)
