"""The form of any kind of record, read back from its bytes: fields, tables, halves, signatures, layouts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.forms import print_record, print_review_meeting
from app.forms.layouts import LAYOUTS, Layout, layout_of
from app.forms.record_values import Answer, Case, Check, Column, RecordForm, Shape
from app.forms.values import Choice, Person, PrintStamp
from app.texts import catalogue

Read = Callable[[bytes], str]
Pages = Callable[[bytes], list[str]]
LONG = "".join(f"第{n:03}句写看到和听到的情况。" for n in range(160))


def table(name: str, label: str, rows: int) -> Answer:
    columns = (Column("做什么", 6), Column("由谁做", 3), Column("完成日期", 3))
    filled = tuple((f"措施{n:02}", "程一鸣", "2026-12-01") for n in range(rows))
    return Answer(name=name, label=label, shape=Shape.TABLE, columns=columns, rows=filled)


@pytest.fixture
def form(student: Person) -> RecordForm:
    return RecordForm(
        kind="something_new",
        title="新种类记录表",
        student=student,
        answers=(
            Answer(name="place", label="地点", text="文科楼 B204"),
            Answer(name="note", label="情况说明", text="<b>夜间</b> & 独坐", shape=Shape.LONG),
            Answer(name="known", label="是否知情", options=(Choice("是", True), Choice("否"))),
            Answer(name="many", label="选项很多", options=tuple(Choice(f"选项{n}", n == 7) for n in range(40))),
            table("measures", "措施", 3),
        ),
        attachments=("扫描件.pdf",),
        checks=(Check(what="已审核", by="林若愚", at="2026-11-26 09:00", remark="同意"),),
        recorded_by="方若棠",
        recorded_at="2026-11-24 17:05",
    )


def test_a_kind_without_a_layout_prints_all_its_fields(
    form: RecordForm, stamp: PrintStamp, student: Person, words: Read
) -> None:
    text = words(print_record(form, stamp))
    shown = (student.name, student.number, "文科楼B204", "<b>夜间</b>&独坐", "✓是", "选项7", "措施02", "扫描件.pdf")
    signed = ("已审核", "林若愚", "2026-11-2609:00", "同意", "方若棠", "2026-11-2417:05", "学院审核")
    assert [item for item in (*shown, *signed) if item not in text] == []
    assert "选项8" not in text and "✓否" not in text


def test_empty_fields_are_seen_to_be_empty(form: RecordForm, stamp: PrintStamp, words: Read) -> None:
    bare = replace(form, answers=tuple(replace(a, text="", rows=(), options=()) for a in form.answers), checks=())
    text = words(print_record(bare, stamp))
    assert text.count("（未填写）") == 2 and text.count("—") >= 3 and "审核签收情况" not in text


def test_by_hand_there_are_boxes_and_numbered_rows_and_no_dash(
    form: RecordForm, stamp: PrintStamp, words: Read
) -> None:
    answers = tuple(
        replace(a, text="", rows=(), options=tuple(Choice(o.label) for o in a.options)) for a in form.answers
    )
    blank = replace(form, answers=answers, student=Person(), checks=(), attachments=(), by_hand=True, recorded_by="")
    text = words(print_record(blank, replace(stamp, blank=True)))
    assert "—" not in text and "未填写" not in text and "✓" not in text and "空白表" in text
    assert all(sign in text for sign in ("1", "5", "完成日期"))


def test_long_text_and_tables_flow_over_pages_with_their_heads(
    form: RecordForm, stamp: PrintStamp, student: Person, pages: Pages
) -> None:
    answers = (replace(form.answers[1], text=LONG), table("measures", "措施", 60))
    printed = pages(print_record(replace(form, answers=answers), stamp))
    together = "".join(printed)
    assert len(printed) >= 3
    assert sum(together.count(f"措施{n:02}") for n in range(60)) == 60
    assert all(f"第{n:03}句" in together for n in range(160))
    assert all(student.number in page for page in printed)
    assert "序号做什么由谁做完成日期" in printed[-1]


def test_a_return_half_stands_below_a_line_to_cut_along(
    form: RecordForm, stamp: PrintStamp, student: Person, pages: Pages
) -> None:
    half = RecordForm(
        kind="case_report_return",
        title="情况报送单（回执联）",
        answers=(Answer(name="advice", label="给学院的建议", shape=Shape.LONG),),
        student=student,
        by_hand=True,
    )
    report = replace(form, kind="case_report", half=half, answers=form.answers[:3], checks=())
    (page,) = pages(print_record(report, stamp))
    above, below = page.split("请沿此线裁开")
    assert "新种类记录表" in above and "报送人方若棠" in above
    assert "情况报送单（回执联）" in below and student.number in below and "评估人签名" in below
    assert "未填写" not in below
    longer = replace(report, answers=(replace(form.answers[1], text=LONG[:900]),))
    assert len(pages(print_record(longer, stamp))) == 1, "two halves that are too much for a page are set closer"
    longest = replace(report, answers=(replace(form.answers[1], text=LONG[:1080]),))
    first, second = pages(print_record(longest, stamp))
    assert "回执联" not in first and "回执联" in second
    assert "请沿此线裁开" not in first + second, "a half on a page of its own needs no scissors"


def test_a_refusal_to_sign_has_two_witnesses_and_the_words(stamp: PrintStamp, student: Person, words: Read) -> None:
    def consent(how: str) -> str:
        answers = (Answer(name="words", label="宣读内容", text="学校建议立即就医。", shape=Shape.LONG),)
        facts = {"how": how}
        form = RecordForm(kind="consent", title="知情同意书", student=student, answers=answers, facts=facts)
        return words(print_record(form, stamp))

    refused, signed, message = consent("refused"), consent("signed"), consent("message")
    assert "见证人一" in refused and "见证人二" in refused and "不愿签字" in refused and "学校建议立即就医。" in refused
    assert "见证人一" not in signed and "同意人" in signed and "同意下列事项" in signed
    assert "见证人一" not in message


def test_who_nobody_is_named_to_may_not_be_told(stamp: PrintStamp, words: Read) -> None:
    answers = (Answer(name="pass_on", label="可转告范围"), Answer(name="content", label="披露内容", text="请多陪伴"))
    form = RecordForm(kind="disclosure", title="信息披露单", answers=answers)
    assert "不得转告其他任何人" in words(print_record(form, stamp))
    assert "不得转告" not in words(print_record(replace(form, by_hand=True), replace(stamp, blank=True)))


def test_the_public_part_of_the_minutes_names_no_student(
    form: RecordForm, stamp: PrintStamp, student: Person, pages: Pages
) -> None:
    answers = (
        Answer(name="judgement", label="分析研判", text="总体平稳", shape=Shape.LONG),
        Answer(name="cases", label="讨论的个案", text="重点关注 019AB3C4", shape=Shape.LONG),
    )
    meeting = replace(form, kind="review_meeting", title="心理工作研判会纪要", answers=answers, student=None)
    cases = (Case(student=student, level="二级", about="连续缺课"), Case(student=Person(name="沈知夏"), about="睡眠"))
    public, annex = pages(print_review_meeting(meeting, cases, stamp))
    assert student.name not in public and "019AB3C4" not in public and "共2例" in public and "总体平稳" in public
    assert "研判会个案附件" in annex and "个案1" in annex and student.name in annex and "沈知夏" in annex
    (alone,) = pages(print_review_meeting(meeting, (), stamp))
    assert "个案附件" not in alone


def test_equal_values_give_equal_bytes(form: RecordForm, stamp: PrintStamp) -> None:
    assert print_record(form, stamp) == print_record(replace(form), stamp)


def test_every_layout_speaks_with_words_that_exist() -> None:
    known = catalogue("zh")
    for layout in LAYOUTS.values():
        keys = [key for row in layout.signed for key in row] + [layout.opening, layout.closing, *layout.silent.values()]
        assert [key for key in keys if key and f"form.{key}" not in known] == []
    assert layout_of(RecordForm(kind="unheard_of", title="", answers=())) == Layout()
