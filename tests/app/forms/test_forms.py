"""The printed forms, read back from their bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

from app.forms import (
    FORMS,
    list_forms,
    print_group_talk,
    print_talk,
    print_visit,
)
from app.forms.values import (
    Choice,
    GroupTalkForm,
    Mark,
    Person,
    PrintStamp,
    TalkForm,
    TalkMember,
    VisitForm,
)
from app.texts import catalogue

ROOT = Path(__file__).resolve().parents[3]
Read = Callable[[bytes], str]
Pages = Callable[[bytes], list[str]]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_form_is_listed_with_its_title() -> None:
    assert tuple(list_forms()) == FORMS
    assert list_forms()["visit"] == "走访记录表"
    assert list_forms("en")["visit"] == "Visit record"


def test_both_languages_have_the_same_words() -> None:
    keys = [{key for key in catalogue(language) if key.startswith("form.")} for language in ("zh", "en")]
    assert keys[0] == keys[1]


def test_a_talk_prints_all_it_was_given(talk: TalkForm, stamp: PrintStamp, words: Read) -> None:
    text = words(print_talk(talk, stamp))
    given = [getattr(talk, field.name) for field in fields(talk) if isinstance(getattr(talk, field.name), str)]
    given += [talk.student.name, talk.student.number, talk.student.class_name, "学业、睡眠", "✓学业预警"]
    given += ["三江学院", "谈心谈话记录表", "编号：TH-0417", "方案依据：prevention.3心理问题学生“八必谈”"]
    given += ["打印时间：2026-11-2516:02", "打印人：方若棠", "第3份", "第1页共1页"]
    assert [item for item in given if squeezed(item) not in text] == []
    assert "✓新生" not in text and "form." not in text


def test_the_font_is_embedded_as_a_subset_and_metadata_name_nobody(
    talk: TalkForm, stamp: PrintStamp, about: Read
) -> None:
    told = about(print_talk(talk, stamp))
    fonts = [line.split() for line in told.splitlines() if "TrueType" in line]
    assert fonts and all(line[0].endswith("+LXGWWenKai-Regular") for line in fonts)
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    assert "Helvetica" not in told
    assert "Title:           谈心谈话记录表" in told
    assert not any(word in told for word in ("买买提", "方若棠", "2026", "ReportLab"))
    assert "(A4)" in told


def test_text_from_records_is_not_markup(talk: TalkForm, stamp: PrintStamp, words: Read) -> None:
    hostile = "<b>&amp;</font><br/>%s{name}\\n"
    form = replace(talk, student=replace(talk.student, name=hostile), content=hostile * 3)
    text = words(print_talk(form, replace(stamp, printed_by=hostile, clause_words=hostile, note=hostile)))
    assert text.count(hostile) == 6


def test_the_print_for_one_shows_no_other_of_the_group(talk: TalkForm, stamp: PrintStamp, words: Read) -> None:
    other = Person(name="欧阳娜娜", number="022026110999", class_name="软件2604")
    members = (TalkMember(student=talk.student, response="愿意"), TalkMember(student=other, mood="平稳"))
    group = GroupTalkForm(members=members, college="计算机学院", when=talk.when, content=talk.content)
    together = words(print_group_talk(group, stamp))
    alone = words(print_talk(replace(talk, mode="集体谈话"), stamp))
    for shown in (talk.student.name, talk.student.number, squeezed(talk.content)):
        assert shown in together and shown in alone
    assert other.name in together and "共2人" in together
    assert not any(word in alone for word in (other.name, other.number, other.class_name))


def test_a_long_talk_flows_over_pages_with_its_head_and_every_sentence(
    talk: TalkForm, stamp: PrintStamp, pages: Pages
) -> None:
    sentences = [f"第{n:04}句谈到宿舍与学习的情况。" for n in range(220)]
    marked = replace(stamp, marks=(Mark.LATE, Mark.CONFLICT))
    printed = pages(print_talk(replace(talk, content="".join(sentences)), marked))
    assert len(printed) >= 3
    assert [s for s in sentences if s not in "".join(_body(page) for page in printed)] == []
    for number, page in enumerate(printed, start=1):
        assert f"第{number}页共{len(printed)}页" in page
        assert talk.student.name in page and talk.student.number in page
        assert "补记" in page and "两个版本待确认" in page and "prevention.3" in page
    assert "谈话内容（续）" in printed[1]
    assert "记录人" in printed[-1]


def _body(page: str) -> str:
    """A page's sentences without its head, foot and the label that a cut row repeats."""
    return page.split("方案依据")[0].split("谈话内容（续）")[-1]


