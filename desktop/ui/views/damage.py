"""Damage: what a file that cannot be opened still holds, and the ways to have it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text, join
from desktop.core.progress import Progress
from desktop.ui import icons, theme
from desktop.ui.dialogs.restore_dialog import moment
from desktop.ui.jobs import Job
from desktop.ui.session import Session
from desktop.ui.views.view import View

if TYPE_CHECKING:
    from desktop.operations.backups import Rescue


class DamageView(View):
    """A page for one damaged file: what is wrong, what is left, and a button for each way out."""

    key = "damage"
    title = Text("Damaged file")

    #: What the user wants: put the newest backup in place; choose one; salvage; another file.
    restore_asked = Signal(object)
    backups_asked = Signal()
    salvage_asked = Signal()
    open_asked = Signal()
    #: The page is to go.
    done = Signal()

    def __init__(self, session: Session, path: Path, error: OfftakeError) -> None:
        super().__init__(session)
        self.path = path
        self.error = error
        self.rescue: Rescue | None = None
        self._build()
        self._job: Job = session.jobs.start(
            Text("Reading what is left of {file}", file=path.name), self._work
        )
        self._job.finished.connect(self._on_found)
        self._job.failed.connect(session.tell_error)

    def _work(self, progress: Progress) -> Rescue:
        from desktop.operations.backups import rescue_of

        return rescue_of(self.path, progress)

    def _build(self) -> None:
        self._heading, self.wrong, self.backup, self.left = (QLabel() for _ in range(4))
        self._heading.setProperty("role", "title")
        self._names = [QLabel() for _ in range(3)]
        facts = QGridLayout()
        facts.setHorizontalSpacing(theme.space(1))
        facts.setVerticalSpacing(theme.space(0.5))
        facts.setColumnStretch(1, 1)
        for row, (name, text) in enumerate(
            zip(self._names, (self.wrong, self.backup, self.left), strict=True)
        ):
            name.setProperty("role", "strong")
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            text.setWordWrap(True)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            facts.addWidget(name, row, 0)
            facts.addWidget(text, row, 1)
        self.restore_button, self.choose_button, self.salvage_button = (
            QPushButton() for _ in range(3)
        )
        self.open_button, self.close_button = QPushButton(), QPushButton()
        self.restore_button.setProperty("look", "primary")
        self.restore_button.clicked.connect(self._restore)
        self.choose_button.clicked.connect(self.backups_asked)
        self.salvage_button.clicked.connect(self.salvage_asked)
        self.open_button.clicked.connect(self.open_asked)
        self.close_button.clicked.connect(self._leave)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.space(0.5))
        for button in (self.restore_button, self.choose_button, self.salvage_button,
                       self.open_button, self.close_button):  # fmt: skip
            buttons.addWidget(button)
        buttons.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(theme.space(0.7))
        head.addWidget(icons.Sign("error", "error", 1.7))
        head.addWidget(self._heading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(x) for x in (1.8, 1.6, 1.8, 1.0)))
        column.setSpacing(theme.space(1))
        column.addLayout(head)
        column.addLayout(facts)
        column.addLayout(buttons)
        column.addStretch(1)
        self.setFocusProxy(self.choose_button)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._heading.setText(str(Text("“{file}” is damaged", file=self.path.name)))
        names = (Text("What is wrong"), Text("Newest backup"), Text("What can be read"))
        for label, name in zip(self._names, names, strict=True):
            label.setText(str(name))
        said = [
            self.error.message,
            Text("Parts of it hold something else than was written there, as on a failing disk or "
                 "after a copy that was cut off. The file is left as it is."),
        ]  # fmt: skip
        self.wrong.setText(join([*said], "\n"))
        self.restore_button.setText(str(Text("&Restore this backup")))
        self.choose_button.setText(str(Text("All &backups…")))
        self.salvage_button.setText(str(Text("&Salvage into a new file…")))
        self.open_button.setText(str(Text("&Open another file…")))
        self.close_button.setText(str(Text("&Close")))
        self._show()

    def _on_found(self, found: Rescue) -> None:
        self.rescue = found
        self._show()
        # What most people want next, unless they have gone elsewhere already.
        if self.choose_button.hasFocus():
            best = self.restore_button if found.backup is not None else self.salvage_button
            best.setFocus()

    def _show(self) -> None:
        found = self.rescue
        self.restore_button.setEnabled(found is not None and found.backup is not None)
        self.salvage_button.setEnabled(found is not None and bool(found.records))
        if found is None:
            for label in (self.backup, self.left):
                label.setText(str(Text("Looking…")))
            return
        self.backup.setText(self._backup_text(found))
        count = sum(found.records.values())
        said: list[Text | str] = [
            Text.count(count, "{n} record", "{n} records") if count else Text("Nothing any more"),
        ]
        if found.lost:
            said.append(Text.count(found.lost, "{n} more was seen, but what it needs is lost",
                                   "{n} more were seen, but what they need is lost"))  # fmt: skip
        self.left.setText(join(said, "; "))

    def _backup_text(self, found: Rescue) -> str:
        if found.backup is None or found.preview is None:
            return str(Text("There is none on this computer"))
        count = sum(found.preview.records.values())
        return str(Text.count(
            count, "Of {time}: revision {r}, {n} record", "Of {time}: revision {r}, {n} records",
            time=moment(found.backup.time), r=found.backup.revision,
        ))  # fmt: skip

    def _restore(self) -> None:
        if self.rescue is not None and self.rescue.backup is not None:
            self.restore_asked.emit(self.rescue.backup)

    def _leave(self) -> None:
        if self._job in self.session.jobs.running:
            self._job.cancel()
        self.done.emit()
