"""File chooser: the system's own dialogs for a file to open or to write."""

from __future__ import annotations

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

    def save(
        self, parent: QWidget, title: str, filters: list[str], proposed: Path, chosen: Chosen
    ) -> None:
        """Ask which file to write; the system asks back before a file is replaced."""
        dialog = QFileDialog(parent, title, str(proposed.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(proposed.suffix.removeprefix("."))
        dialog.selectFile(proposed.name)
        self._ask(dialog, filters, chosen)

    def _ask(self, dialog: QFileDialog, filters: list[str], chosen: Chosen) -> None:
        dialog.setNameFilters(filters)
        dialog.fileSelected.connect(lambda name: chosen(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
