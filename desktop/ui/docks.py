"""Docks: panes at the side of the views that can be shown and hidden."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.core.i18n import Text
from desktop.ui import icons, theme
from desktop.ui.session import Session
from desktop.ui.window_state import WindowState


class Dock(QDockWidget):
    """A pane with a title and a button that hides it; it comes back as it was left."""

    def __init__(
        self, name: str, title: Text, session: Session, state: WindowState, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setFeatures(QDockWidget.DockWidgetFeature.DockWidgetClosable)
        self._title = title
        self._session = session
        self._state = state
        self._label, self._close = QLabel(), QToolButton()
        self._label.setProperty("role", "muted")
        self._close.setIcon(icons.icon("close", "muted"))
        self._close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._close.clicked.connect(self.close)
        bar = QWidget()
        row = QHBoxLayout(bar)
        row.setContentsMargins(*(theme.space(x) for x in (0.8, 0.15, 0.3, 0.15)))
        row.addWidget(self._label, 1)
        row.addWidget(self._close)
        self.setTitleBarWidget(bar)
        self.visibilityChanged.connect(self._remember)

    def join(self, action: QAction) -> None:
        """Let a checkable action show and hide the pane."""

        def show(wanted: bool) -> None:
            self.setVisible(wanted)
            if wanted:
                self.raise_()

        action.toggled.connect(show)
        self.visibilityChanged.connect(lambda _: action.setChecked(not self.isHidden()))

    def show_for(self, open: bool, at_first: bool) -> None:
        """Show the pane as the user left it, but only while a workspace is open."""
        self.setVisible(open and bool(self._state.get(self.objectName(), at_first)))

    def put_aside(self, aside: bool) -> None:
        """Hide the pane for a while, without taking that for the user's wish."""
        wanted = self._state.get(self.objectName(), True)
        self.setVisible(not aside and bool(wanted))
        self._state.put(self.objectName(), wanted)

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setWindowTitle(str(self._title))
        self._label.setText(str(self._title))
        hide = str(Text("Hide {pane}", pane=self._title))
        self._close.setToolTip(hide)
        self._close.setAccessibleName(hide)

    def _remember(self) -> None:
        if self._session.is_open:
            self._state.put(self.objectName(), not self.isHidden())
