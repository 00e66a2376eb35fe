"""The file chooser: the name follows the kind of file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.file_chooser import follow_filter


def test_the_ending_follows_the_kind_that_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = QFileDialog(None, "", str(tmp_path))
    qtbot.addWidget(dialog)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.selectFile("timeline.png")
    follow_filter(dialog, "SVG drawing (*.svg)")
    assert [Path(name).name for name in dialog.selectedFiles()] == ["timeline.svg"]
    assert dialog.defaultSuffix() == "svg"
