"""Write-back pages: from the choice of a workbook to the page that shows what differs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.session import Session
from desktop.ui.views.view import View

if TYPE_CHECKING:
    from desktop.exchange.foreign.proposal import Proposal
    from desktop.operations.linked_workbooks import LinkedWorkbooks
    from desktop.operations.two_way import TwoWay
    from desktop.ui.documents import Documents


class WriteBackPages(QObject):
    """Lists linked workbooks, reads the chosen one, and shows it beside the workspace."""

    def __init__(
        self,
        session: Session,
        documents: Documents,
        show: Callable[[View], None],
        drop: Callable[[View], None],
    ) -> None:
        super().__init__(documents)
        self._session = session
        self._documents = documents
        self._show = show
        self._drop = drop

    def choose(self) -> None:
        """List the linked workbooks, to choose one of them or any other."""
        from desktop.ui.dialogs.linked_workbooks import LinkedWorkbooksDialog

        window = self._documents.parent()
        dialog = LinkedWorkbooksDialog(
            self._session, self._links(), window if isinstance(window, QWidget) else None
        )
        dialog.chosen.connect(self.open)
        dialog.other_asked.connect(self._ask_other)
        dialog.open()

    def _ask_other(self) -> None:
        self._documents.ask_workbook(Text("Write back to workbook"), self.open)

    def open(self, path: Path, earlier: TwoWay | None = None) -> None:
        """Read a workbook and show what differs; `earlier` has choices that are made again."""
        store, links = self._session.store, self._links()

        def work(progress: Progress) -> Any:
            from desktop.operations.layout_memory import LayoutMemory
            from desktop.operations.write_back import look

            return look(store, path, links, LayoutMemory(), progress)

        def done(found: Any) -> None:
            from desktop.operations.two_way import TwoWay

            if isinstance(found, TwoWay):
                self._show_both(found, None, earlier)
            else:
                self._show_mapping(path, found, earlier)

        self._start(path, work, done, lambda: self.open(path, earlier))

    def _show_mapping(self, path: Path, proposal: Proposal, earlier: TwoWay | None) -> None:
        """Show how a workbook of any other make is read, and compare it when that is agreed."""
        from desktop.ui.views.mapping import MappingView

        links = self._links()

        def compare(store: Any, agreed: Proposal, progress: Progress) -> object:
            from desktop.operations.write_back import compare_both

            return compare_both(store, path, links, agreed, progress)

        def compared(both: TwoWay, agreed: Proposal) -> None:
            self._drop(page)
            self._show_both(both, agreed, earlier)

        page = MappingView(self._session, path, proposal, compare)
        page.done.connect(lambda: self._drop(page))
        page.compared.connect(compared)
        self._show(page)

    def _show_both(self, both: TwoWay, proposal: Proposal | None, earlier: TwoWay | None) -> None:
        from desktop.ui.views.write_back import WriteBackView

        if earlier is not None:
            both.take_up(earlier)
        page = WriteBackView(self._session, both, self._links())
        page.done.connect(lambda: self._drop(page))
        page.again.connect(lambda: self._compare_again(page, proposal))
        page.elsewhere.connect(lambda: self._documents.ask_other_workbook(both.path, page.write_to))
        if proposal is not None:
            page.written.connect(lambda: self._remember(proposal))
        self._show(page)

    def _compare_again(self, page: Any, proposal: Proposal | None) -> None:
        """Compare anew, in place of a page that is out of date, with its choices."""
        both: TwoWay = page.both
        store, links = self._session.store, self._links()

        def work(progress: Progress) -> Any:
            from desktop.operations.write_back import compare_both

            agreed = proposal if proposal is not None else both.found.proposal
            return compare_both(store, both.path, links, agreed, progress)

        def done(found: TwoWay) -> None:
            self._drop(page)
            self._show_both(found, proposal, both)

        job = self._session.jobs.start(Text("Reading {file}", file=both.path.name), work)
        job.finished.connect(done)
        job.failed.connect(page.show_error)

    def _start(
        self,
        path: Path,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
        again: Callable[[], None],
    ) -> None:
        def failed(error: OfftakeError) -> None:
            self._session.tell(error.message, "error", (Text("Try again"), again))

        job = self._session.jobs.start(Text("Reading {file}", file=path.name), work)
        job.finished.connect(done)
        job.failed.connect(failed)

    def _links(self) -> LinkedWorkbooks:
        from desktop.operations.linked_workbooks import LinkedWorkbooks

        return LinkedWorkbooks(self._session.dataset.workspace)

    def _remember(self, proposal: Proposal) -> None:
        """Read a workbook of this layout in the same way next time."""
        from desktop.operations.layout_memory import LayoutMemory

        try:
            LayoutMemory().keep(proposal)
        except OfftakeError as error:
            self._session.tell_error(error)
