"""The recovery sheet and the enrolment sheet: what is printed is what must be typed back."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest
import segno

from app.forms import print_enrolment, print_recovery
from app.forms.groups import digit_groups, key_groups
from app.forms.pen import Pen, make_pdf
from app.forms.values import EnrolmentForm, PrintStamp, RecoveryForm

Read = Callable[[bytes], str]
Pages = Callable[[bytes], list[str]]
KEY = "R4NX-7KQD-M2WV-QHTA-PL3C-XE6U-B5YF-JZ5G-Q7SN-4VDK-W2MH-T6RB-6CXP-HL3E"
ROOT_KEY = "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG-HHHH-2222-3333-4444-5555-6666-7777"


@pytest.fixture
def bare(stamp: PrintStamp) -> PrintStamp:
    return replace(stamp, number="", clause_id="")


@pytest.fixture
def sheet() -> RecoveryForm:
    return RecoveryForm(recovery_key=KEY, store_id="7F3A 21C9", person="方若棠", role="辅导员", made_on="2026-11-25")


@pytest.fixture
def enrolment() -> EnrolmentForm:
    return EnrolmentForm(
        name="方若棠",
        number="2015087",
        role="辅导员",
        device="ThinkPad X13",
        code="48213 00917 55620 31874 90265 11738",
        centre_code="70113-22954-80461-39527-16608-45290",
        compared_by="林若愚",
    )


def test_the_sheet_shows_every_group_with_its_number(sheet: RecoveryForm, bare: PrintStamp, pages: Pages) -> None:
    (page,) = pages(print_recovery(sheet, bare))
    for number, group in enumerate(KEY.split("-"), start=1):
        assert f"{number}{group}" in page
    shown = (
        "恢复单",
        "7F3A21C9",
        "方若棠",
        "辅导员",
        "三江学院",
        "2026-11-25",
        "其中两组",
        "信封密封",
        "第3份",
    )
    assert [item for item in shown if item not in page] == []
    assert "方案依据" not in page


def test_the_root_key_has_a_page_of_its_own(sheet: RecoveryForm, bare: PrintStamp, pages: Pages) -> None:
    first, second = pages(print_recovery(replace(sheet, root_key=ROOT_KEY), bare))
    assert "R4NX" in first and "AAAA" not in first
    assert "AAAA" in second and "R4NX" not in second
    assert "学校根密钥单" in second and "两位老师" in second


def test_keys_are_grouped_as_given_or_by_four() -> None:
    assert key_groups(KEY) == tuple(KEY.split("-"))
    assert key_groups("ABCD EFGH·IJ") == ("ABCD", "EFGH", "IJ")
    assert key_groups("ABCDEFGHIJ") == ("ABCD", "EFGH", "IJ")


def test_the_qr_code_is_drawn_module_by_module() -> None:
    side = 200.0
    pdf = make_pdf("二维码", [[lambda pen: Pen.qr(pen, 100, 100, side, KEY)]])
    done = subprocess.run(["pdftoppm", "-r", "144", "-gray", "-"], input=pdf, capture_output=True, check=True)
    _, size, _, raster = done.stdout.split(b"\n", 3)
    width = int(size.split()[0])
    expected = [list(map(bool, row)) for row in segno.make(KEY, error="m", micro=False, boost_error=False).matrix]
    module = side / (len(expected) + 8)

    def dark(row: int, column: int) -> bool:
        x, y = (2 * int(100 + (place + 4.5) * module) for place in (column, row))
        return raster[y * width + x] < 128

    assert [[dark(r, c) for c in range(len(expected))] for r in range(len(expected))] == expected


def test_an_enrolment_shows_both_codes_in_six_groups(enrolment: EnrolmentForm, bare: PrintStamp, pages: Pages) -> None:
    (page,) = pages(print_enrolment(enrolment, bare))
    for number, group in enumerate(enrolment.code.split(), start=1):
        assert f"{number}{group}" in page
    assert all(group in page for group in enrolment.centre_code.split("-"))
    assert all(shown in page for shown in ("设备入网登记单", "2015087", "ThinkPadX13", "林若愚", "复核人"))


def test_without_a_centre_code_there_is_room_to_write_it(
    enrolment: EnrolmentForm, bare: PrintStamp, words: Read
) -> None:
    text = words(print_enrolment(replace(enrolment, centre_code=""), bare))
    assert "中心核对码" in text and "70113" not in text


def test_a_code_of_another_length_is_a_bug_and_prints_nothing(enrolment: EnrolmentForm, bare: PrintStamp) -> None:
    with pytest.raises(ValueError, match="30 digits"):
        print_enrolment(replace(enrolment, code="12345 67890"), bare)
    assert digit_groups("123451234512345123451234512345") == ("12345",) * 6
