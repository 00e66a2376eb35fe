"""The list of actions: what menus, shortcuts and the command palette can do, menu by menu."""

from __future__ import annotations

from desktop.core.i18n import LANGUAGES, Text
from desktop.ui.actions import MAC, Action, Key, Role

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
    Action("add", Text("&Add record"), "edit", 1, ("Ctrl+Shift+N",), "add", needs="workspace",
           asks="add"),
    Action("duplicate", Text("&Duplicate"), "edit", 1, ("Ctrl+Shift+D",), "duplicate",
           needs="workspace", asks="duplicate"),
    Action("delete", Text("De&lete"), "edit", 1, ("Ctrl+-",), "delete", needs="workspace",
           asks="delete"),
    Action("find", Text("&Find"), "edit", 2, (Key.Find,), "find", needs="workspace",
           asks="focus_search", reads=True),
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
