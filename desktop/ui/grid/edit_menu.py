"""Edit menu: what it asks of a view with a grid, by the names of methods."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from desktop.ui.grid.editing import Editing


class EditsCells:
    """What the Edit menu asks of a view with a grid; a text field with the focus comes first."""

    #: The editing of the view's grid.
    editing: Editing

    def _on_text(self, act: str) -> bool:
        """Let the text field that has the focus do it; True where there is one."""
        focus = QApplication.focusWidget()
        if not isinstance(focus, QLineEdit | QPlainTextEdit | QTextEdit) or not focus.isVisible():
            return False
        if act:
            getattr(focus, act)()
        return True

    def cut_cells(self) -> None:
        """Cut the selected cells, or text."""
        if not self._on_text("cut"):
            self.editing.cut()

    def copy_cells(self) -> None:
        """Copy the selected cells, or text."""
        if not self._on_text("copy"):
            self.editing.copy()

    def copy_with_headers(self) -> None:
        """Copy the selected cells with the labels of their columns."""
        if not self._on_text("copy"):
            self.editing.copy(headers=True)

    def paste_cells(self) -> None:
        """Paste cells, or text."""
        if not self._on_text("paste"):
            self.editing.paste()

    def paste_new(self) -> None:
        """Paste cells as new records; a text field takes the text."""
        if not self._on_text("paste"):
            self.editing.paste(new=True)

    def select_cells(self) -> None:
        """Select all cells, or all text."""
        if not self._on_text("selectAll"):
            self.editing.select_all()

    def clear_cells(self) -> None:
        """Make the selected cells unknown."""
        if not self._on_text(""):
            self.editing.clear()

    def fill_down(self) -> None:
        """Copy the first selected row into the others."""
        if not self._on_text(""):
            self.editing.fill_down()

    def fill_right(self) -> None:
        """Copy the first selected column into the others."""
        if not self._on_text(""):
            self.editing.fill_right()

    def fill_series(self) -> None:
        """Let what stands at the top of each selected column go on."""
        if not self._on_text(""):
            self.editing.fill_series()

    def replace_text(self) -> None:
        """Find text in cells and replace it."""
        self.editing.replace()
