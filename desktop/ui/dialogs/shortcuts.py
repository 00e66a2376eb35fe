"""Shortcuts: all keys of the program on one page, those of actions and those of grid and charts."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from desktop.core.i18n import Text
from desktop.operations.help_page import Group, Page, Row
from desktop.ui.actions import MENUS, Actions, plain_text

SHORTCUTS = "shortcuts"
_PORTABLE = QKeySequence.SequenceFormat.PortableText
_RARE = {"New", "Open", "Save", "Close", "Copy", "Cut", "Paste", "Undo", "Redo", "Find", "Help",
         "Print", "Search", "Log Off", "Exit"}  # fmt: skip
_NATIVE = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True)
class Keys:
    """Keys that a part of the window knows itself, and what they do."""

    keys: tuple[str, ...]
    does: Text


#: What the grid of records does with keys; menus have the rest.
GRID = (
    Keys(("Up", "Down", "Left", "Right"), Text("Go to the next cell")),
    Keys(("Tab", "Shift+Tab"), Text("Go to the next or the previous cell, and on in the next row")),
    Keys(("Return", "Shift+Return"), Text("Go down or up")),
    Keys(("Home", "End"), Text("Go to the first or the last column")),
    Keys(("Ctrl+Home", "Ctrl+End"), Text("Go to the first or the last cell")),
    Keys(
        ("Ctrl+Up", "Ctrl+Down", "Ctrl+Left", "Ctrl+Right"),
        Text("Go to the edge of the filled cells"),
    ),
    Keys(("PgUp", "PgDown"), Text("Go a page up or down")),
    Keys(("Shift+Up", "Shift+Down", "Shift+Left", "Shift+Right"), Text("Select a block of cells")),
    Keys(("Shift+Space",), Text("Select whole rows")),
    Keys(("Ctrl+Space",), Text("Select whole columns")),
    Keys(("F2",), Text("Edit the cell")),
    Keys(("Alt+Down",), Text("Edit the cell with its list open")),
    Keys(("Del", "Backspace"), Text("Clear the selected cells")),
    Keys(("Ctrl+;",), Text("Type the day of today")),
    Keys(("Ctrl++", "Ctrl+-"), Text("Add a record, delete the selected ones")),
    Keys(("Shift+F10", "Menu"), Text("Show what can be done with the cell")),
)
#: While a cell is edited.
EDITING = (
    Keys(("Return", "Tab"), Text("Take what was typed and go on")),
    Keys(("Ctrl+Return",), Text("Write it into all selected cells")),
    Keys(("Esc",), Text("Leave the cell as it was")),
)
#: What charts do with keys.
CHARTS = (
    Keys(("Left", "Right"), Text("Move along the time")),
    Keys(("+", "-"), Text("Look closer or wider")),
    Keys(("Home",), Text("Show the whole horizon")),
    Keys(("Shift+Left", "Shift+Right"), Text("Read the figures of the next period")),
    Keys(("Return",), Text("Choose what was read; in the balance: why it is short")),
)
#: What the bars under the timeline do with keys, beyond what charts do.
BARS = (
    Keys(("Up", "Down"), Text("Choose the capacity record above or below")),
    Keys(("Alt+Left", "Alt+Right"), Text("Move the start of the chosen record by a month")),
    Keys(("Return",), Text("Write the start that was moved")),
    Keys(("Esc",), Text("Leave the start as it was")),
)
#: What the review of an import does with keys.
REVIEW = (
    Keys(("F7", "Shift+F7"), Text("Go to the next or the previous conflict")),
    Keys(("Space",), Text("Take what the workbook says, or leave it")),
    Keys(("Left", "Right"), Text("Close or open a row")),
)
#: Anywhere in the window.
ANYWHERE = (
    Keys(("Tab", "Shift+Tab"), Text("Go to the next or the previous part")),
    Keys(("Return", "Space"), Text("Press the button that has the keyboard")),
)


#: All that is listed beside the menus.
KNOWN = (*ANYWHERE, *GRID, *EDITING, *CHARTS, *BARS, *REVIEW)


def native(keys: str) -> str:
    """Give keys as this platform writes them: `Ctrl+K`, or `⌘K` on a Mac."""
    return QKeySequence(keys).toString(_NATIVE)


def shortcuts(actions: Actions) -> Page:
    """Give all keys, those of the menus first, in the language in use."""
    groups = [_menu(name, actions) for name in MENUS]
    for key, title, known in (
        ("anywhere", Text("Anywhere"), ANYWHERE), ("grid", Text("In a grid"), GRID),
        ("editing", Text("While a cell is edited"), EDITING),
        ("charts", Text("In a chart"), CHARTS),
        ("bars", Text("In the bars of the timeline"), BARS),
        ("review", Text("In the review of an import"), REVIEW),
    ):  # fmt: skip
        rows = [
            Row(f"{key} {n}", (str(one.does), ", ".join(map(native, one.keys))))
            for n, one in enumerate(known)
        ]
        groups.append(Group(key, str(title), "", tuple(rows)))
    heads = (str(Text("What it does")), str(Text("Keys")))
    return Page(SHORTCUTS, str(Text("Keyboard shortcuts")), heads,
                tuple(group for group in groups if group.rows))  # fmt: skip


def _menu(name: str, actions: Actions) -> Group:
    rows = []
    for id, action in actions.declared.items():
        keys = [s.toString(_NATIVE) for s in actions[id].shortcuts() if not _is_rare(s)]
        if action.menu == name and keys:
            rows.append(Row(id, (plain_text(str(action.text)), ", ".join(keys))))
    parts = name.split(" > ")
    titles = [str(MENUS[" > ".join(parts[: n + 1])]) for n in range(len(parts))]
    return Group(f"menu {name}", " > ".join(map(plain_text, titles)), "", tuple(rows))


def _is_rare(shortcut: QKeySequence) -> bool:
    """Tell whether a shortcut needs a key that hardly any keyboard has, such as “Open”."""
    return QKeySequence(shortcut).toString(_PORTABLE).split("+")[-1] in _RARE
