"""Import pages: what is shown between choosing workbooks and their import, one page at a time."""

from __future__ import annotations

import gc
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QTimer

from desktop.core.errors import OfftakeError
from desktop.core.garbage import let_go
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.clipboard import clipboard_data
from desktop.ui.session import Session
from desktop.ui.views.view import View
from desktop.ui.worker import Worker

if TYPE_CHECKING:
    from desktop.exchange.foreign.mapping import Mapping as Layout
    from desktop.exchange.foreign.proposal import Proposal
    from desktop.exchange.review_index import ReviewIndex
    from desktop.storage.store import Store
    from desktop.ui.documents import Documents
    from desktop.ui.views.import_review import ImportReviewView


_MANY = 20_000  # rows
#: Milliseconds after which a page that was closed is gone for sure.
_GONE = 1000


@dataclass
class Reading:
    """Workbooks on their way to one review: how those of other makes are read, and which ask.

    `index` is the review, None while one of them still asks.
    """

    paths: list[Path]
    proposals: dict[Path, Proposal] = field(default_factory=dict)
    waiting: list[Path] = field(default_factory=list)
    index: ReviewIndex | None = None

    @property
    def is_copied(self) -> bool:
        """Whether it is a copied block of cells, not a file."""
        return not any(path.suffix for path in self.paths)


def read_for_import(
    store: Store,
    paths: Sequence[Path],
    progress: Progress,
    mappings: Mapping[Path, Layout] | None = None,
) -> Reading:
    """Read workbooks, and compare them if none of them asks how it is read.

    One alone in a layout of its own is always shown first; of several, those that leave a question
    open. `mappings` says how some were read before. Raises `OfftakeError`.
    """
    from desktop.operations.import_foreign import is_clear, is_foreign, propose
    from desktop.operations.layout_memory import LayoutMemory

    _load_pages()
    found, memory = Reading(list(dict.fromkeys(paths))), LayoutMemory()
    for path in found.paths:
        if is_foreign(store, path, progress):
            mapping = (mappings or {}).get(path)
            proposal = propose(store, path, memory=memory, mapping=mapping, progress=progress)
            found.proposals[path] = proposal
            if len(found.paths) == 1 or not is_clear(proposal):
                found.waiting.append(path)
    if not found.waiting:
        compare(store, found, progress)
    return found


def _load_pages() -> None:
    """Load what shows and remembers the reading, so that the window need not wait for it then."""
    for name in ("ui.views.import_review", "ui.views.mapping", "operations.linked_workbooks"):
        importlib.import_module(f"desktop.{name}")


def compare(store: Store, reading: Reading, progress: Progress) -> Reading:
    """Compare all workbooks with the workspace, in one review."""
    from desktop.exchange.review_index import ReviewIndex
    from desktop.operations.import_several import review_several

    replies = [reading.proposals.get(path, path) for path in reading.paths]
    index = reading.index = ReviewIndex(review_several(store, replies, progress), progress)
    if index.counts["all"] > _MANY:
        # Walking so many rows in search of garbage, of which they hold none, would stop the window.
        gc.freeze()
    return reading


class ImportPages(QObject):
    """Shows how workbooks of strange layouts are read, then what all of them would change."""

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
        self._beside = Worker()
        documents.workbooks_read.connect(self.go_on)

    def go_on(self, reading: Reading) -> None:
        """Show the next page: of a workbook that asks, else the review of all."""
        if reading.waiting:
            self._show_mapping(reading)
        else:
            self._show_review(reading)

    def _show_mapping(self, reading: Reading) -> None:
        """Show how a workbook is read; when that is agreed, go on with the next."""
        from desktop.ui.views.mapping import MappingView

        path, *others = reading.waiting

        def agree(store: Store, _: Proposal, progress: Progress) -> Reading:
            return reading if others else compare(store, reading, progress)

        def agreed(*_: object) -> None:
            self._drop(page)
            reading.waiting = others
            self.go_on(reading)

        page = MappingView(self._session, path, reading.proposals[path], agree, len(others))
        page.done.connect(lambda: self._drop(page))
        page.compared.connect(agreed)
        self._show(page)

    def _show_review(self, reading: Reading) -> None:
        """Show what workbooks would change."""
        from desktop.ui.views.import_review import ImportReviewView

        assert reading.index is not None
        page = ImportReviewView(self._session, reading.paths, reading.index)
        page.done.connect(lambda: self._close(page, reading))
        page.again.connect(lambda: self._read_again(reading))
        page.copy_asked.connect(self._documents.save_problem_copy)
        page.imported.connect(lambda: self._remember(reading))
        self._show(page)

    def _close(self, page: ImportReviewView, reading: Reading) -> None:
        """Take a review away; its rows go a piece at a time, as all at once would be noticed."""
        items, reading.index = list(page.review.items), None
        self._drop(page)
        page.model.let_go()
        QTimer.singleShot(_GONE, self, lambda: self._beside.start(lambda: let_go(items)))

    def _read_again(self, reading: Reading) -> None:
        """Compare anew with what holds now; how each workbook is read was agreed before."""
        if len(reading.paths) == 1 and reading.proposals:
            reading.waiting, reading.index = list(reading.paths), None
            self.go_on(reading)
            return
        mappings = {path: one.mapping for path, one in reading.proposals.items()}
        self._documents.import_paths(reading.paths, mappings)

    def _remember(self, reading: Reading) -> None:
        """Read workbooks of these layouts in the same way next time, and link the files."""
        from desktop.operations.layout_memory import LayoutMemory
        from desktop.operations.linked_workbooks import LinkedWorkbooks

        assert reading.index is not None
        dataset, several = self._session.store.dataset, len(reading.paths) > 1
        try:
            for proposal in reading.proposals.values():
                LayoutMemory().keep(proposal)
            links = LinkedWorkbooks(dataset.workspace)
            items = reading.index.review.items
            for path in () if reading.is_copied else reading.paths:
                links.keep_read(path, dataset, items, reading.proposals.get(path), several)
        except OfftakeError as error:
            self._session.tell_error(error)

    # Copied cells

    def paste(self) -> None:
        """Read a block of cells that was copied elsewhere, with its headers, as a workbook."""
        self.take_cells(clipboard_data())

    def take_cells(self, data: QMimeData) -> None:
        """Read copied or dragged cells as a workbook is read."""
        text, markup = data.text(), data.html()
        store = self._session.store
        name = str(Text("Copied cells"))

        def work(progress: Progress) -> Reading:
            from desktop.exchange.copied_block import read_block
            from desktop.operations.import_foreign import propose_book
            from desktop.operations.layout_memory import LayoutMemory

            book = read_block(text, markup, name)
            proposal = propose_book(store, book, memory=LayoutMemory(), progress=progress)
            return Reading([book.path], {book.path: proposal}, [book.path])

        job = self._session.jobs.start(Text("Reading copied cells"), work)
        job.finished.connect(self.go_on)
        job.failed.connect(self._session.tell_error)


def has_cells(data: QMimeData) -> bool:
    """Tell whether something dragged or copied may be a block of cells."""
    return not data.hasUrls() and ("\t" in data.text() or "<table" in data.html().casefold())
