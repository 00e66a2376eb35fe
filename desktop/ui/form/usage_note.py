"""Usage note: what the record in the inspector does in the plan, in a sentence or two."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.core.i18n import Text, locale
from desktop.core.progress import Progress
from desktop.core.records import Record
from desktop.ui import theme
from desktop.ui.session import Session

_PAUSE = 200  # milliseconds in which the selection must rest


class UsageNote(QWidget):
    """Is found out beside the window once the selection rests, and only while it can be seen."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wanted: tuple[str, int] | None = None
        self._shown: tuple[Any, ...] = ()
        self._found: list[Text] = []
        self.heading, self.label = QLabel(), QLabel()
        self.heading.setProperty("role", "strong")
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.space(0.6), 0, 0)
        layout.setSpacing(theme.space(0.15))
        layout.addWidget(self.heading)
        layout.addWidget(self.label)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._start_job)
        session.scenario_changed.connect(self._find)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.heading.setText(str(Text("In the plan")))
        self._show()

    def show_record(self, record: Record | None) -> None:
        """Tell of a record; nothing for one that has no place in the plan."""
        wanted = (record.type.name, record.id) if record is not None and _planned(record) else None
        if wanted != self._wanted:
            self._found, self._shown = [], ()
        self._wanted = wanted
        self._find()

    def showEvent(self, event: QShowEvent) -> None:
        """Find out what was not worth finding out while nobody could see it."""
        super().showEvent(event)
        self._find()

    def _key(self) -> tuple[Any, ...]:
        scenario = self._session.scenario
        # The sentences hold names that are other ones in another language.
        language, dataset = locale().language, id(self._session.dataset)
        return (self._wanted, dataset, scenario.id if scenario else None, language)

    def _find(self) -> None:
        self._show()
        if self._wanted is None or not self._session.is_open or self._shown == self._key():
            self._pause.stop()
        else:
            self._pause.start()

    def _start_job(self) -> None:
        if self._wanted is None or not self._session.is_open:
            return
        key, dataset, scenario = self._key(), self._session.dataset, self._session.scenario
        type_name, record = self._wanted

        def work(progress: Progress) -> list[Text]:
            from desktop.operations.usage import usage

            id = scenario.id if scenario else None
            return usage(dataset, type_name, record, id, progress=progress)

        job = self._session.jobs.start(Text("Looking at the plan"), work)
        job.finished.connect(lambda found: self._take(key, found))

    def _take(self, key: tuple[Any, ...], found: list[Text]) -> None:
        if self._session.is_open and key == self._key():
            self._found, self._shown = found, key
            self._show()

    def _show(self) -> None:
        self.label.setText("\n".join(f"{text}." for text in self._found))
        self.setVisible(bool(self._found) or self._wanted is not None)
        self.heading.setVisible(bool(self._found))
        self.label.setVisible(bool(self._found))


def _planned(record: Record) -> bool:
    """Tell whether a record has a place in the plan."""
    # With it comes the numeric library, which the window does not need to show itself.
    from desktop.operations.usage import TYPES

    return record.type.name in TYPES
