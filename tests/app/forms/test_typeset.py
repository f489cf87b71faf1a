"""Line breaking: 避头尾, whole Latin words, nothing lost, nothing wider than its column."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.forms import font, typeset
from app.forms.typeset import NO_END, NO_START, break_lines, clean, measure

SIZE = 10.5


def test_no_line_starts_with_a_closing_sign_or_ends_with_an_opening_one() -> None:
    text = "他说：“我知道了，谢谢老师（王老师）！”《心理学》、《教育学》；都好。" * 9
    for width in range(60, 200, 7):
        lines = [line.text for line in break_lines(text, width, SIZE)]
        assert all(line[0] not in NO_START and line[-1] not in NO_END for line in lines)
        assert "".join(lines) == text


@pytest.mark.parametrize("word", ["consultation", "2026-11-24", "14:30", "A3-207", "3.5", "don't"])
def test_latin_words_dates_and_numbers_stay_whole(word: str) -> None:
    for width in range(80, 160, 3):
        lines = break_lines(f"建议其于中午{word}到办公室来谈一次话", width, SIZE)
        assert any(word in line.text for line in lines)


def test_a_word_wider_than_the_column_is_cut_and_not_lost() -> None:
    lines = break_lines("网址" + "a" * 300 + "。" * 60, 100, SIZE)
    assert "".join(line.text for line in lines) == "网址" + "a" * 300 + "。" * 60
    assert all(measure(line.text, SIZE) <= 100 for line in lines)


def test_paragraphs_are_kept_and_indented() -> None:
    first, empty, second = break_lines("一\r\n\r\n二", 100, SIZE, indent=21)
    assert (first.text, empty.text, second.text) == ("一", "", "二")
    assert first.indent == second.indent == 21


def test_lines_are_flush_but_the_last_is_not() -> None:
    *full, last = break_lines("谈话内容" * 30 + "ab", 200, SIZE)
    assert all(abs(measure(line.text, SIZE) + line.stretch * (len(line.text) - 1) - 200) < 0.01 for line in full)
    assert last.stretch == 0


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=120), st.integers(40, 300))
def test_any_text_fits_its_column_and_loses_only_spaces(text: str, width: int) -> None:
    lines = break_lines(text, width, SIZE)
    assert all(measure(line.text, SIZE) <= width + 0.001 for line in lines)
    assert "".join("".join(line.text for line in lines).split()) == "".join(clean(text).split())


def test_rare_name_characters_are_covered() -> None:
    assert all(font.face().covers(sign) for sign in "㛃䶮𠮷𬱖𬍛𬘭𬭎𫖯镕囧喆堃骉·")


def test_every_character_of_gb_2312_and_the_basic_block_is_covered() -> None:
    assert all(font.face().covers(chr(code)) for code in range(0x4E00, 0xA000))


def test_what_is_not_covered_is_wide_enough_for_its_caption() -> None:
    for sign in ("😀", "㐊", "\x07", "\u202e", "\ue000", "\U0010fffd"):
        assert not font.face().covers(sign)
        assert typeset.advance(sign, SIZE) > SIZE


def test_joiners_and_variation_selectors_vanish() -> None:
    assert clean("葛\U000e0100\ufe0f\u200d飾\ufeff") == "葛飾"


def test_the_unicode_map_writes_utf16_and_blocks_of_a_hundred() -> None:
    made = font.to_unicode("K", [0x20BB7, *range(0x4E00, 0x4E00 + 150)])
    assert "<00> <D842DFB7>" in made
    assert [line for line in made.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "51 beginbfchar",
    ]
