"""Import pages: what is shown between choosing a workbook and its import, one page at a time."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from desktop.core.errors import OfftakeError
from desktop.core.progress import Progress
from desktop.ui.session import Session
from desktop.ui.views.view import View

if TYPE_CHECKING:
    from desktop.exchange.foreign.proposal import Proposal
    from desktop.storage.store import Store
    from desktop.ui.documents import Documents


_MANY = 20_000  # rows


def read_for_import(store: Store, paths: Sequence[Path], progress: Progress) -> Any:
    """Give the ReviewIndex of workbooks; path and Proposal of one with a layout of its own.

    Raises `OfftakeError`.
    """
    from desktop.exchange.review_index import ReviewIndex
    from desktop.operations.import_foreign import is_foreign, propose
    from desktop.operations.import_several import review_several
    from desktop.operations.layout_memory import LayoutMemory

    if len(paths) == 1 and is_foreign(store, paths[0], progress):
        return paths[0], propose(store, paths[0], memory=LayoutMemory(), progress=progress)
    index = ReviewIndex(review_several(store, paths, progress), progress)
    if index.counts["all"] > _MANY:
        # Walking so many rows in search of garbage, of which they hold none, would stop the window.
        gc.freeze()
    return index


class ImportPages(QObject):
    """Shows how a workbook of a strange layout is read, then what workbooks would change."""

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
        documents.review_ready.connect(self.show_review)
        documents.mapping_ready.connect(self.show_mapping)

    def show_review(self, paths: list[Path], index: Any, proposal: Proposal | None = None) -> None:
        """Show what workbooks would change; `proposal` says how a foreign one was read."""
        from desktop.ui.views.import_review import ImportReviewView

        def again() -> None:
            if proposal is None:
                self._documents.import_paths(paths)
            else:
                self.show_mapping(paths[0], proposal)

        page = ImportReviewView(self._session, paths, index)
        page.done.connect(lambda: self._drop(page))
        page.again.connect(lambda: again())
        page.copy_asked.connect(self._documents.save_problem_copy)
        if proposal is not None:
            page.imported.connect(lambda: self._remember(proposal))
        self._show(page)

    def show_mapping(self, path: Path, proposal: Proposal) -> None:
        """Show how a foreign workbook is read, and compare it when that is agreed."""
        from desktop.ui.views.mapping import MappingView

        page = MappingView(self._session, path, proposal)

        def compare(index: Any, agreed: Proposal) -> None:
            self._drop(page)
            self.show_review([path], index, agreed)

        page.done.connect(lambda: self._drop(page))
        page.compared.connect(compare)
        self._show(page)

    def _remember(self, proposal: Proposal) -> None:
        """Read a workbook of this layout in the same way next time."""
        from desktop.operations.layout_memory import LayoutMemory

        try:
            LayoutMemory().keep(proposal)
        except OfftakeError as error:
            self._session.tell_error(error)
