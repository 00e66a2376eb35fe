"""Import effect: what the ticked changes would do to the plan, told before they are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.exchange.review import Review
from desktop.ui import theme
from desktop.ui.jobs import Job
from desktop.ui.session import Session

if TYPE_CHECKING:
    from desktop.operations.import_effect import Effect

_LINES = 5  # sentences shown before the rest is counted
_PAUSE = 250  # ms without a tick after which is planned


class ImportEffect(QFrame):
    """A panel of sentences that follows the ticks, worked out beside the window."""

    def __init__(self, session: Session, review: Review) -> None:
        super().__init__()
        self._session = session
        self._review = review
        self._job: Job | None = None
        self._effects: list[Effect] | None = None
        self.setProperty("look", "card")
        self._heading, self.label = QLabel(), QLabel()
        self._heading.setProperty("role", "strong")
        self._heading.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.label.setAlignment(Qt.AlignmentFlag.AlignTop)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.4, 0.8, 0.4)))
        row.setSpacing(theme.space(0.8))
        left = QVBoxLayout()
        left.addWidget(self._heading)
        left.addStretch(1)
        row.addLayout(left)
        row.addWidget(self.label, 1)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._start)

    def follow(self) -> None:
        """Work the effect out anew, soon: the ticks have changed."""
        self.stop()
        self._effects = None
        self._pause.start()
        self._show()

    def stop(self) -> None:
        """Leave what is being worked out."""
        self._pause.stop()
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _start(self) -> None:
        review = self._review

        def work(progress: Progress) -> list[Effect]:
            # The numeric library is loaded here, beside the window.
            from desktop.operations.import_effect import import_effect

            return import_effect(review, progress)

        self._job = self._session.jobs.start(Text("Working out the effect"), work)
        # Methods, not lambdas: what is told after the panel is gone must not reach it.
        self._job.finished.connect(self._take)
        self._job.failed.connect(self._fail)

    @Slot(object)
    def _take(self, found: list[Effect]) -> None:
        if self._job is not None and self.sender() is self._job:
            self._job, self._effects = None, found
            self._show()

    @Slot(object)
    def _fail(self, error: OfftakeError) -> None:
        if self._job is not None and self.sender() is self._job:
            self._job = None
            self.label.setText(str(error))

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._heading.setText(str(Text("Effect on the plan")))
        self.setAccessibleName(str(Text("Effect on the plan")))
        self._show()

    def _show(self) -> None:
        if self._effects is None:
            self.label.setText(str(Text("Working out the effect …")))
            self.label.setProperty("role", "muted")
        else:
            from desktop.operations.import_effect import effect_lines

            lines = effect_lines(self._effects)
            more = len(lines) - _LINES
            shown = lines[:_LINES] if more > 0 else lines
            if more > 0:
                shown.append(str(Text("{n} more", n=more)))
            self.label.setText("\n".join(shown))
            self.label.setToolTip("\n".join(lines) if more > 0 else "")
            changes = any(effect.is_change for effect in self._effects)
            self.label.setProperty("role", "" if changes else "muted")
        self.label.style().unpolish(self.label)
        self.label.style().polish(self.label)
