"""DraftBar: offers to go on with what was typed and not written: a new record, or one field."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.core.errors import FieldError
from desktop.core.i18n import Text
from desktop.ui import icons, theme
from desktop.ui.drafts import Typed, type_of, typed_at
from desktop.ui.session import Session

_MOST = 60  # letters of a typed text that the sentence has room for


class DraftBar(QFrame):
    """A bar over the views that is there only while a draft waits."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", "info")
        self._session = session
        self._key = ""
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.continue_button, self.discard_button = QPushButton(), QPushButton()
        self.continue_button.clicked.connect(lambda: session.draft_asked.emit(self._key))
        self.discard_button.clicked.connect(lambda: session.drafts.discard(self._key))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.3, 0.6, 0.3)))
        row.setSpacing(theme.space(0.6))
        row.addWidget(icons.Sign("new", "link", 1.1))
        row.addWidget(self.label, 1)
        row.addWidget(self.continue_button)
        row.addWidget(self.discard_button)
        for signal in (session.drafts.changed, session.workspace_changed, session.past_changed,
                       session.changed, session.language_changed):  # fmt: skip
            signal.connect(self.show_draft)
        self.show_draft()

    def show_draft(self, *_: object) -> None:
        """Offer a draft, if one waits and can be gone on with."""
        drafts = self._session.drafts
        self._key = drafts.offered() if self._session.writable else ""
        place = typed_at(self._key)
        if place is not None and self._stands(place):
            drafts.discard(self._key)  # which shows the next one
            return
        type = self._session.types.get(type_of(self._key))
        known = type is not None and (place is None or place.field in type.by_name)
        self.setVisible(known)
        if type is None or not known:
            return
        if place is None:
            said = Text("A draft of a new record was kept: {type}", type=type.singular)
            whole = "\n".join(list(drafts.texts(self._key).values())[:8])
        else:
            said, whole = self._sentence(place), drafts.typed(self._key)[0]
        self.label.setText(str(said))
        self.setAccessibleName(str(said))
        self.label.setToolTip(whole)
        go_on = Text("Continue") if place is None else Text("Take it up")
        self.continue_button.setText(str(go_on))
        self.continue_button.setVisible(place is None or self._is_there(place))
        self.discard_button.setText(str(Text("Discard")))

    def _is_there(self, place: Typed) -> bool:
        return self._session.dataset.get(place.type, place.id) is not None

    def _stands(self, place: Typed) -> bool:
        """Whether what was typed stands in the record: the end came just after it was written."""
        type = self._session.types.get(place.type)
        if type is None or place.field not in type.by_name or not self._is_there(place):
            return False
        dataset, typed = self._session.dataset, self._session.drafts.typed(self._key)[0]
        try:
            meant = type.by_name[place.field].parse(typed, lookup=dataset)
        except FieldError:
            return False
        return bool(meant == getattr(dataset[place.type][place.id], place.field))

    def _sentence(self, place: Typed) -> Text:
        type = self._session.types[place.type]
        typed = " ".join(self._session.drafts.typed(self._key)[0].split())
        typed = typed if len(typed) <= _MOST else f"{typed[:_MOST]}…"
        field = type.by_name[place.field].title
        record = self._session.dataset.get(place.type, place.id)
        if record is None:
            return Text("“{typed}” was typed into {field} of a record that is gone ({type})",
                        typed=typed, field=field, type=type.singular)  # fmt: skip
        return Text("“{typed}” was typed into {field} of {record} and not put in",
                    typed=typed, field=field, record=record.display_name())  # fmt: skip
