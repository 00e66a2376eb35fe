"""View stack: the views in the middle of the window, each made when it is first shown."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget

from desktop.ui import theme
from desktop.ui.navigation import PLACES
from desktop.ui.session import Session
from desktop.ui.views.view import View
from desktop.ui.window_state import WindowState


class ViewStack(QStackedWidget):
    """Shows one view at a time and keeps how each was left.

    A view may ask the window for something by signals of these names; those it has are passed on.
    """

    navigation_asked = Signal(str, object)
    action_asked = Signal(str)
    file_asked = Signal(object)

    def __init__(self, session: Session, state: WindowState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._state = state
        self.currentChanged.connect(lambda _: self.updateGeometry())
        # While its records can still be named: a view tells what it compares by their codes.
        session.letting_go.connect(self.keep)
        self.views: dict[str, View] = {}
        #: The place shown last; a page that is closed leads back to it.
        self.place = "overview"

    @property
    def view(self) -> View | None:
        """The view that is shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, View) else None

    def show_place(self, key: str) -> View:
        """Show the view of a place."""
        view = self.views.get(key) or self._make(key)
        self.place = key
        self.setCurrentWidget(view)
        return view

    def show_page(self, page: View) -> None:
        """Show a view that is no place and goes when it is done."""
        page.retranslate()
        self.addWidget(page)
        self.setCurrentWidget(page)
        page.setFocus()

    def drop_page(self, page: View) -> None:
        """Take a page away."""
        self.removeWidget(page)
        page.deleteLater()

    def keep(self) -> None:
        """Remember how all views are now."""
        for key, view in self.views.items():
            self._state.put(key, view.state())

    def start_anew(self) -> None:
        """Leave nothing of one workspace over for the next; how it was left is kept already."""
        pages = [self.widget(n) for n in range(self.count())]
        for page in pages:
            if page is not None and page is not self.views.get("overview"):
                self.removeWidget(page)
                page.deleteLater()
        self.views = {key: view for key, view in self.views.items() if key == "overview"}

    def minimumSizeHint(self) -> QSize:
        """Ask for what the view that is shown needs, whatever the widest of all would like."""
        shown = self.currentWidget()
        return QSize() if shown is None else shown.minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        """Be as high as the view that is shown has to be, not as the highest of all."""
        shown = self.currentWidget()
        return -1 if shown is None else shown.heightForWidth(width)

    def retranslate(self) -> None:
        """Set the names of the views in the language in use; views set their own texts."""
        for place in PLACES:
            if place.key in self.views:
                self.views[place.key].setAccessibleName(str(place.title))

    def _make(self, key: str) -> View:
        place = next(place for place in PLACES if place.key == key)
        view = place.make(self._session)
        self.views[key] = view
        for name in ("navigation_asked", "action_asked", "file_asked"):
            asked: Any = getattr(view, name, None)
            if asked is not None:
                asked.connect(getattr(self, name))
        self.addWidget(view)
        view.retranslate()
        use_state: Any = getattr(view, "use_window_state", None)
        if use_state is not None:
            use_state(self._state)
        kept = self._state.get(key)
        if isinstance(kept, dict):
            view.restore(kept)
        self.retranslate()
        return view


class PageScroll(QScrollArea):
    """The place of the views: what is too large for the window is scrolled, never cut off."""

    def __init__(self, stack: ViewStack) -> None:
        super().__init__()
        self.setObjectName("scroll")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(stack)

    def minimumSizeHint(self) -> QSize:
        """Let the window be small."""
        return QSize(theme.space(26), theme.space(14))
