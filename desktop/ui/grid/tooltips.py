"""Tooltips: what a grid tells of a column or a cell, as rich text that breaks long lines."""

from __future__ import annotations

import html
from collections.abc import Sequence

from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.ui.form.editors import hint


def header_help(field: Field) -> str | None:
    """Give what a field means, whether it is required and how it is typed."""
    lines = [str(Text(field.help))] if field.help else []
    if field.required:
        lines.append(str(Text("Required")))
    forms = str(hint(field))
    if forms:
        lines.append(str(Text("Write: {forms}", forms=forms)))
    return paragraphs(lines)


def paragraphs(lines: Sequence[str]) -> str | None:
    """Give lines as rich text, which is what makes a tooltip break long lines."""
    if not lines:
        return None
    return "".join(
        f"<p style='margin:0 0 4px 0'>{html.escape(line).replace(chr(10), '<br>')}</p>"
        for line in lines
    )
