"""A report as a Word file, in memory: headings, sentences and tables in 宋体, nothing that computes or links."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.forms.report import Figure, Report, ReportTable
from app.forms.sheet import word
from app.forms.values import PrintStamp

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_FACE, _TITLE_FACE = "宋体", "黑体"
_BODY, _CELL, _NOTE, _HEADING, _TITLE = 10.5, 9.0, 8.0, 12.0, 18.0
_NARROW, _WIDE, _MARGIN = 21.0, 29.7, 2.0  # cm: A4
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_MADE = datetime(2000, 1, 1, tzinfo=UTC)


def report_docx(report: Report, stamp: PrintStamp) -> bytes:
    """The bytes of the file. Only its foot says who had it made and when."""
    from docx import Document as new_document  # late: only a report needs it
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK

    document = new_document()
    _set_up(document, report.across)
    for words, size, face in ((stamp.school, _HEADING, _FACE), (report.title, _TITLE, _TITLE_FACE)):
        head = _write(document.add_paragraph(), words, size, face)
        head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for label, said in report.about:
        _write(document.add_paragraph(), f"{label}：{said}", _BODY)
    for part in report.parts:
        if part.apart:
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
        if part.title:
            _write(document.add_paragraph(style="Heading 2"), part.title, _HEADING, _TITLE_FACE)
        for block in part.blocks:
            if isinstance(block, str):
                _write(document.add_paragraph(), block, _BODY)
            else:
                _table(document, block, report.across)
    for footnote in report.footnotes:
        _write(document.add_paragraph(), footnote, _NOTE)
    foot = document.sections[0].footer.paragraphs[0]
    _write(foot, word("printed", at=stamp.printed_at, by=stamp.printed_by, copy=stamp.copy), _NOTE)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _set_up(document: Document, across: bool) -> None:
    """A4, narrow margins; and nothing of the template's author in the properties."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = document.sections[0]
    sides = (Cm(_WIDE), Cm(_NARROW)) if across else (Cm(_NARROW), Cm(_WIDE))
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = sides
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(_MARGIN)
    told = document.core_properties
    told.author = told.comments = told.last_modified_by = told.title = ""
    told.created = told.modified = _MADE


def _table(document: Document, block: ReportTable, across: bool) -> None:
    if block.title:
        _write(document.add_paragraph(), block.title, _BODY)
    if not block.rows and block.nothing:
        _write(document.add_paragraph(), block.nothing, _BODY)
        return
    made = document.add_table(rows=1, cols=len(block.columns), style="Table Grid")
    made.autofit = False
    whole = (_WIDE if across else _NARROW) - 2 * _MARGIN
    widths = [whole * column.share / sum(c.share for c in block.columns) for column in block.columns]
    _row(made.rows[0].cells, [column.label for column in block.columns], block, widths)
    _repeats(made.rows[0]._tr)
    for figures in block.rows:
        _row(made.add_row().cells, figures, block, widths)
    document.add_paragraph()


def _row(cells: Sequence[_Cell], figures: Sequence[Figure], block: ReportTable, widths: Sequence[float]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm

    for cell, figure, column, width in zip(cells, figures, block.columns, widths, strict=True):
        cell.width = Cm(width)
        said = _write(cell.paragraphs[0], str(figure), _CELL)
        if column.centred:
            said.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _repeats(row: object) -> None:
    """The column heads stand on every page."""
    from docx.oxml import OxmlElement

    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # type: ignore[attr-defined]  # python-docx: untyped XML


def _write(paragraph: Paragraph, words: str, size: float, face: str = _FACE) -> Paragraph:
    """Words as a run in a Chinese face; signs that a document cannot hold are dropped."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    run = paragraph.add_run(_UNPRINTABLE.sub("", words))
    run.font.size, run.font.name = Pt(size), face
    run.font.color.rgb = RGBColor(0, 0, 0)
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph
