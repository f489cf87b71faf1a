"""The guide as the window reads it: its headings, their pages, what a comment or a block of code may not do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import paths
from app.services.guide import read_guide
from app.texts import LANGUAGES


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A frozen build's folder, with a guide of this test's own."""
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    (tmp_path / "docs").mkdir()
    return tmp_path / "docs" / "guide.en.md"


def test_headings_and_their_pages(shipped: Path) -> None:
    shipped.write_text(
        "# Title\n\n<!-- help: students student -->\n## The *list*\n\ntext\n\n<!-- help: transfer -->\n\n### Out ###\n"
        "\n```\n<!-- help: inbox -->\n# no heading\n```\n\n    # nor here\n\n## Last\n",
        encoding="utf-8",
    )
    guide = read_guide("en")
    assert [(s.title, s.level, s.pages) for s in guide.sections] == [
        ("Title", 1, ()),
        ("The list", 2, ("students", "student")),
        ("Out", 3, ("transfer",)),
        ("Last", 2, ()),
    ]
    assert [guide.section_of(page) for page in ("student", "transfer", "inbox", "nothing")] == [1, 2, 0, 0]
    assert "help: students" not in guide.text and "# no heading" in guide.text


def test_pictures_are_for_readers_of_the_file(shipped: Path) -> None:
    shipped.write_text(
        "# Title\n\n![A page](pictures/page.png)\n\ntext ![and](b.png) text\n\n```\n![c](c.png)\n```\n",
        encoding="utf-8",
    )
    text = read_guide("en").text
    assert "page.png" not in text and "b.png" in text and "c.png" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_picture_stands_where_the_window_would_leave_a_gap(language: str) -> None:
    assert "![" not in read_guide(language).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_lies_where_a_source_tree_has_it(language: str) -> None:
    assert paths.document(f"guide.{language}.md").is_file()
    guide = read_guide(language)
    marked = [page for section in guide.sections for page in section.pages]
    assert len(marked) == len(set(marked)), "a page has two sections"
    assert guide.sections[0].level == 1


def test_both_languages_help_with_the_same_pages() -> None:
    one, two = ({page for section in read_guide(language).sections for page in section.pages} for language in LANGUAGES)
    assert one == two
