"""The user guide that ships with the program, and which section of it belongs to which page. Nothing is shown here.

A comment `<!-- help: students student -->` in the line before a heading says for which pages of the window that
section is meant, so that titles and their order can change without a page losing its help. A line that is a picture is
for whoever reads the file elsewhere: inside the window the page itself is there, and nothing is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.paths import document

_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*$")
_MARK = re.compile(r"<!--\s*help:\s*([\w ]+?)\s*-->\s*$")
_PICTURE = re.compile(r"!\[[^\]]*\]\([^)]*\)\s*$")


@dataclass(frozen=True)
class Section:
    """A heading of the guide; `level` is 1 for the title, `pages` those that it is the help of."""

    title: str
    level: int
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Guide:
    """The guide as Markdown without its comments and pictures, and its headings in their order."""

    text: str
    sections: tuple[Section, ...]

    def section_of(self, page: str) -> int:
        """The place of the section that helps with a page; 0, the title, where there is none."""
        return next((k for k, section in enumerate(self.sections) if page in section.pages), 0)


def read_guide(language: str) -> Guide:
    """The guide in this language."""
    lines, sections = list[str](), list[Section]()
    for line, section in _lines(document(f"guide.{language}.md").read_text(encoding="utf-8")):
        lines.append(line)
        if section is not None:
            sections.append(section)
    return Guide("\n".join(lines), tuple(sections))


def _lines(text: str) -> Iterator[tuple[str, Section | None]]:
    """Every line that is shown, with the section that begins there; what stands in a fence begins none."""
    pages: tuple[str, ...] = ()
    fenced = False
    for line in text.splitlines():
        fenced ^= line.startswith("```")
        mark, heading = _MARK.match(line), _HEADING.match(line)
        if mark is not None and not fenced:
            pages = tuple(mark[1].split())
        elif heading is not None and not fenced:
            yield line, Section(_plain(heading[2]), len(heading[1]), pages)
            pages = ()
        elif _PICTURE.match(line) is None or fenced:
            yield line, None


def _plain(title: str) -> str:
    """A title without its marks of Markdown."""
    return re.sub(r"[*_`]", "", title)
