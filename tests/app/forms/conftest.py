"""Reads prints back with poppler, as a reader program would, and holds the values the tests print."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest

from app.forms.values import Choice, Person, PrintStamp, TalkForm, VisitForm, VisitRemark


def poppler(pdf: bytes, *command: str) -> str:
    """What one of poppler's programs says about a PDF handed to it as a stream."""
    done = subprocess.run([*command], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture
def words() -> Callable[[bytes], str]:
    """The text of a print as a search or a copy finds it, without spaces and line ends."""
    return lambda pdf: "".join(poppler(pdf, "pdftotext", "-raw", "-", "-").split())


@pytest.fixture
def pages() -> Callable[[bytes], list[str]]:
    """The same, page by page."""

    def split(pdf: bytes) -> list[str]:
        text = poppler(pdf, "pdftotext", "-raw", "-", "-")
        return ["".join(page.split()) for page in text.split("\f")[:-1]]

    return split


@pytest.fixture
def about() -> Callable[[bytes], str]:
    """Metadata and fonts of a print."""
    return lambda pdf: poppler(pdf, "pdfinfo", "-") + poppler(pdf, "pdffonts", "-")


@pytest.fixture
def stamp() -> PrintStamp:
    return PrintStamp(
        school="三江学院",
        printed_at="2026-11-25 16:02",
        printed_by="方若棠",
        copy=3,
        number="TH-0417",
        clause_id="prevention.3",
        clause_words="心理问题学生“八必谈”：辅导员严格落实谈心谈话“八必谈”。",
    )


@pytest.fixture
def student() -> Person:
    return Person(
        name="买买提·阿不都热合曼",
        number="022026110237",
        college="计算机学院",
        class_name="软件2603",
        sex="男",
    )


@pytest.fixture
def talk(student: Person) -> TalkForm:
    return TalkForm(
        student=student,
        when="2026-11-24 15:30",
        place="文科楼 B204",
        way="面对面",
        mode="个别谈话",
        occasions=(Choice("新生"), Choice("学业预警", True)),
        risk="观察",
        tags=("学业", "睡眠"),
        content="高等数学 52 分，自述“听不懂”。",
        response="愿意参加学习小组。",
        mood="情绪偏低落。",
        follow_up="下周再谈。",
        follow_up_on="2026-11-30",
        referred_to="心理咨询中心",
        recorded_by="方若棠",
        recorded_at="2026-11-24 17:05",
    )


@pytest.fixture
def visit(student: Person) -> VisitForm:
    names = ["李一", "王若曦", "赵六", "欧阳娜娜", "𬱖𬍛", "周芷若"]
    others = [Person(name=name, number=f"0220261102{n:02}") for n, name in enumerate(names)]
    return VisitForm(
        classroom=False,
        college="计算机学院",
        when="2026-11-24 20:10",
        until="21:25",
        building="西区 7 栋",
        rooms="501、502",
        expected="8",
        present="7",
        desk_signed=True,
        heard="宿管李阿姨：501 最近两次晚归。",
        found="卫生总体良好。",
        done="现场提醒。",
        handed_to="宿管站",
        remarks=tuple(
            VisitRemark(student=one, room="501", text="在复习四级。", flagged=one is student)
            for one in (student, *others)
        ),
        recorded_by="方若棠",
    )
