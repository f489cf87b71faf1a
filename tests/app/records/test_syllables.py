"""How names are read: tone marks, the order of lists, what typing finds, and which letters of it are marked."""

from __future__ import annotations

import pytest

from app.records.words import found_by, marked, name_keys, sort_key, syllables, toneless


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("沈知遥", "shěn zhī yáo"),
        ("曾国", "zēng guó"),
        ("尉迟恭", "yù chí gōng"),
        ("万俟雪", "mò qí xuě"),
        ("吕绿", "lǚ lǜ"),
        ("古丽·阿依", "gǔ lì ā yī"),
        ("Ann李", "ann lǐ"),
        ("李 Bo", "lǐ bo"),
        ("", ""),
    ],
)
def test_a_name_is_read_with_tones(name: str, read: str) -> None:
    assert " ".join(syllables(name)) == read


def test_names_stand_in_the_order_of_their_pinyin() -> None:
    assert sorted(["邹雅言", "曾乐", "李雷", "李蕾", "Ann", "·"], key=sort_key) == [
        "Ann",
        "李蕾",
        "李雷",
        "曾乐",
        "邹雅言",
        "·",
    ]
    assert toneless("lǜ") == "lv" and toneless("ē") == "e"


@pytest.mark.parametrize("name", ["沈知遥", "曾乐", "欧阳娜娜", "单雄信", "吕绿", "王伟"])
def test_every_key_of_a_name_is_found_but_for_two_rare_readings_at_once(name: str) -> None:
    found = found_by(name)
    missed = [key for key in name_keys(name) if f" {key}" not in found]
    assert len(missed) < len(name_keys(name)) / 2
    assert all(f" {''.join(s[:n] for s in map(toneless, syllables(name)))}" in found for n in (1, 9))


def test_a_name_is_found_from_any_of_its_characters_on() -> None:
    found = found_by("沈知遥", ["2302140817", "ZK01"])
    for typed in ("2302", "zk01", "沈", "知遥", "遥", "szy", "shenzy", "zy", "zhiy", "zyao", "yao", "chen"):
        assert f" {typed}" in found, typed
    for typed in ("hen", "sy", "01"):
        assert f" {typed}" not in found, typed
    assert found_by("") == ""


@pytest.mark.parametrize(
    ("name", "typed", "spans"),
    [
        ("沈知遥", "zy", ((5, 6), (9, 10))),
        ("沈知遥", "szhiy", ((0, 1), (5, 8), (9, 10))),
        ("沈知遥", "she", ((0, 3),)),
        ("古丽孜依热", "zyr", ((6, 7), (9, 10), (12, 13))),
        ("沈知遥", "2302", ()),
        ("沈知遥", "sy", ()),
        ("沈知遥", "", ()),
        ("沈知遥", "yaox", ()),
        ("", "z", ()),
    ],
)
def test_what_was_typed_is_marked(name: str, typed: str, spans: tuple[tuple[int, int], ...]) -> None:
    assert marked(name, typed) == spans
