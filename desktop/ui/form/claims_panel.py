"""Claims panel: what sources say about a record, field by field, to be used or rejected."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.core.changes import ChangeSet
from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text, join, translate
from desktop.core.records import Record
from desktop.model.evidence import Claim
from desktop.model.plants import Capacity
from desktop.operations.claims import Statement, contradicts, mark, statements, use
from desktop.ui import icons, theme
from desktop.ui.session import Session

#: The record types that claims are about, or made by.
TYPES = ("capacity", "source", "plant")
_MOST = 40  # claims that are shown; more than these nobody reads in a form
_LONGEST = 280  # letters of a quote


class ClaimsPanel(QWidget):
    """One card for each claim; those about one field stand together, contradictions are said."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._record: Record | None = None
        self._shown: tuple[object, ...] = ()
        self.cards: list[ClaimCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.space(0.6), 0, 0)
        self._column.setSpacing(theme.space(0.3))
        self.hide()

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self._shown = ()
        self.show_record(self._record)

    def show_record(self, record: Record | None) -> None:
        """Show the claims about a record, or those that a source makes."""
        self._record = record
        if record is None or record.type.name not in TYPES or not self._session.is_open:
            self._shown = ()
            self._clear()
            self.hide()
            return
        dataset = self._session.dataset
        # Tables are shared between states: these alone decide what is shown.
        key = (record.type.name, record.id, dataset["claim"], dataset["source"],
               dataset["capacity"], self._session.writable)  # fmt: skip
        if key == self._shown:
            return
        self._shown = key
        self._fill(statements(dataset, record.type.name, record.id), dataset)

    def _clear(self) -> None:
        self.cards = []
        for part in self.findChildren(QWidget, "", Qt.FindChildOption.FindDirectChildrenOnly):
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()

    def _fill(self, found: list[Statement], dataset: Dataset) -> None:
        focused = next(((card.claim.id, name) for card in self.cards
                        if (name := card.focused())), None)  # fmt: skip
        self._clear()
        self.setVisible(bool(found))
        shown = found[:_MOST]
        for (capacity, field), group in groupby(
            shown, lambda one: (one.claim.capacity, one.claim.field)
        ):
            together = list(group)
            self._column.addWidget(_heading(capacity, field, together, dataset, self._record))
            for one in together:
                card = ClaimCard(one, self._session, self._record)
                self.cards.append(card)
                self._column.addWidget(card)
        if len(found) > len(shown):
            more = QLabel(str(Text("and {n} more", n=len(found) - len(shown))))
            more.setProperty("role", "muted")
            self._column.addWidget(more)
        for card in self.cards:
            if focused is not None and card.claim.id == focused[0]:
                card.give_focus(focused[1])


def _heading(
    capacity: int, name: str, found: list[Statement], dataset: Dataset, record: Record | None
) -> QWidget:
    """Give the line above the claims about one field; it says when they contradict."""
    field = Capacity.type.by_name.get(name)
    title: Text | str = field.title if field is not None else name
    if record is None or record.type.name != "capacity":
        title = f"{dataset.code_of('capacity', capacity) or '?'} · {title}"
    label = QLabel(str(Text.count(len(found), "{field}: {n} claim", "{field}: {n} claims",
                                  field=title)))  # fmt: skip
    label.setProperty("role", "strong")
    label.setWordWrap(True)
    if not contradicts(found):
        return label
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    line = QHBoxLayout()
    line.setSpacing(theme.space(0.3))
    words = QLabel(str(Text("The claims contradict each other")))
    words.setProperty("role", "warning")
    words.setWordWrap(True)
    line.addWidget(icons.Sign("conflict", "warning", 0.95))
    line.addWidget(words, 1)
    column.addWidget(label)
    column.addLayout(line)
    return box


class ClaimCard(QFrame):
    """One claim: what it says, who said it when and in which words, and what to do with it."""

    def __init__(self, one: Statement, session: Session, record: Record | None) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self.claim: Claim = one.claim
        self._session = session
        fields = Claim.type.by_name
        # The basis is free text, mostly one of the choices that a nameplate has.
        basis = translate(one.claim.basis or "", Capacity.type.by_name["basis"].label)
        value = QLabel(" · ".join(part for part in (_value(one), basis) if part))
        value.setProperty("role", "strong")
        status = fields["status"].format(one.claim.status)
        if one.agrees:
            status = f"{status}, {Text('as on record')}"
        self.status = QLabel(status)
        self.status.setProperty("role", "good" if one.agrees else "muted")
        by = [one.source.publisher if one.source is not None else "?",
              fields["said"].format(one.claim.said)]  # fmt: skip
        if one.trust:
            by.append(str(Text("trust {n} of 5", n=one.trust)))
        about = QLabel(join(list(by), " · "))
        about.setProperty("role", "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(x) for x in (0.5, 0.35, 0.5, 0.35)))
        column.setSpacing(theme.space(0.12))
        for label in (value, self.status, about):
            column.addWidget(label)
        if one.claim.quote:
            column.addWidget(QLabel(f"“{_shortened(one.claim.quote)}”"))
        for label in self.findChildren(QLabel):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addLayout(self._buttons(one))
        said = f"{value.text()}, {about.text()}, {status}"
        self.setAccessibleName(said)

    def _buttons(self, one: Statement) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.space(0.2))
        claim, writable = one.claim, self._session.writable
        self.use_button = self._button(Text("Use"), "use", self._use)
        self.use_button.setVisible(not (one.agrees and claim.status == "used"))
        self.use_button.setEnabled(writable and one.value is not None)
        rejected = claim.status == "rejected"
        self.reject_button = self._button(
            Text("Reopen") if rejected else Text("Reject"), "reject",
            lambda: self._apply(lambda: mark(claim, "open" if rejected else "rejected")),
        )  # fmt: skip
        self.reject_button.setEnabled(writable)
        self.open_button = self._button(
            Text("Open"), "open", lambda: self._session.select("claim", claim.id)
        )
        self.source_button = self._button(
            Text("Source"), "source", lambda: self._session.select("source", claim.source)
        )
        self.source_button.setVisible(one.source is not None)
        for button in (self.use_button, self.reject_button, self.open_button, self.source_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _button(self, text: Text, name: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(str(text), self)
        button.setObjectName(name)
        button.setProperty("look", "link")
        button.setAccessibleName(str(Text("{what}: claim {code}", what=text, code=self.claim.code)))
        button.clicked.connect(act)
        return button

    def _use(self) -> None:
        self._apply(lambda: use(self._session.dataset, self.claim))

    def _apply(self, make: Callable[[], ChangeSet]) -> None:
        try:
            self._session.apply(make())
        except OfftakeError as error:
            self._session.tell_error(error)

    def focused(self) -> str:
        """Give the name of the button that has the focus, or the empty text."""
        return next((b.objectName() for b in self.findChildren(QPushButton) if b.hasFocus()), "")

    def give_focus(self, name: str) -> None:
        """Give the focus to a button, or to one that is left."""
        for button in (self.findChild(QPushButton, name), self.reject_button):
            if isinstance(button, QPushButton) and button.isEnabled() and not button.isHidden():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return


def _value(one: Statement) -> str:
    """Give what a claim says as its field shows it, or as it stands where that cannot be read."""
    field = Capacity.type.by_name.get(one.claim.field)
    return one.claim.value if field is None or one.value is None else field.format(one.value)


def _shortened(quote: str) -> str:
    return quote if len(quote) <= _LONGEST else quote[:_LONGEST].rstrip() + "…"
