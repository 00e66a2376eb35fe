"""The list of actions: what menus, shortcuts and the command palette can do, menu by menu."""

from __future__ import annotations

from desktop.core.i18n import LANGUAGES, Text
from desktop.ui.actions import MAC, Action, Key, Role
from desktop.ui.navigation import PLACES

_VIEW_KEYS = 9

ACTIONS: tuple[Action, ...] = (
    Action("new", Text("&New…"), "file", 0, (Key.New,), "new"),
    Action("open", Text("&Open…"), "file", 0, (Key.Open,), "open"),
    Action("open_example", Text("Open the &example…"), "file", 0, (), "example"),
    Action("import", Text("&Import workbook…"), "file", 1, ("Ctrl+I",), "import"),
    Action("export", Text("E&xport workbook…"), "file", 1, ("Ctrl+E",), "export",
           needs="workspace"),
    Action("briefing", Text("&Briefing…"), "file", 2, ("Ctrl+B",), "", needs="workspace"),
    Action("save_pdf", Text("Save &as PDF…"), "file", 2, (), "", needs="workspace"),
    Action("print_preview", Text("Print pre&view…"), "file", 2, ("Ctrl+Shift+P",), "",
           needs="workspace"),
    Action("print", Text("&Print…"), "file", 2, (Key.Print, "Ctrl+P"), "", needs="workspace"),
    Action("import_cells", Text("Import copied cell&s"), "file", 1, (), "", needs="workspace"),
    Action("write_back", Text("&Write back to workbook…"), "file", 1, ("Ctrl+Shift+E",), "",
           needs="workspace"),
    Action("save_copy", Text("Save a &copy…"), "file", 3, (Key.SaveAs, "Ctrl+Shift+S"), "",
           needs="workspace"),
    Action("restore", Text("Res&tore a backup…"), "file", 3, (), "history", needs="workspace"),
    Action("close", Text("C&lose"), "file", 3, (Key.Close, "Ctrl+W"), "", needs="workspace"),
    Action("preferences", Text("Pre&ferences"), "file", 4, (Key.Preferences, "Ctrl+,"),
           "preferences", Role.PreferencesRole, needs="workspace"),
    Action("quit", Text("&Quit"), "file", 5, (Key.Quit, "Ctrl+Q"), "", Role.QuitRole),
    Action("undo", Text("&Undo"), "edit", 0, ("Ctrl+Z",), "undo", needs="workspace"),
    Action("redo", Text("&Redo"), "edit", 0, ("Ctrl+Y", "Ctrl+Shift+Z"), "redo",
           needs="workspace"),
    Action("add", Text("&Add record"), "edit", 1, ("Ctrl+Shift+N",), "add", needs="workspace",
           asks="add"),
    Action("duplicate", Text("&Duplicate"), "edit", 1, ("Ctrl+Shift+D",), "duplicate",
           needs="workspace", asks="duplicate"),
    Action("delete", Text("De&lete"), "edit", 1, ("Ctrl+-",), "delete", needs="workspace",
           asks="delete"),
    Action("cut", Text("Cu&t"), "edit", 2, (Key.Cut, "Ctrl+X"), "", needs="workspace",
           asks="cut_cells"),
    Action("copy", Text("&Copy"), "edit", 2, (Key.Copy, "Ctrl+C"), "", needs="workspace",
           asks="copy_cells", reads=True),
    Action("copy_headers", Text("Copy with &headers"), "edit", 2, ("Ctrl+Shift+C",), "",
           needs="workspace", asks="copy_with_headers", reads=True),
    Action("paste", Text("&Paste"), "edit", 2, (Key.Paste, "Ctrl+V"), "", needs="workspace",
           asks="paste_cells"),
    Action("paste_new", Text("Paste as &new records"), "edit", 2, ("Ctrl+Shift+V",), "",
           needs="workspace", asks="paste_new"),
    Action("select_all", Text("&Select all"), "edit", 2, (Key.SelectAll, "Ctrl+A"), "",
           needs="workspace", asks="select_cells", reads=True),
    Action("fill_down", Text("Fill do&wn"), "edit", 3, ("Ctrl+D",), "", needs="workspace",
           asks="fill_down"),
    Action("fill_right", Text("Fill ri&ght"), "edit", 3, ("Ctrl+R",), "", needs="workspace",
           asks="fill_right"),
    Action("fill_series", Text("Fill ser&ies"), "edit", 3, (), "", needs="workspace",
           asks="fill_series"),
    # Del alone clears in the grid only: elsewhere nobody would expect it to reach the cells.
    Action("clear_cells", Text("Clear c&ontents"), "edit", 3, (), "", needs="workspace",
           asks="clear_cells"),
    Action("field_history", Text("Field histor&y"), "edit", 4, ("Ctrl+Shift+H",), "history",
           needs="workspace", asks="show_field_history", reads=True),
    Action("find", Text("&Find"), "edit", 4, (Key.Find,), "find", needs="workspace",
           asks="focus_search", reads=True),
    Action("replace", Text("Replac&e…"), "edit", 4, ("Meta+H" if MAC else "Ctrl+H",), "",
           needs="workspace", asks="replace_text"),
    Action("take_back", Text("Take &back the selected revision"), "edit", 5, (), "undo",
           needs="workspace", asks="take_back_revision"),
    Action("look_at", Text("Loo&k at the workspace as of the selected revision"), "edit", 5, (),
           "history", needs="workspace", asks="look_at_revision", reads=True),
    Action("compare", Text("Co&mpare the selected revision with now"), "edit", 5, (), "",
           needs="workspace", asks="compare_with_now", reads=True),
    Action("inspector", Text("&Inspector"), "view", 8, ("Ctrl+Shift+I",), "inspector",
           needs="workspace", checkable=True),
    Action("problems", Text("&Problems"), "view", 8, ("F8",), "warning", needs="workspace",
           checkable=True),
    Action("now", Text("&Back to now"), "view", 8, (), "history", needs="past"),
    Action("palette", Text("&Command palette…"), "view", 8, ("Ctrl+K",), "find"),
    Action("next_pane", Text("&Next pane"), "view", 8, ("F6",)),
    Action("previous_pane", Text("Pre&vious pane"), "view", 8, ("Shift+F6",)),
    *(
        Action(id, text, "view > records", section, keys, icon, needs="workspace", asks=asks,
               reads=True, checkable=id == "totals")
        for id, text, section, keys, icon, asks in (
            ("filter_row", Text("Go to &filter"), 0, ("Ctrl+Shift+L",), "filter", "focus_filter"),
            ("filter_selection", Text("Filter to &selection"), 0, (), "", "filter_to_selection"),
            ("exclude_selection", Text("E&xclude selection"), 0, (), "", "exclude_selection"),
            ("clear_filters", Text("&Clear filters"), 0, (), "", "clear_filters"),
            ("sort", Text("So&rt…"), 1, (), "", "show_sort_menu"),
            ("column_menu", Text("Column &menu…"), 1, ("Ctrl+Shift+M",), "", "show_column_menu"),
            ("group", Text("&Group by this column"), 1, (), "", "group_by_column"),
            ("open_groups", Text("&Open all groups"), 1, (), "", "open_groups"),
            ("close_groups", Text("C&lose all groups"), 1, (), "", "close_groups"),
            ("columns", Text("Col&umns…"), 2, (), "view", "choose_columns"),
            ("freeze", Text("Free&ze up to this column"), 2, (), "", "freeze_columns"),
            ("totals", Text("Column &totals"), 2, ("Ctrl+Shift+T",), "", "show_totals"),
            ("save_view", Text("Save &view as…"), 3, (), "", "save_view"),
            ("views", Text("V&iews…"), 3, (), "", "edit_views"),
            ("reset_view", Text("&All records"), 3, (), "", "reset_view"),
        )
    ),
    *(
        Action(f"language_{code}", Text(name), "view > language", 0, checkable=True,
               group="language")
        for code, name in LANGUAGES.items()
    ),
    *(
        Action(f"numbers_{choice}", text, "view > numbers", 0, checkable=True, group="numbers")
        for choice, text in (
            ("system", Text("Like the &system")),
            ("point", Text("&1,234.5")),
            ("comma", Text("1.&234,5")),
            ("space", Text("1 2&34,5")),
        )
    ),
    *(
        Action(f"appearance_{choice}", text, "view > appearance", 0, checkable=True,
               group="appearance")
        for choice, text in (
            ("system", Text("Like the &system")),
            ("light", Text("&Light")),
            ("dark", Text("&Dark")),
            ("contrast", Text("&High contrast")),
            ("contrast_dark", Text("High &contrast, dark")),
        )
    ),
    Action("minimize", Text("&Minimize"), "window", 0, ("Ctrl+M",) if MAC else ()),
    Action("zoom", Text("&Zoom"), "window", 0),
    Action("full_screen", Text("&Full screen"), "window", 0, (Key.FullScreen, "F11"),
           checkable=True),
    Action("help", Text("&Help"), "help", 0, (Key.HelpContents, "F1"), "info"),
    Action("guide", Text("&User guide"), "help", 0),
    Action("dictionary", Text("&Records and fields"), "help", 0, (), "source"),
    Action("glossary", Text("&Glossary"), "help", 0),
    Action("shortcuts", Text("&Keyboard shortcuts"), "help", 0, ("Ctrl+/",)),
    Action("tour", Text("&Tour"), "help", 0),
    Action("changelog", Text("What is &new"), "help", 0),
    Action("save_guide", Text("&Save the guide as PDF…"), "help", 0),
    Action("about", Text("&About Offtake"), "help", 1, (), "info", Role.AboutRole),
)  # fmt: skip


def view_actions() -> tuple[Action, ...]:
    """Give the actions that go to the places of the window; the first ones have a digit as key."""
    return tuple(
        Action(f"view_{place.key}", place.title, "view", 0,
               (f"Ctrl+{n}",) if n <= _VIEW_KEYS else (), place.icon, needs="workspace")
        for n, place in enumerate(PLACES, start=1)
    )  # fmt: skip
