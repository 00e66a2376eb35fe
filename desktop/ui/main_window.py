"""Main window: navigation at the left, the view in the middle, the inspector at the right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)

from desktop.core import i18n
from desktop.core.changes import Revision
from desktop.core.errors import Problem
from desktop.core.i18n import Text
from desktop.paths import APP_NAME
from desktop.ui import icons, theme
from desktop.ui.action_list import ACTIONS, view_actions
from desktop.ui.actions import Actions
from desktop.ui.crash_bar import CrashBar
from desktop.ui.dialogs.file_chooser import FileChooser
from desktop.ui.dialogs.help import Help
from desktop.ui.docks import Dock
from desktop.ui.documents import Documents
from desktop.ui.draft_bar import DraftBar
from desktop.ui.focus import focus_first, focus_view, move_focus, move_tab
from desktop.ui.import_pages import ImportPages, has_cells
from desktop.ui.navigation import PLACES, Navigation
from desktop.ui.notices import NoticeBar
from desktop.ui.owner_bar import OwnerBar
from desktop.ui.past_bar import PastBar, WayBack
from desktop.ui.printing.printing import Printing
from desktop.ui.problems import Problems, ProblemsList
from desktop.ui.recent_files import RecentFiles
from desktop.ui.rescue_pages import RescuePages
from desktop.ui.scenario_bar import ScenarioBar
from desktop.ui.session import Session
from desktop.ui.sides import Sides
from desktop.ui.status import Status
from desktop.ui.view_stack import PageScroll, ViewStack
from desktop.ui.views.overview import OverviewView
from desktop.ui.views.view import View
from desktop.ui.watcher import Watcher
from desktop.ui.window_state import WindowState
from desktop.ui.write_back_pages import WriteBackPages


class MainWindow(QMainWindow):
    """The one window: menus, navigation, views, inspector, problems and status."""

    def __init__(
        self,
        session: Session,
        state: WindowState,
        look: theme.Theme,
        chooser: FileChooser | None = None,
    ) -> None:
        super().__init__()
        self.session = session
        self.state = state
        self.look = look
        self.documents = Documents(session, state, self, chooser or FileChooser())
        pages = (session, self.documents, self._show_page, self._drop_page)
        self.imports, self.rescue = ImportPages(*pages), RescuePages(*pages)
        self.write_back = WriteBackPages(*pages)

        self.problems = Problems(session)
        self._build()
        self._build_actions()
        self.watcher = Watcher(session, self)
        session.workspace_changed.connect(self._on_workspace)
        session.changed.connect(self._on_changed)
        session.language_changed.connect(self.retranslate)
        for asked in (session.new_asked, session.draft_asked, session.history_asked):
            asked.connect(lambda *_: self.actions_["inspector"].setChecked(True))
        look.changed.connect(self._on_colors)
        self.setAcceptDrops(True)
        self.retranslate()
        self._restore()
        self._on_workspace()

    # What is where

    def _build(self) -> None:
        self.setObjectName("main window")
        self.setWindowIcon(icons.program_icon())
        self.setDockNestingEnabled(False)
        self.navigation = Navigation(self.session)
        self.navigation.chosen.connect(self.navigate)
        self.notices = NoticeBar(self.session)
        self.stack = ViewStack(self.session, self.state)
        self.navigation.itemActivated.connect(lambda _: focus_view(self.stack))
        self.stack.navigation_asked.connect(lambda key, target: self.navigate(key, **target))
        self.stack.action_asked.connect(lambda id: self.actions_[id].trigger())
        self.stack.file_asked.connect(self.documents.open_path)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.crash_bar = CrashBar(self.session, self.documents)
        column.addWidget(self.crash_bar)
        column.addWidget(OwnerBar(self.session, self.documents))
        column.addWidget(PastBar(self.session))
        column.addWidget(DraftBar(self.session))
        column.addWidget(ScenarioBar(self.session))
        column.addWidget(self.notices)
        column.addWidget(PageScroll(self.stack), 1)
        self.splitter = Sides(self.navigation, middle)
        self.setCentralWidget(self.splitter)
        self.inspector_dock = self._add_dock("inspector", Text("Inspector"), "Right")
        self.problems_dock = self._add_dock("problems", Text("Problems"), "Bottom")
        self.problems_list = ProblemsList(self.session, self.problems, self)
        self.problems_list.chosen.connect(self._go_to_problem)
        self.problems_dock.setWidget(self.problems_list)
        self.status = Status(self.session, self.problems, self)
        self.status.problems_asked.connect(lambda: self.actions_["problems"].trigger())
        self.setStatusBar(self.status)

    def _add_dock(self, name: str, title: Text, side: str) -> Dock:
        dock = Dock(name, title, self.session, self.state, self)
        self.addDockWidget(Qt.DockWidgetArea[f"{side}DockWidgetArea"], dock)
        dock.hide()
        return dock

    def _build_actions(self) -> None:
        self.actions_ = actions = Actions(self, (*view_actions(), *ACTIONS))
        actions.fill(self.menuBar())
        for made in actions:
            self.addAction(made)
        files = self.documents
        self._recent = RecentFiles(actions.menu("file > recent"), self.state, files)
        for id, do in {
            "new": files.new, "open": files.open, "open_example": files.open_example,
            "import": files.import_workbook, "import_cells": self.imports.paste,
            "write_back": self.write_back.choose,
            "export": lambda: files.export_workbook(self.stack.view),
            "save_copy": files.save_copy, "restore": self.rescue.choose_for_open,
            "close": files.close, "quit": self.close,
            "undo": self.session.undo, "redo": self.session.redo,
            "next_pane": lambda: self._move_focus(1),
            "previous_pane": lambda: self._move_focus(-1),
            "palette": self.show_palette, "about": self.show_about,
            "minimize": self.showMinimized, "zoom": self._zoom,
            "full_screen": lambda: self.setWindowState(
                self.windowState() ^ Qt.WindowState.WindowFullScreen),
            "preferences": lambda: self.navigate("preferences"),
        }.items():  # fmt: skip
            actions.on(id, do)
        for action in ACTIONS:
            if action.asks:
                actions.on(action.id, lambda method=action.asks: self._ask_view(method))
        for place in PLACES:
            actions.on(f"view_{place.key}", lambda key=place.key: focus_view(self.navigate(key)))
        for language in i18n.LANGUAGES:
            actions.on(f"language_{language}", lambda code=language: self.use_language(code))
        for choice in ("system", *i18n.NUMBER_SIGNS):
            actions.on(f"numbers_{choice}", lambda name=choice: self.use_numbers(name))
        for choice in theme.APPEARANCES:
            actions.on(f"appearance_{choice}", lambda name=choice: self.use_appearance(name))
        actions.menu("view > records").aboutToShow.connect(self._show_checked)
        self.inspector_dock.join(actions["inspector"])
        self.problems_dock.join(actions["problems"])
        self.printing, self.help = Printing(self), Help(self)
        self.way_back = WayBack(actions["now"], self.session)

    # Going somewhere

    def navigate(self, key: str, **target: Any) -> View:
        """Show a place. `target` says what in it: `id` a record, else what its view understands."""
        view = self.stack.show_place(key)
        self.navigation.show_place(key)
        id = target.pop("id", None)
        if isinstance(id, int):
            self.session.select(next(p.type for p in PLACES if p.key == key), id)
        if target:
            view.restore({**view.state(), **target})
        self._allow_asked()
        return view

    def _go_to_problem(self, problem: Problem) -> None:
        self.navigate(problem.type, id=problem.id)

    def _show_page(self, page: View) -> None:
        # An import needs the room, and what it shows is not on record yet.
        self.inspector_dock.put_aside(True)
        self.stack.show_page(page)
        self._allow_asked()

    def _drop_page(self, page: View) -> None:
        self.inspector_dock.put_aside(False)
        shown = self.stack.view is page
        self.stack.drop_page(page)
        if shown:
            focus_view(self.navigate(self.stack.place))

    def _move_focus(self, step: int) -> None:
        panes = [self.navigation, self.stack, self.inspector_dock, self.problems_dock]
        move_focus(panes, QApplication.focusWidget(), step)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Let Tab go from pane to pane as they stand."""
        focus = QApplication.focusWidget()
        if focus is None or focus.window() is not self:
            return super().focusNextPrevChild(next)
        docks = (self.inspector_dock, self.problems_dock)
        cards = self.findChildren(QWidget, "tour card")
        move_tab([self.splitter, *docks, self.status, *cards], focus, next)
        return True

    def show_palette(self) -> None:
        """Offer every action, view and record by name."""
        from desktop.ui.dialogs.palette import open_palette

        open_palette(self)

    def show_about(self) -> None:
        """Show versions and licences."""
        from desktop.ui.dialogs.about import AboutDialog

        AboutDialog(self).open()

    # What follows the session

    def _on_workspace(self) -> None:
        open = self.session.is_open
        self.stack.start_anew()
        if open:
            self.notices.clear()
            self.documents.tell_how_opened()
        self.navigation.setVisible(open)
        self._show_docks()
        self.actions_.allow(open)
        overview = self.navigate("overview")
        if isinstance(overview, OverviewView):
            overview.show_recent(self.state.recent)
        self._show_title()
        self._show_undo()
        self._recent.fill()

    def _show_docks(self) -> None:
        open = self.session.is_open
        if open and self.inspector_dock.widget() is None:
            from desktop.ui.form.inspector import Inspector

            self.inspector_dock.setWidget(Inspector(self.session))
        self.inspector_dock.show_for(open, at_first=True)
        self.problems_dock.show_for(open, at_first=False)

    def _on_changed(self, revision: Revision) -> None:
        self._show_undo()
        self._allow_asked()

    def _show_title(self) -> None:
        path = self.session.path
        self.setWindowFilePath(str(path) if path is not None else "")
        self.setWindowTitle(f"{path.name} – {APP_NAME}" if path is not None else APP_NAME)

    def _show_undo(self) -> None:
        store = self.session.store if self.session.is_open else None
        for id in ("undo", "redo"):
            label = getattr(store, f"{id}_label", None)
            shown = str(label).replace("&", "&&")
            if label is None:
                text = Text("&Undo") if id == "undo" else Text("&Redo")
            elif id == "undo":
                text = Text("&Undo: {label}", label=shown)
            else:
                text = Text("&Redo: {label}", label=shown)
            self.actions_[id].setText(str(text))
            self.actions_[id].setEnabled(label is not None and self.session.writable)

    def _allow_asked(self) -> None:
        view = self.stack.view
        writable = self.session.writable
        self.actions_["import"].setEnabled(self.session.past is None)
        for id in ("import_cells", "write_back"):
            self.actions_[id].setEnabled(writable)
        for action in ACTIONS:
            if action.asks:
                allowed = self.session.is_open if action.reads else writable
                offered = view is not None and view.offers(action.asks)
                self.actions_[action.id].setEnabled(allowed and offered)

    def _show_checked(self) -> None:
        self.actions_["totals"].setChecked(bool(getattr(self.stack.view, "totals_shown", False)))

    def _ask_view(self, method: str) -> None:
        do = getattr(self.stack.currentWidget(), method, None)
        if do is not None:
            do()

    # Language, colours, and what is remembered

    def retranslate(self) -> None:
        """Set all texts in the language in use."""
        self.actions_.retranslate()
        for part in (self.navigation, self.notices, self.stack, self.status, self.problems_list,
                     self.inspector_dock, self.problems_dock):  # fmt: skip
            part.retranslate()
        self.actions_[f"language_{i18n.locale().language}"].setChecked(True)
        self.actions_[f"numbers_{self.state.numbers}"].setChecked(True)
        self.actions_[f"appearance_{self.look.choice}"].setChecked(True)
        self._show_undo()
        self._show_title()
        self._recent.fill()

    def use_language(self, language: str) -> None:
        """Show everything in a language, now and from the next start on."""
        self.state.language = language
        self.session.use_language(language)

    def use_numbers(self, choice: str) -> None:
        """Write all numbers in another way, now and from the next start on."""
        self.state.numbers = choice
        self.session.use_signs(*self.state.signs)

    def use_appearance(self, choice: str) -> None:
        """Use light, dark or what the system has, now and from the next start on."""
        self.state.appearance = choice
        self.look.use(choice)

    def _on_colors(self) -> None:
        self.status.retranslate()
        self.notices.retranslate()

    def _restore(self) -> None:
        if not self.state.place_window(self):
            available = self.screen().availableGeometry().size()
            self.resize(
                min(theme.space(88), int(available.width() * 0.92)),
                min(theme.space(52), int(available.height() * 0.9)),
            )
        self.splitter.restore(self.state.get("splitter"))

    # Events of the window

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where the keyboard is most useful."""
        super().showEvent(event)
        focus_first(self.navigation if self.session.is_open else self.stack)

    def changeEvent(self, event: QEvent) -> None:
        """Look for news whenever the window comes to the front."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.watcher.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the focus, as Space does."""
        button = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            button, QAbstractButton
        ):
            button.click()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how everything was, stop what runs, close the file."""
        self.stack.keep()
        self.state.keep_window(self)
        self.state.put("splitter", [self.splitter.wanted] if self.session.is_open else None)
        self.state.save()
        self.session.attach(None)
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, and cells while a workspace is open."""
        data = event.mimeData()
        if _files(data) or (self.session.writable and has_cells(data)):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a workspace, or review workbooks or cells."""
        event.acceptProposedAction()
        files = _files(event.mimeData())
        if files:
            self.documents.drop(*files)
        else:
            self.imports.take_cells(event.mimeData())

    def _zoom(self) -> None:
        self.showNormal() if self.isMaximized() else self.showMaximized()


def _files(dragged: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in dragged.urls() if url.isLocalFile()]
