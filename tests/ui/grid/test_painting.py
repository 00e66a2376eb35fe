"""What is painted is what the records hold, also when texts of the last frame are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from desktop.operations.edit import set_values
from desktop.ui import theme
from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import select, stand


def painted(view: RecordsView, row: int, name: str) -> QImage:
    """Gives a cell without its lines, so that it can be compared with another."""
    index = view.records.index(row, view.records.column_of(name))
    cell = view.table.visualRect(index).adjusted(3, 3, -3, -3)
    return view.table.viewport().grab(cell).toImage()


def test_an_edit_is_painted_in_the_next_frame(lines: RecordsView) -> None:
    stand(lines, 0, "note")
    before = painted(lines, 3, "nameplate")
    assert before == painted(lines, 3, "nameplate")
    type, dataset = lines.records.type, lines.session.dataset
    edit = {lines.records.ids[3]: {"nameplate": 987.0}}
    lines.session.apply(set_values(dataset, type, edit, "grid"))
    assert painted(lines, 3, "nameplate") != before


def test_equal_cells_look_alike_and_a_selected_one_does_not(lines: RecordsView) -> None:
    stand(lines, 0, "note")
    assert painted(lines, 3, "stage") == painted(lines, 4, "stage")
    select(lines, 2, "stage", down=1)
    assert painted(lines, 3, "stage") != painted(lines, 4, "stage")
    soft = painted(lines, 3, "stage").pixelColor(1, 1).name()
    assert soft == theme.colors().accent_soft


def test_a_narrow_column_paints_into_no_other(lines: RecordsView) -> None:
    stand(lines, 0, "note")
    before = painted(lines, 3, "material")
    lines.table.header.resizeSection(lines.records.column_of("plant"), theme.space(1.2))
    assert painted(lines, 3, "material") == before


def test_another_font_is_laid_out_anew(lines: RecordsView) -> None:
    stand(lines, 0, "note")
    before = painted(lines, 3, "stage")
    font = lines.table.font()
    font.setItalic(not font.italic())
    lines.table.setFont(font)
    assert painted(lines, 3, "stage") != before


def test_the_row_of_the_current_cell_has_its_ground_and_keys_move_it(lines: RecordsView) -> None:
    stand(lines, 2, "code")
    ground = painted(lines, 2, "stage").pixelColor(1, 1).name()
    assert ground == theme.colors().window
    QTest.keyClick(lines.table, Qt.Key.Key_Down)
    assert painted(lines, 2, "stage").pixelColor(1, 1).name() == theme.colors().base