def test_signatures_are_never_alone_on_a_page(talk: TalkForm, stamp: PrintStamp, pages: Pages) -> None:
    for paragraphs in range(14, 24):
        form = replace(talk, content="一段话。\n" * paragraphs, follow_up_on="", follow_up="跟进的话。" * 60)
        for page in pages(print_talk(form, stamp))[1:]:
            assert "学院审核" not in page or "跟进日期" in page


def test_a_lacking_sign_gets_a_box_with_its_number(talk: TalkForm, stamp: PrintStamp, words: Read) -> None:
    named = replace(talk, student=replace(talk.student, name="王㐊😀\x07\u202e"), content="𠮷与㛃、䶮、𬱖、𬍛")
    text = words(print_talk(named, stamp))
    assert all(shown in text for shown in ("U+340A", "U+1F600", "U+0007", "U+202E", "𠮷与㛃、䶮、𬱖、𬍛"))


def test_a_lone_surrogate_is_boxed_too(talk: TalkForm, stamp: PrintStamp, words: Read) -> None:
    assert "U+D800" in words(print_talk(replace(talk, content="半个\ud800字"), stamp))


def test_empty_fields_show_dashes_and_a_blank_form_nothing(stamp: PrintStamp, student: Person, words: Read) -> None:
    empty = TalkForm(student=student, when="")
    assert "—" in words(print_talk(empty, stamp)) and "（未填写）" in words(print_talk(empty, stamp))
    blank = words(print_talk(empty, replace(stamp, blank=True)))
    assert "—" not in blank and "未填写" not in blank


def test_marks_note_and_watermark_are_printed(talk: TalkForm, stamp: PrintStamp, words: Read) -> None:
    full = replace(stamp, marks=tuple(Mark), note="原件存学院。", watermark="样例学校")
    text = words(print_talk(talk, full))
    shown = ("补记", "据纸质记录补录", "两个版本待确认", "要素不全", "演练（不计数）", "附注原件存学院。")
    assert [item for item in shown if item not in text] == []
    assert all(sign in text for sign in "样例学校")


def test_a_very_long_clause_is_cut_at_the_foot(talk: TalkForm, stamp: PrintStamp, pages: Pages) -> None:
    (page,) = pages(print_talk(talk, replace(stamp, clause_words="条款" * 3000)))
    assert "……" in page and "第1页共1页" in page


def test_equal_values_give_equal_bytes_in_any_process(talk: TalkForm, stamp: PrintStamp) -> None:
    assert print_talk(talk, stamp) == print_talk(talk, stamp)
    script = (
        "import hashlib\nfrom app.forms import print_talk\nfrom app.forms.values import *\n"
        "t = TalkForm(student=Person(name='买买提'), when='今天', content='𠮷字' * 400)\n"
        "s = PrintStamp(school='三江学院', printed_at='今天', printed_by='方', copy=1)\n"
        "print(hashlib.sha256(print_talk(t, s)).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_reportlab_is_not_loaded_before_something_is_printed() -> None:
    script = "import sys, app.forms; print('reportlab' in sys.modules, 'segno' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout.split() == [b"False", b"False"]


def test_absurdly_long_names_still_print(talk: TalkForm, visit: VisitForm, stamp: PrintStamp, pages: Pages) -> None:
    name = "长" * 3000
    huge = replace(stamp, school=name, printed_by=name, number=name)
    assert len(pages(print_talk(replace(talk, student=replace(talk.student, name=name)), huge))) >= 2
    remark = replace(visit.remarks[0], student=replace(visit.remarks[0].student, name=name))
    printed = pages(print_visit(replace(visit, remarks=(remark, *visit.remarks)), stamp))
    assert sum(page.count("长") for page in printed) == 3000


def test_choices_are_not_broken_over_lines(talk: TalkForm, stamp: PrintStamp, words: Read) -> None:
    options = tuple(Choice(f"第{n}项家庭经济困难或突发事件") for n in range(8))
    text = words(print_talk(replace(talk, occasions=options), stamp))
    assert all(option.label in text for option in options)
