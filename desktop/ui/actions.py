"""Actions: everything that menus, shortcuts and the command palette can do, declared once."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.core.i18n import LANGUAGES, Text
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
    "view > language": Text("&Language"),
    "view > appearance": Text("&Appearance"),
    "window": Text("&Window"),
    "help": Text("&Help"),
}


@dataclass(frozen=True)
class Action:
    """One thing the user can do. A change of `section` draws a line in the menu.

    `keys` are tried in order: all of the first that the platform has; texts are added to it.
    `needs` is `workspace` where it makes no sense without an open one.
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


ACTIONS: tuple[Action, ...] = (
    Action("new", Text("&New…"), "file", 0, (Key.New,), "new"),
    Action("open", Text("&Open…"), "file", 0, (Key.Open,), "open"),
    Action("open_example", Text("Open the &example…"), "file", 0, (), "example"),
    Action("import", Text("&Import workbook…"), "file", 1, ("Ctrl+I",), "import"),
    Action("export", Text("E&xport workbook…"), "file", 1, ("Ctrl+E",), "export",
           needs="workspace"),
    Action("save_copy", Text("Save a &copy…"), "file", 2, (Key.SaveAs, "Ctrl+Shift+S"), "",
           needs="workspace"),
    Action("close", Text("C&lose"), "file", 2, (Key.Close, "Ctrl+W"), "", needs="workspace"),
    Action("preferences", Text("&Preferences"), "file", 3, (Key.Preferences, "Ctrl+,"),
           "preferences", Role.PreferencesRole, needs="workspace"),
    Action("quit", Text("&Quit"), "file", 4, (Key.Quit, "Ctrl+Q"), "", Role.QuitRole),
    Action("undo", Text("&Undo"), "edit", 0, ("Ctrl+Z",), "undo", needs="workspace"),
    Action("redo", Text("&Redo"), "edit", 0, ("Ctrl+Y", "Ctrl+Shift+Z"), "redo",
           needs="workspace"),
    Action("add", Text("&Add record"), "edit", 1, ("Ctrl+Shift+N",), "add", needs="workspace"),
    Action("duplicate", Text("&Duplicate"), "edit", 1, ("Ctrl+Shift+D",), "duplicate",
           needs="workspace"),
    Action("delete", Text("De&lete"), "edit", 1, ("Ctrl+-",), "delete", needs="workspace"),
    Action("find", Text("&Find"), "edit", 2, (Key.Find,), "find", needs="workspace"),
    Action("inspector", Text("&Inspector"), "view", 8, ("Ctrl+Shift+I",), "inspector",
           needs="workspace", checkable=True),
    Action("problems", Text("&Problems"), "view", 8, ("F8",), "warning", needs="workspace",
           checkable=True),
    Action("palette", Text("&Command palette…"), "view", 8, ("Ctrl+K",), "find"),
    Action("next_pane", Text("&Next pane"), "view", 8, ("F6",)),
    Action("previous_pane", Text("Pre&vious pane"), "view", 8, ("Shift+F6",)),
    *(
        Action(f"language_{code}", Text(name), "view > language", 0, checkable=True,
               group="language")
        for code, name in LANGUAGES.items()
    ),
    Action("appearance_system", Text("Like the &system"), "view > appearance", 0, checkable=True,
           group="appearance"),
    Action("appearance_light", Text("&Light"), "view > appearance", 0, checkable=True,
           group="appearance"),
    Action("appearance_dark", Text("&Dark"), "view > appearance", 0, checkable=True,
           group="appearance"),
    Action("minimize", Text("&Minimize"), "window", 0, ("Ctrl+M",) if MAC else ()),
    Action("zoom", Text("&Zoom"), "window", 0),
    Action("full_screen", Text("&Full screen"), "window", 0, (Key.FullScreen, "F11"),
           checkable=True),
    Action("dictionary", Text("&Records and fields"), "help", 0, ("F1",), "source"),
    Action("about", Text("&About Offtake"), "help", 1, (), "info", Role.AboutRole),
)  # fmt: skip


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
        text = _plain(self._made[id].text())
        return f"{_plain(str(MENUS[menu]))}: {text}" if " > " in menu else text

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


def _plain(text: str) -> str:
    """Give a text of a menu without its mnemonic: “&Open” or, as in Korean, “열기(&O)”."""
    bare = re.sub(r"\(&\w\)", "", text)
    return bare.replace("&&", "\0").replace("&", "").replace("\0", "&")
