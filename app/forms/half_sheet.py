"""半份密钥单: the sheet with one half of a vault's sealed key (破玻璃); a recovery sheet with another text."""

from __future__ import annotations

from app.forms.recovery import sealed_page
from app.forms.sheet import fields, print_pages, word
from app.forms.values import HalfForm, PrintStamp


def print_half(form: HalfForm, stamp: PrintStamp) -> bytes:
    """The sheet of one half as a PDF of one page: whose vault, who holds it, and what opening it demands."""
    about = [
        fields(("half.owner", form.owner), ("half.holder", form.holder)),
        fields(("recovery.store", form.store_id), ("recovery.made_on", form.made_on)),
    ]
    title = word("half.title")
    return print_pages(title, [sealed_page(about, stamp, form.key, "half")], stamp, headings=[title])
