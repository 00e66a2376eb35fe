"""File chooser: the system's own dialogs for a file to open or to write."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

Chosen = Callable[[Path], None]


class FileChooser:
    """Asks for a file; the answer comes to `chosen`, and nothing comes when the user cancels.

    Tests give the window one of their own.
    """

    def open(
        self, parent: QWidget, title: str, filters: list[str], folder: Path, chosen: Chosen
    ) -> None:
        """Ask which file to read."""
        dialog = QFileDialog(parent, title, str(folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        self._ask(dialog, filters, chosen)

    def open_several(
        self,
        parent: QWidget,
        title: str,
        filters: list[str],
        folder: Path,
        chosen: Callable[[list[Path]], None],
    ) -> None:
        """Ask which files to read, one or more."""
        dialog = QFileDialog(parent, title, str(folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(filters)
        dialog.filesSelected.connect(lambda names: chosen([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(
        self, parent: QWidget, title: str, filters: list[str], proposed: Path, chosen: Chosen
    ) -> None:
        """Ask which file to write; the system asks back before a file is replaced."""
        dialog = QFileDialog(parent, title, str(proposed.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(proposed.suffix.removeprefix("."))
        dialog.selectFile(proposed.name)
        dialog.filterSelected.connect(lambda chosen_filter: follow_filter(dialog, chosen_filter))
        self._ask(dialog, filters, chosen)

    def _ask(self, dialog: QFileDialog, filters: list[str], chosen: Chosen) -> None:
        dialog.setNameFilters(filters)
        dialog.fileSelected.connect(lambda name: chosen(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def follow_filter(dialog: QFileDialog, name_filter: str) -> None:
    """Give the file in a dialog the ending of the kind that was chosen, such as *.svg."""
    found = re.search(r"\*(\.\w+)", name_filter)
    if found is not None:
        dialog.setDefaultSuffix(found[1].removeprefix("."))
        for name in dialog.selectedFiles():
            dialog.selectFile(Path(name).with_suffix(found[1]).name)
