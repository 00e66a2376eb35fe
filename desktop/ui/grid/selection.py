"""Selection: the cells that are selected, as records and fields, and as text to copy."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QItemSelectionModel, QMimeData

from desktop.core.fields import NumberField
from desktop.core.i18n import locale
from desktop.ui.grid.header import Header
from desktop.ui.grid.model import RecordsModel


@dataclass(frozen=True)
class Selection:
    """Rows and columns of a grid, in the order on screen."""

    rows: Sequence[int]
    columns: Sequence[int]

    @classmethod
    def of(cls, chosen: QItemSelectionModel, header: Header) -> Selection:
        """Give what is selected; with nothing selected, the current cell."""
        rows: set[int] = set()
        columns: set[int] = set()
        for part in list(chosen.selection()):  # type: ignore[call-overload]
            rows.update(range(part.top(), part.bottom() + 1))
            columns.update(range(part.left(), part.right() + 1))
        if not rows and chosen.currentIndex().isValid():
            rows, columns = {chosen.currentIndex().row()}, {chosen.currentIndex().column()}
        seen = [column for column in columns if not header.isSectionHidden(column)]
        return cls(sorted(rows), sorted(seen, key=header.visualIndex))

    def ids(self, model: RecordsModel) -> list[int]:
        """Give the ids of the records."""
        return [model.ids[row] for row in self.rows]

    def cleared(self, model: RecordsModel) -> Mapping[int, Mapping[str, Any]]:
        """Give the edits that make every cell unknown."""
        names = [model.fields[column].name for column in self.columns]
        return {id: dict.fromkeys(names) for id in self.ids(model)}

    def texts(self, model: RecordsModel) -> list[list[str]]:
        """Give the cells as a spreadsheet reads them: numbers without marks for thousands."""
        return [[_text(model, row, column) for column in self.columns] for row in self.rows]


def _text(model: RecordsModel, row: int, column: int) -> str:
    text = model.text_at(row, column)
    if isinstance(model.fields[column], NumberField):
        return text.replace(locale().group, "")
    return text


def mime(texts: Sequence[Sequence[str]]) -> QMimeData:
    """Give cells for the clipboard, as text with tabs and as an HTML table of the same meaning."""
    data = QMimeData()
    data.setText("\r\n".join("\t".join(map(_quoted, row)) for row in texts))
    rows = ("".join(f"<td>{_cell(text)}</td>" for text in row) for row in texts)
    data.setHtml("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
    return data


def _quoted(text: str) -> str:
    if not any(sign in text for sign in '\t\n"'):
        return text
    return '"' + text.replace('"', '""') + '"'


def _cell(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
