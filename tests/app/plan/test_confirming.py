"""A setting confirmed in the plan's own text: one entry more, every other byte as it was."""

from __future__ import annotations

import difflib
import tomllib

import pytest

from app.plan.confirming import with_confirmed
from app.plan.reading import read_plan, seed_text
from tests.app.plan.test_plan import SMALL

DAY = "2026-11-24"
SETTINGS = """
[setting]
inline = { value = 1, source = "assumption", zh = "一。" }  # a comment
spread = { value = ["a", # why
  "b"], source = "assumption", zh = "二 }。" } # the end
dotted.value = 3  # kept
dotted.source = "assumption"
dotted.zh = "三。"
stated = { confirmed = "", value = 4, source = "assumption", zh = "四。" }
[setting.table]
source = "assumption"
zh = "五。"
  "value" = 5"""


@pytest.mark.parametrize("seed", ["sanjiang-2023", "linjiang-2025"])
def test_one_entry_more_and_every_other_byte_as_it_was(seed: str) -> None:
    text = seed_text(seed)
    keys = [key for key, setting in read_plan(text).entries.items() if setting.assumed]
    for wanted in (keys[:1], keys[-2:], keys):
        edited = with_confirmed(text, wanted, DAY)
        assert edited.replace(f', confirmed = "{DAY}"', "") == text
        said, before = tomllib.loads(edited), tomllib.loads(text)
        assert {k for k, s in said["setting"].items() if s.get("confirmed") == DAY} == set(wanted)
        for key in wanted:
            assert said["setting"][key].pop("confirmed") == DAY
        assert said == before


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("key", ["inline", "spread", "dotted", "stated", "table"])
def test_however_the_setting_is_written(key: str, ending: str) -> None:
    text = (SMALL + SETTINGS).replace("\n", ending)
    edited = with_confirmed(text, [key], DAY)
    assert [k for k, s in read_plan(edited).entries.items() if s.confirmed] == [key]
    assert all(end == ending for line in edited.splitlines(keepends=True)[:-1] if (end := line[len(line.rstrip()) :]))
    parts = difflib.SequenceMatcher(None, text, edited, autojunk=False).get_opcodes()
    assert {tag for tag, *_ in parts} == {"equal", "insert"}


def test_nothing_confirmed_is_the_same_text_and_a_new_day_replaces_the_old() -> None:
    text = SMALL + SETTINGS
    assert with_confirmed(text, [], DAY) == text
    assert with_confirmed(with_confirmed(text, ["inline"], "2026-01-01"), ["inline"], DAY) == with_confirmed(
        text, ["inline"], DAY
    )
