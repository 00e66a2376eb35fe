"""Status bar: which file at which revision, how many problems, and the work that goes on."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from desktop.core.changes import Revision
from desktop.core.i18n import Text
from desktop.core.partial_date import PartialDate
from desktop.ui import icons, theme
from desktop.ui.jobs import Job
from desktop.ui.problems import Problems
from desktop.ui.session import Session

#: Work that is over sooner than this is not worth a flicker.
PATIENCE = 400


def time_text(revision: Revision) -> str:
    """Give the local day and time of a revision in the language in use."""
    local = revision.time.astimezone()
    day = PartialDate.of_day(local.date()).shown()
    return f"{day} {local:%H:%M}"


class JobIndicator(QWidget):
    """The job that runs: what it does, how far it is, and a button that stops it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._job: Job | None = None
        self._step: Text | None = None
        self.label = QLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(theme.space(8))
        self.bar.setFixedHeight(theme.space(0.4))
        self.cancel_button = QPushButton()
        self.cancel_button.setProperty("look", "link")
        self.cancel_button.clicked.connect(self._on_cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.space(0.5))
        for widget in (self.label, self.bar, self.cancel_button):
            layout.addWidget(widget)
        self._pause = QTimer(self, singleShot=True, interval=PATIENCE)
        self._pause.timeout.connect(self.show)
        self._jobs = session.jobs
        session.jobs.started.connect(self._on_started)
        session.jobs.idle.connect(self._on_idle)
        session.waiting.changed.connect(self._on_waiting)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.cancel_button.setText(str(Text("Cancel")))
        self.cancel_button.setEnabled(True)
        self.bar.setAccessibleName(str(Text("Progress")))
        self._tell()

    def _on_started(self, job: Job) -> None:
        job.progressed.connect(self._on_progress)
        job.ended.connect(self._on_next)
        if self._job is None:
            self._follow(job)

    def _follow(self, job: Job) -> None:
        self._job, self._step = job, None
        self.cancel_button.show()
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        self._tell()
        if not self.isVisible():
            self._pause.start()

    def _on_progress(self, done: int, total: int, what: Text) -> None:
        if self._job is not None and self.sender() is self._job:
            self.bar.setRange(0, total)
            self.bar.setValue(done)
            self._step = what if what != self._job.label else None
            self._tell()

    def _on_waiting(self, waits: bool) -> None:
        """Say that an edit waits, unless a job says already why."""
        if self._job is None:
            self.cancel_button.hide()
            self.bar.setRange(0, 0)
            if waits:
                self.label.setText(str(Text("Waiting for another program that is writing")))
                self._pause.start()
            else:
                self._on_idle()

    def _on_next(self) -> None:
        waiting = [job for job in self._jobs.running if job is not self.sender()]
        if waiting and waiting[0] is not self._job:
            self._follow(waiting[0])

    def _on_idle(self) -> None:
        self._job = None
        self._pause.stop()
        self.hide()

    def _on_cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self.cancel_button.setEnabled(False)

    def _tell(self) -> None:
        if self._job is None:
            self.label.clear()
            return
        more = f" · {self._step}" if self._step is not None and str(self._step) else ""
        self.label.setText(f"{self._job.label}{more}")


class Status(QStatusBar):
    """The line at the bottom of the window."""

    #: The user wants to see the problems.
    problems_asked = Signal()

    def __init__(self, session: Session, problems: Problems, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._problems = problems
        self._latest: Revision | None = None
        self.setSizeGripEnabled(False)
        self.setContentsMargins(theme.space(0.5), 0, theme.space(0.5), 0)
        self.file, self.revision = QLabel(), QLabel()
        self.revision.setProperty("role", "muted")
        self.problems = QPushButton()
        self.problems.setProperty("look", "link")
        self.problems.clicked.connect(self.problems_asked)
        self.job = JobIndicator(session)
        self.addWidget(self.file)
        self.addWidget(self.revision)
        self.addPermanentWidget(self.job)
        self.addPermanentWidget(self.problems)
        session.changed.connect(self._on_changed)
        session.workspace_changed.connect(self._on_workspace)
        problems.found.connect(self._show_problems)
        self.retranslate()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.job.retranslate()
        self._show_file()
        self._show_problems()

    def _on_workspace(self) -> None:
        self._latest = None
        if self._session.is_open:
            self._latest = next(iter(self._session.store.history(limit=1)), None)
        self._show_file()

    def _on_changed(self, revision: Revision) -> None:
        self._latest = revision
        self._show_file()

    def _show_file(self) -> None:
        path, latest = self._session.path, self._latest
        self.file.setText(path.name if path is not None else str(Text("No workspace is open")))
        self.file.setToolTip(str(path or ""))
        self.revision.setVisible(latest is not None)
        if latest is not None:
            self.revision.setText(
                str(Text("Revision {n} · saved {time}", n=latest.number, time=time_text(latest)))
            )

    def _show_problems(self) -> None:
        errors, warnings = self._problems.counts
        self.problems.setVisible(self._session.is_open)
        if not self._problems.known:
            text, sign = str(Text("Checking…")), "info"
        elif not errors and not warnings:
            text, sign = str(Text("No problems")), "check"
        else:
            parts = [Text.count(errors, "{n} error", "{n} errors")] if errors else []
            if warnings:
                parts.append(Text.count(warnings, "{n} warning", "{n} warnings"))
            text, sign = ", ".join(str(part) for part in parts), "error" if errors else "warning"
        tone = {"error": "error", "warning": "warning", "check": "good"}.get(sign, "muted")
        self.problems.setIcon(icons.icon(sign, tone))
        self.problems.setText(text)
        self.problems.setToolTip(str(Text("Show the problems")))
        self.problems.setAccessibleName(str(Text("Problems: {text}", text=text)))
