"""Scenes of quick entry: search, outlines and templates, the jump box, the line with undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget
from scene_ways import COUNSELLOR, goto, listed, write
from studio import Scene, Studio

from app.services import templates
from ui.pages.page import Goto
from ui.pages.search import SearchPage
from ui.pages.talk import TalkPage
from ui.pages.templates import TemplatesPage


def search(words: str, *, mine: bool = False) -> Callable[[Studio], None]:
    def act(studio: Studio) -> None:
        studio.desk.go(Goto("search", words))
        studio.rest()
        page = studio.desk.page
        assert isinstance(page, SearchPage)
        if mine:
            page.narrow.mine.click()

    return act


def template(studio: Studio) -> None:
    workspace = studio.desk.workspace
    templates.save_outline(workspace, "academic", ("预警缘由，本人怎么看", "补考怎么准备", "家里是否知道"))
    templates.save_template(workspace, "补考之前", "talk", "科目：\n还差什么：\n谁可以帮：", occasion="academic")
    templates.save_template(workspace, "电话开头", "parent_contact", "先说明来意：\n孩子近来：")
    studio.desk.go(Goto("templates", "talk", ("academic",)))


def new_template(studio: Studio) -> None:
    template(studio)
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, TemplatesPage)
    page.begin_template()


def undo(studio: Studio) -> None:
    studio.desk.go(Goto("student", listed(studio.desk.workspace)))
    studio.rest()
    studio.desk.say.toast(studio.desk, studio.desk.words("writing.saved"), lambda: None)


def jump(studio: Studio) -> QWidget:
    box = studio.desk.top.jump
    box.begin()
    box.setText("z")
    box.textEdited.emit("z")
    studio.settle()
    return box.panel


def menu(studio: Studio) -> QWidget:
    """The templates that Ctrl+T offers in a talk."""
    template(studio)
    write("talk")(studio)
    studio.rest()
    page = studio.desk.page
    assert isinstance(page, TalkPage)
    page.offer_templates()
    studio.rest()
    return next(one for one in studio.app.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible())


QUICK_SCENES: tuple[Scene, ...] = (
    Scene("search", COUNSELLOR, search("睡眠")),
    Scene("search-people", COUNSELLOR, search("z")),
    Scene("search-nothing", COUNSELLOR, search("没有人这样写过", mine=True)),
    Scene("search-begin", COUNSELLOR, goto("search")),
    Scene("templates", COUNSELLOR, template, fresh=True),
    Scene("template-new", COUNSELLOR, new_template, fresh=True),
    Scene("undo", COUNSELLOR, undo),
    Scene("jump", COUNSELLOR, jump),
    Scene("template-menu", COUNSELLOR, menu, fresh=True),
)
