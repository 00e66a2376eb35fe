"""The dialog that offers the backups of a workspace and says what restoring each would change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text, join, locale
from desktop.core.partial_date import PartialDate
from desktop.ui import theme
from desktop.ui.jobs import Job
from desktop.ui.session import Session

if TYPE_CHECKING:
    import datetime as dt

    from desktop.operations.backups import Backup, Preview

_PAUSE = 150  # milliseconds on a row until it is looked into


def moment(time: dt.datetime) -> str:
    """Give a time as local day and minute, in the language in use."""
    local = time.astimezone()
    return f"{PartialDate.of_day(local.date()).format(locale().language)} {local:%H:%M}"


def told(preview: Preview) -> str:
    """Give what a backup holds and what restoring it would change, as sentences."""
    count = sum(preview.records.values())
    said: list[Text | str] = [
        Text.count(count, "Revision {r}, “{label}”, with {n} record.",
                   "Revision {r}, “{label}”, with {n} records.", r=preview.revision,
                   label=preview.label),
    ]  # fmt: skip
    if preview.back is None:
        said.append(Text("The present file cannot be read, so it cannot be compared."))
    elif not any(preview.back.values()):
        said.append(Text("The records are the same as now."))
    else:
        said.append(
            Text("Restoring brings back {added}, changes {changed} and removes {removed}.",
                 added=preview.back["added"], changed=preview.back["changed"],
                 removed=preview.back["removed"])
        )  # fmt: skip
    said.append(Text("The present file is kept beside it under another name."))
    return join(said, " ")


class RestoreDialog(QDialog):
    """The backups of one file, the newest first, and what the selected one would change."""

    #: A backup was chosen.
    chosen = Signal(object)

    def __init__(self, session: Session, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("restore dialog")
        self._session = session
        self._path = path
        self._backups: list[Backup] = []
        self._previews: dict[Path, str] = {}
        self._sound: set[Path] = set()
        self._job: Job | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look)
        self._build()
        room = self.screen().availableGeometry().size() * 0.9
        self.resize(QSize(theme.space(32), theme.space(26)).boundedTo(room))
        self._list()

    def _build(self) -> None:
        self.setWindowTitle(str(Text("Restore a backup of “{file}”", file=self._path.name)))
        label = QLabel(str(Text("&Backups, the newest first")))
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setHeaderLabels([str(Text("When")), str(Text("Revision"))])
        self.list.setColumnWidth(0, theme.space(16))
        self.list.setAccessibleName(str(Text("Backups")))
        label.setBuddy(self.list)
        self.preview = QLabel(str(Text("Looking for backups…")))
        self.preview.setWordWrap(True)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setMinimumHeight(theme.space(4))
        self.preview.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.buttons = QDialogButtonBox()
        self.restore_button = self.buttons.addButton(
            str(Text("&Restore")), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.restore_button.setDefault(True)
        self.restore_button.setEnabled(False)
        self.buttons.addButton(str(Text("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.space(0.5))
        for part in (label, self.list, self.preview, self.buttons):
            column.addWidget(part, int(part is self.list))
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.list.itemActivated.connect(lambda *_: self.accept())

    def _list(self) -> None:
        path = self._path

        def work(_: object) -> list[Backup]:
            from desktop.operations.backups import backups_of

            return backups_of(path)

        self._start(work).finished.connect(self._fill)

    def _start(self, work: object) -> Job:
        assert callable(work)
        job = self._job = self._session.jobs.start(Text("Looking at backups"), work)
        job.failed.connect(self._on_failed)
        return job

    def _fill(self, found: list[Backup]) -> None:
        self._backups = found
        for backup in found:
            item = QTreeWidgetItem([moment(backup.time), str(backup.revision)])
            self.list.addTopLevelItem(item)
        if found:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
            self.list.setFocus()
        else:
            self.preview.setText(str(Text("There is no backup of this file yet.")))

    @property
    def selected(self) -> Backup | None:
        """The backup that is looked at."""
        row = self.list.currentIndex().row()
        return self._backups[row] if 0 <= row < len(self._backups) else None

    def _show(self) -> None:
        backup = self.selected
        known = None if backup is None else self._previews.get(backup.path)
        self.preview.setText(known or str(Text("Working out what would change…")))
        self.restore_button.setEnabled(backup is not None and backup.path in self._sound)
        if known is None:
            self._pause.start()

    def _look(self) -> None:
        backup = self.selected
        if backup is None or backup.path in self._previews:
            return
        path = self._path

        def work(_: object) -> Preview:
            from desktop.operations.backups import look_into

            return look_into(backup.path, path)

        job = self._start(work)
        job.finished.connect(lambda preview: self._keep(backup.path, told(preview), True))
        job.failed.connect(lambda error: self._keep(backup.path, str(error), False))

    def _keep(self, path: Path, text: str, sound: bool) -> None:
        self._previews[path] = text
        if sound:
            self._sound.add(path)
        if self.selected is not None and self.selected.path == path:
            self._show()

    def _on_failed(self, error: OfftakeError) -> None:
        self.preview.setText(str(error))

    def accept(self) -> None:
        """Restore the selected backup, once it is known what that would change."""
        if self.restore_button.isEnabled() and self.selected is not None:
            self.chosen.emit(self.selected)
            super().accept()

    def done(self, result: int) -> None:
        """Stop what is still looked at."""
        self._pause.stop()
        if self._job is not None and self._job in self._session.jobs.running:
            self._job.cancel()
        super().done(result)
