"""Copying and pasting cells, with the preview of what cannot be taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.paste_preview import PastePreview
from desktop.ui.views.records import RecordsView
from tests.ui.grid.blocks import chosen, clip, clipped, column, notices, place, select, stand, steps

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Control, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def press(view: RecordsView, key: Qt.Key, keys: Qt.KeyboardModifier = Control) -> None:
    QTest.keyClick(view.table, key, keys)


def preview(view: RecordsView) -> PastePreview:
    found = view.window().findChild(PastePreview)
    assert found is not None
    return found


def test_a_copied_block_is_pasted_as_it_was_in_one_step(lines: RecordsView) -> None:
    select(lines, 2, "stage", down=1, right=1)
    press(lines, Key.Key_C)
    assert clipped() == "announced\t1\r\nannounced\t2"
    stand(lines, 0, "stage")
    assert steps(lines, lambda: press(lines, Key.Key_V)) == ["Paste 3 cells"]
    assert column(lines, "nameplate")[:2] == ["1", "2"]
    assert column(lines, "stage")[0] == "announced"
    lines.session.undo()
    assert column(lines, "nameplate")[:2] == ["12", ""]


def test_headers_come_along_where_asked_for(lines: RecordsView) -> None:
    select(lines, 2, "stage", right=1)
    press(lines, Key.Key_C, Control | Shift)
    assert clipped() == "Stage\tNameplate [per year]\r\nannounced\t1"


def test_cutting_leaves_the_cells_unknown(lines: RecordsView) -> None:
    select(lines, 2, "nameplate", down=1)
    assert steps(lines, lambda: press(lines, Key.Key_X)) == ["Cut 2 cells"]
    assert (clipped(), column(lines, "nameplate")[2:4]) == ("1\r\n2", ["", ""])


def test_cutting_what_is_required_copies_and_says_why_it_stays(lines: RecordsView) -> None:
    told = notices(lines)
    stand(lines, 2, "stage")
    assert steps(lines, lambda: press(lines, Key.Key_X)) == []
    assert (clipped(), told) == ("announced", ["Stage is required"])


def test_only_one_block_can_be_copied(lines: RecordsView) -> None:
    clip("before")
    told = notices(lines)
    stand(lines, 0, "stage")
    lines.table.selectionModel().select(
        lines.records.index(3, 1), lines.table.selectionModel().SelectionFlag.Select
    )
    press(lines, Key.Key_C)
    assert clipped() == "before" and "one block of cells" in told[0]


def test_rows_of_a_block_with_gaps_are_copied_together(lines: RecordsView) -> None:
    flag = lines.table.selectionModel().SelectionFlag.Select
    stand(lines, 2, "nameplate")
    lines.table.selectionModel().select(
        lines.records.index(5, lines.records.column_of("nameplate")), flag
    )
    press(lines, Key.Key_C)
    assert clipped() == "1\r\n4"


def test_one_value_fills_the_selection(lines: RecordsView) -> None:
    clip("7.5\r\n")
    select(lines, 1, "nameplate", down=3)
    assert steps(lines, lambda: press(lines, Key.Key_V)) == ["Paste 4 cells"]
    assert column(lines, "nameplate") == ["12", "7.5", "7.5", "7.5", "7.5", "4"]


def test_excels_exact_numbers_count_more_than_what_is_seen(lines: RecordsView) -> None:
    clip(
        "1.2\t86%",
        '<table><tr><td x:num="1.23456">1.2</td><td x:num="0.8555">86%</td></tr></table>',
    )
    header = lines.table.header
    header.moveSection(
        header.visualIndex(lines.records.column_of("utilization")),
        header.visualIndex(lines.records.column_of("nameplate")) + 1,
    )
    stand(lines, 0, "nameplate")
    press(lines, Key.Key_V)
    assert (column(lines, "nameplate")[0], column(lines, "utilization")[0]) == ("1.23456", "85.55%")


def test_rows_below_the_last_become_new_records(lines: RecordsView) -> None:
    clip("L5\tONSAN\tgermanium\r\nL6\tOnsan\tGE\r\nL7\tONSAN\tGE\r\n")
    stand(lines, 5, "name")
    made = steps(lines, lambda: press(lines, Key.Key_V))
    assert len(made) == 1 and made[0].startswith("Paste ")
    assert column(lines, "name")[5:] == ["L5", "L6", "L7"]
    assert column(lines, "code")[6:] == ["CAP-15", "CAP-16"]
    lines.session.undo()
    assert len(column(lines, "name")) == 6


def test_bad_cells_are_shown_first_and_nothing_is_written(lines: RecordsView) -> None:
    clip("5\r\nmany\r\n6\r\n")
    stand(lines, 1, "nameplate")
    assert steps(lines, lambda: press(lines, Key.Key_V)) == []
    shown = preview(lines)
    assert not shown.isModal()
    (line,) = shown.list.lines
    assert list(line.texts) == [
        "CAP-11", "Nameplate", "many",
        "“many” is not a number; write it like 1,234.5", "such as 1,234.5",
    ]  # fmt: skip
    assert "2 cells are good" in shown.summary.text()
    assert steps(lines, lambda: QTest.mouseClick(shown.good_button, Left)) == ["Paste 2 cells"]
    assert column(lines, "nameplate")[1:4] == ["5", "1", "6"]


def test_cancel_writes_nothing_and_a_line_leads_to_its_cell(
    lines: RecordsView, qtbot: QtBot
) -> None:
    clip("5\r\nmany\r\n6\r\n")
    stand(lines, 1, "nameplate")
    press(lines, Key.Key_V)
    shown = preview(lines)
    shown.list.setFocus()
    QTest.keyClick(shown.list, Key.Key_Down)
    assert place(lines) == (2, "nameplate")
    with qtbot.waitSignal(shown.rejected):
        QTest.keyClick(shown, Key.Key_Escape)
    assert column(lines, "nameplate")[1:4] == ["", "1", "2"]


def test_new_records_that_lack_something_are_named(lines: RecordsView) -> None:
    clip("L5\tONSAN\tGE\r\nL6\tONSAN\t\r\n")
    stand(lines, 5, "name")
    press(lines, Key.Key_V)
    shown = preview(lines)
    (line,) = shown.list.lines
    assert list(line.texts)[:4] == ["new: CAP-15", "Material", "", "Material is required"]
    QTest.mouseClick(shown.good_button, Left)
    assert column(lines, "name")[5:] == ["L5"]


def test_where_nothing_is_good_nothing_can_be_pasted(lines: RecordsView) -> None:
    clip("many")
    stand(lines, 1, "nameplate")
    press(lines, Key.Key_V)
    assert not preview(lines).good_button.isEnabled()


def test_a_first_row_of_headers_places_the_columns(lines: RecordsView) -> None:
    clip("Nameplate\tCode\r\n99\tCAP-13\r\n98\tCAP-11\r\n")
    stand(lines, 0, "note")
    assert steps(lines, lambda: press(lines, Key.Key_V)) == ["Paste 2 cells"]
    assert column(lines, "nameplate")[2:] == ["98", "2", "99", "4"]


def test_a_filter_narrows_where_is_pasted(lines: RecordsView) -> None:
    QTest.keyClicks(lines.table.header.filters.line("nameplate"), ">2")
    assert column(lines, "code") == ["CAP-1", "CAP-13", "CAP-14"]
    clip("31\r\n32\r\n33")
    stand(lines, 0, "nameplate")
    press(lines, Key.Key_V)
    plan = lines.session.dataset["capacity"]
    assert [record.nameplate for record in plan] == [31.0, None, 1.0, 2.0, 32.0, 33.0]


def test_nothing_different_makes_no_revision(lines: RecordsView) -> None:
    told = notices(lines)
    clip("1")
    stand(lines, 2, "nameplate")
    assert steps(lines, lambda: press(lines, Key.Key_V)) == []
    assert "nothing was changed" in told[0]


def test_a_preset_is_what_pasted_records_begin_with(
    make_view: Callable[[str], RecordsView], qtbot: QtBot
) -> None:
    some = make_view("organization")
    view = RecordsView(some.session, "organization", {"roles": "supplier"}, key="suppliers")
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.table.focus_rows()
    clip("KZ\tKorea Zinc\r\nNEW\tNew Metals")
    stand(view, 0, "code")
    press(view, Key.Key_V)
    assert column(view, "code") == ["KZ", "NEW"]
    assert column(view, "roles")[1] == "supplier"


def test_a_large_paste_keeps_the_window_awake(lines: RecordsView, qtbot: QtBot) -> None:
    rows = 10_000
    row = "Line {}\tONSAN\tGE\t\tannounced\r\n"
    clip("".join(row.format(n) for n in range(rows)))
    stand(lines, 0, "name")
    beat, clock = QTimer(interval=5), QElapsedTimer()
    gaps: list[int] = []
    beat.timeout.connect(lambda: gaps.append(clock.restart()))
    clock.start()
    beat.start()
    press(lines, Key.Key_V)
    assert lines.session.jobs.running  # the key itself does next to nothing
    with qtbot.waitSignal(lines.session.changed, timeout=60_000):
        pass
    beat.stop()
    assert len(column(lines, "name")) == rows
    # How long one gap is says more about the machine; that there are many says it is awake.
    assert len(gaps) > 20


def test_what_is_wrong_with_a_large_paste_is_shown_too(lines: RecordsView, qtbot: QtBot) -> None:
    row = "Line {}\tONSAN\tGE\t\t{}\r\n"
    stages = ["announced"] * 2_000 + ["soon"]
    clip("".join(row.format(n, stage) for n, stage in enumerate(stages)))
    stand(lines, 0, "name")
    press(lines, Key.Key_V)
    qtbot.waitUntil(lambda: lines.window().findChild(PastePreview) is not None, timeout=30_000)
    shown = preview(lines)
    assert shown.thread() is lines.thread()
    (line,) = shown.list.lines
    assert line.texts[1:3] == ("Stage", "soon")
    with qtbot.waitSignal(lines.session.changed, timeout=30_000):
        QTest.mouseClick(shown.good_button, Left)
    # A record of which something required could not be read is left out whole.
    assert len(column(lines, "name")) == 2_000


def test_a_large_copy_is_made_beside_the_window(lines: RecordsView, qtbot: QtBot) -> None:
    rows = "".join(f"Line {n}\tONSAN\tGE\t\tannounced\r\n" for n in range(3_000))
    clip(rows)
    stand(lines, 0, "name")
    with qtbot.waitSignal(lines.session.changed, timeout=60_000):
        press(lines, Key.Key_V)
    clip("")
    stand(lines, 0, "name")
    press(lines, Key.Key_End, Control | Shift)
    assert chosen(lines)[0][-1] == 2_999
    press(lines, Key.Key_C)
    qtbot.waitUntil(lambda: clipped().count("\r\n") == 2_999)
