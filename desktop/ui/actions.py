"""Actions: everything that menus, shortcuts and the command palette can do, declared once."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.core.i18n import Text
from desktop.ui import icons

Key = QKeySequence.StandardKey
Role = QAction.MenuRole
MAC = sys.platform == "darwin"

#: The menus in order; `a > b` is a submenu.
MENUS = {
    "file": Text("&File"),
    "file > recent": Text("Open &recent"),
    "edit": Text("&Edit"),
    "view": Text("&View"),
    "view > records": Text("&Table"),
    "view > language": Text("&Language"),
    "view > numbers": Text("N&umber format"),
    "view > appearance": Text("&Appearance"),
    "window": Text("&Window"),
    "help": Text("&Help"),
}


@dataclass(frozen=True)
class Action:
    """One thing the user can do. A change of `section` draws a line in the menu.

    `keys` are tried in order: all of the first that the platform has; texts are added to it.
    `needs` is `workspace` where it makes no sense without an open one, `past` where it does so
    only while the past is looked at.
    """

    id: str
    text: Text
    menu: str
    section: int = 0
    keys: tuple[QKeySequence.StandardKey | str, ...] = ()
    icon: str = ""
    role: QAction.MenuRole = Role.NoRole
    needs: str = ""
    checkable: bool = False
    group: str = ""
    #: The method of the view in the middle that does it; a view without it does not offer it.
    asks: str = ""
    #: Whether it changes nothing, so that it is there in a write-protected workspace too.
    reads: bool = False

    def shortcuts(self) -> list[QKeySequence]:
        """Give the shortcuts on this platform, the one that menus show first."""
        found: list[QKeySequence] = []
        for key in self.keys:
            if isinstance(key, str):
                named = QKeySequence(key)
                if named not in found and (not found or key in self.always):
                    found.append(named)
            else:
                found += [s for s in QKeySequence.keyBindings(key) if s not in found]
        return found

    @property
    def always(self) -> tuple[str, ...]:
        """The shortcuts given beside those of the platform, not in place of them."""
        return ("Ctrl+Y", "Ctrl+Shift+Z") if self.id == "redo" else ()


class Actions(QObject):
    """The declared actions as QActions of a window, by id."""

    def __init__(self, window: QObject, declared: tuple[Action, ...]) -> None:
        super().__init__(window)
        self.declared = {action.id: action for action in declared}
        self._made: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._menus: dict[str, QMenu] = {}
        for action in declared:
            self._made[action.id] = self._make(action)

    def __getitem__(self, id: str) -> QAction:
        return self._made[id]

    def __iter__(self) -> Iterator[QAction]:
        return iter(self._made.values())

    def menu(self, name: str) -> QMenu:
        """Give a menu by its name in `MENUS`."""
        return self._menus[name]

    def _make(self, action: Action) -> QAction:
        made = QAction(self)
        made.setObjectName(action.id)
        # Words like “settings” in a text must never move it to another menu on a Mac.
        made.setMenuRole(action.role)
        made.setShortcuts(action.shortcuts())
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        made.setCheckable(action.checkable)
        if action.icon:
            made.setIcon(icons.icon(action.icon))
        if action.group:
            group = self._groups.setdefault(action.group, QActionGroup(self))
            group.addAction(made)
        return made

    def on(self, id: str, do: Callable[..., object]) -> None:
        """Let an action do something when it is triggered."""
        self._made[id].triggered.connect(lambda *_: do())

    def fill(self, bar: QMenuBar) -> None:
        """Put every action into its menu, in the order of the declaration."""
        for name in MENUS:
            outer, _, inner = name.rpartition(" > ")
            menu = QMenu(self._menus[outer] if inner and outer else bar)
            menu.setObjectName(f"menu {name}")
            menu.setToolTipsVisible(True)
            self._menus[name] = menu
            if not outer:
                bar.addMenu(menu)
        for name, menu in self._menus.items():
            self._fill_menu(name, menu)

    def _fill_menu(self, name: str, menu: QMenu) -> None:
        section: int | None = None
        inner = [other for other in MENUS if other.rpartition(" > ")[0] == name]
        for action in self.declared.values():
            if action.menu != name:
                continue
            if section is not None and action.section != section:
                menu.addSeparator()
            section = action.section
            menu.addAction(self._made[action.id])
            if action.id == "open":
                menu.addMenu(self._menus[inner.pop(0)])
        if inner:
            menu.addSeparator()
        for other in inner:
            menu.addMenu(self._menus[other])

    def full_text(self, id: str) -> str:
        """Give the text of an action without its mnemonic, behind that of its submenu."""
        menu = self.declared[id].menu
        text = plain_text(self._made[id].text())
        return f"{plain_text(str(MENUS[menu]))}: {text}" if " > " in menu else text

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        for id, action in self.declared.items():
            self._made[id].setText(str(action.text))
        for name, menu in self._menus.items():
            menu.setTitle(str(MENUS[name]))

    def allow(self, open: bool) -> None:
        """Enable what needs an open workspace only while there is one."""
        for id, action in self.declared.items():
            if action.needs == "workspace":
                self._made[id].setEnabled(open)


def plain_text(text: str) -> str:
    """Give a text of a menu without its mnemonic: “&Open” or, as in Korean, “열기(&O)”."""
    bare = re.sub(r"\(&\w\)", "", text)
    return bare.replace("&&", "\0").replace("&", "").replace("\0", "&")
