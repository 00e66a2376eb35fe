"""ChartMenu: what can be done with a chart: show all of it, copy it, save it as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.core.i18n import Text
from desktop.ui.charts.picture import picture, save_picture, table_data
from desktop.ui.charts.time_span import TimeSpan
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.session import Session

Table = Sequence[Sequence[str | float]]


class ChartMenu(QObject):
    """The actions of a chart, and the two buttons that offer them.

    `sheet` is what is copied as a picture, `table` gives what is copied as data (None: nothing
    is shown), `name` the name proposed for a file.
    """

    def __init__(
        self, session: Session, span: TimeSpan, sheet: QWidget, table: Callable[[], Table | None],
        name: Callable[[], str], chooser: FileChooser | None = None,
    ) -> None:  # fmt: skip
        super().__init__(sheet)
        self._session, self._sheet, self._table, self._name = session, sheet, table, name
        self._chooser = chooser or FileChooser()
        self._folder = Path.home()
        does: list[Callable[[], object]] = [
            span.fit, self.copy_picture, self.copy_data, self.ask_and_save,
        ]  # fmt: skip
        self.actions = [QAction(self) for _ in does]
        for action, do in zip(self.actions, does, strict=True):
            action.setMenuRole(QAction.MenuRole.NoRole)
            action.triggered.connect(lambda _=False, do=do: do())
        self.fit_button, self.copy_button = QPushButton(), QPushButton()
        self.fit_button.clicked.connect(self.actions[0].trigger)
        menu = QMenu(self.copy_button)
        menu.addActions(self.actions[1:])
        self.copy_button.setMenu(menu)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        names = (Text("Fit"), Text("Copy picture"), Text("Copy data"), Text("Save picture…"))
        for action, name in zip(self.actions, names, strict=True):
            action.setText(str(name))
        self.fit_button.setText(str(names[0]))
        self.fit_button.setToolTip(str(Text("Show the whole horizon (Home)")))
        self.copy_button.setText(str(Text("Copy or save")))

    def copy_picture(self) -> None:
        """Copy the chart with its heading and legend, twice as fine as the screen."""
        QGuiApplication.clipboard().setImage(picture(self._sheet))

    def copy_data(self) -> None:
        """Copy the figures as a table."""
        table = self._table()
        if table is not None:
            QGuiApplication.clipboard().setMimeData(table_data(table))

    def ask_and_save(self) -> None:
        """Ask for a file name and save the picture there."""
        proposed = self._folder / f"{self._name()}.png"
        kinds = [str(Text("PNG picture (*.png)")), str(Text("SVG drawing (*.svg)"))]
        title = str(Text("Save picture"))
        self._chooser.save(self._sheet, title, kinds, proposed, self.save_picture)

    def save_picture(self, path: Path) -> None:
        """Save the chart as PNG or SVG; tells where it is, or that it could not be written."""
        self._folder = path.parent
        sheet = self._sheet
        if save_picture(sheet, path, sheet.accessibleName(), sheet.accessibleDescription()):
            self._session.tell(Text("The picture was saved as {name}", name=path.name))
        else:
            self._session.tell(
                Text("The picture could not be written to {path}; choose another folder or close "
                     "the program that has the file open", path=str(path)), "error",
            )  # fmt: skip
