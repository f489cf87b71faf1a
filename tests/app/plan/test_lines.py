"""Where things stand in a TOML text: every part of the shipped plans, and what only looks like a part."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from app.plan.lines import Path, line_of, places
from app.plan.reading import seed_text

TRICKY = """\
# [[rule]] in a comment
title = 'a "quoted" # title'
said = \"\"\"
[[rule]]
id = "not a rule" \\\\
closing with two quotes\"\"\"\"\"
plain = '''
label = 'x'
'''
dotted . "key" = 1
when = 2026-08-31 12:00:00  # a moment with a space
"quoted \\u003d key" = [1, [2, 3], { a = "}", b = ["]", '#'] }]  # after

[[rule]]
id = "first"
where = { kind = "talk", "any" = [
  "x",  # one
  "y, z",
  # [[rule]]
] }

[rule.below]
deep = true

[[rule]]
id = "second"
[[rule.part]]
n = 1
[[rule.part]]
n = 2
[ table . inner ]
x = +1_000.5e3
"""


def paths_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if path:
        yield path, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in members:
        yield from paths_of(member, (*path, step))


@pytest.mark.parametrize("text", [TRICKY, seed_text("sanjiang-2023"), seed_text("linjiang-2025")], ids=len)
def test_every_value_is_found_and_nothing_else(text: str) -> None:
    found, wanted = places(text), dict(paths_of(tomllib.loads(text)))
    assert found.keys() == wanted.keys()
    for path, value in wanted.items():
        place = found[path]
        assert place.begin <= place.start <= place.end, path
        if not isinstance(value, dict | list):
            assert tomllib.loads(f"x = {text[place.start : place.end]}")["x"] == value, path


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), "title ="),
        (("plain",), "plain ="),
        (("dotted",), "dotted . "),
        (("dotted", "key"), "dotted . "),
        (("quoted = key", 2, "b", 1), '"quoted \\'),
        (("rule",), "[[rule]]\nid = \"first\""),
        (("rule", 0, "id"), 'id = "first"'),
        (("rule", 0, "where", "any", 1), '"y, z"'),
        (("rule", 0, "below", "deep"), "deep ="),
        (("rule", 1), "[[rule]]\nid = \"second\""),
        (("rule", 1, "part", 1, "n"), "n = 2\n[ table"),
        (("rule", 1, "part", 1, "missing"), "[[rule.part]]\nn = 2"),
        (("rule", 1, "missing", "below"), "[[rule]]\nid = \"second\""),
        (("table", "inner", "x"), "x = +1"),
    ],
)  # fmt: skip
def test_the_line_is_that_of_the_deepest_part_there_is(path: Path, line: str) -> None:
    assert line_of(TRICKY, path) == TRICKY[: TRICKY.index(line)].count("\n") + 1


def test_what_is_not_there_at_all_is_said_of_the_first_line() -> None:
    assert line_of(TRICKY, ("nothing", 3)) == line_of(TRICKY, ()) == line_of("", ("x",)) == 1


def test_windows_line_ends_make_no_difference() -> None:
    for path in (("rule", 1, "id"), ("table", "inner", "x"), ("rule", 0, "where", "any", 1)):
        assert line_of(TRICKY.replace("\n", "\r\n"), path) == line_of(TRICKY, path)


def test_a_text_that_is_no_toml_has_no_places() -> None:
    with pytest.raises(ValueError, match="no TOML"):
        places("= 3")
