"""View choice: the button over a grid with the named views and all that shapes the view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from desktop.core.i18n import Text
from desktop.ui import icons
from desktop.ui.window_state import WindowState


class ViewChoice(QToolButton):
    """Named views of one record type; without a window state they last as long as the button."""

    #: What a view keeps is to be shown.
    chosen = Signal(dict)

    def __init__(self) -> None:
        super().__init__()
        self.setIcon(icons.icon("view"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setObjectName("views button")
        self._state: WindowState | None = None
        self._type = ""
        self._views: dict[str, Any] = {}
        #: The view that was shown last.
        self.current = ""
        #: Adds what else belongs into the menu.
        self.fill_more: Callable[[QMenu], None] = lambda menu: None
        #: Gives what a view would keep now.
        self.present: Callable[[], dict[str, Any]] = dict
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)

    def keep_in(self, state: WindowState, type: str) -> None:
        """Keep the views of a record type in the window's state from now on."""
        self._state, self._type = state, type
        self._views = state.views_of(type)

    @property
    def views(self) -> Mapping[str, Any]:
        """The named views."""
        if self._state is not None:
            # Another place may list the same type.
            self._views = self._state.views_of(self._type)
        return self._views

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.setAccessibleName(str(Text("View of the records")))
        self.setToolTip(str(Text("Named views, columns, groups and totals")))
        self.setText(f"{self.current or Text('View')} ▾")

    def _keep(self, views: Mapping[str, Any]) -> None:
        self._views = dict(views)
        if self._state is not None:
            self._state.keep_views_of(self._type, self._views)
        if self.current not in self._views:
            self.current = ""
        self.retranslate()

    def save(self, name: str) -> None:
        """Keep what is shown now under a name."""
        self.current = name
        self._keep({**self.views, name: self.present()})

    def show_view(self, name: str) -> None:
        """Show a named view."""
        kept = self.views.get(name)
        if isinstance(kept, dict):
            self.current = name
            self.retranslate()
            self.chosen.emit(kept)

    def rename(self, name: str, other: str) -> None:
        """Give a view another name."""
        if self.current == name:
            self.current = other
        self._keep({other if key == name else key: kept for key, kept in self.views.items()})

    def forget(self, name: str) -> None:
        """Forget a view; what is shown stays as it is."""
        self._keep({key: kept for key, kept in self.views.items() if key != name})

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for name in self.views:
            action = QAction(name.replace("&", "&&"), menu, checkable=True)
            action.setChecked(name == self.current)
            action.triggered.connect(lambda _=False, name=name: self.show_view(name))
            menu.addAction(action)
        if self.views:
            menu.addSeparator()
        if self.current and self.views.get(self.current) != self.present():
            save = menu.addAction(str(Text("Save changes to “{name}”", name=self.current)))
            save.triggered.connect(lambda: self.save(self.current))
        self.fill_more(menu)
