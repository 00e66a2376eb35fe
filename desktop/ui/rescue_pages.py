"""Rescue pages: the ways back to a file that was damaged, replaced, or edited in two places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.session import Session
from desktop.ui.views.view import View

if TYPE_CHECKING:
    from desktop.exchange.review_index import ReviewIndex
    from desktop.operations.backups import Backup, Salvaged
    from desktop.operations.conflicted_copies import ConflictedCopy
    from desktop.ui.documents import Documents


class RescuePages(QObject):
    """Shows what is left of a damaged file, and restores backups."""

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
        self._page: View | None = None
        documents.damaged.connect(self.show_damage)
        documents.surroundings.merge_asked.connect(self.merge)
        session.workspace_changed.connect(self._forget)

    def _forget(self) -> None:
        # The window has taken all pages away.
        self._page = None

    def show_damage(self, path: Path, error: OfftakeError) -> None:
        """Show the page of a damaged file, in place of another such page."""
        from desktop.ui.views.damage import DamageView

        self._leave()
        page = DamageView(self._session, path, error)
        page.restore_asked.connect(lambda backup: self.restore(path, backup))
        page.backups_asked.connect(lambda: self.choose(path))
        page.salvage_asked.connect(lambda: self.salvage(path))
        page.open_asked.connect(self._documents.open)
        page.done.connect(self._leave)
        self._page = page
        self._show(page)

    def _leave(self) -> None:
        page, self._page = self._page, None
        if page is not None:
            self._drop(page)

    def choose_for_open(self) -> None:
        """Offer the backups of the open workspace."""
        if self._session.path is not None:
            self.choose(self._session.path)

    def choose(self, path: Path) -> None:
        """Offer the backups of a file."""
        from desktop.ui.dialogs.restore_dialog import RestoreDialog

        if self._is_refused(path):
            return
        window = self._documents.parent()
        dialog = RestoreDialog(self._session, path, window if isinstance(window, QWidget) else None)
        dialog.chosen.connect(lambda backup: self.restore(path, backup))
        dialog.open()

    def _is_refused(self, path: Path) -> bool:
        session = self._session
        refused = session.path == path and session.store.read_only
        if refused:
            session.tell(
                Text("“{file}” is open read-only; a backup can be restored only where the file can "
                     "be edited", file=path.name), "warning",
            )  # fmt: skip
        return refused

    def restore(self, path: Path, backup: Backup) -> None:
        """Put a backup in the place of a file and open it; the former file is kept beside."""
        if self._is_refused(path):
            return
        if self._session.path == path:
            self._session.attach(None)

        def work(_: Progress) -> Path | None:
            from desktop.operations.backups import restore

            return restore(backup.path, path)

        def tell(kept: Path | None) -> None:
            if kept is None:
                self._session.tell(Text("Revision {n} is restored", n=backup.revision))
            else:
                self._session.tell(
                    Text("Revision {n} is restored; the former file is kept as “{kept}”",
                         n=backup.revision, kept=kept.name)
                )  # fmt: skip

        def failed(error: OfftakeError) -> None:
            if path.exists():
                self._documents.open_path(path, lambda: self._session.tell_error(error))
            else:
                self._session.tell_error(error)

        job = self._session.jobs.start(Text("Restoring {file}", file=path.name), work)
        job.finished.connect(lambda kept: self._documents.open_path(path, lambda: tell(kept)))
        job.failed.connect(failed)
        job.cancelled.connect(lambda: self._documents.open_path(path))

    def salvage(self, path: Path) -> None:
        """Ask where, write there what can be read of a damaged file, and open that."""
        self._documents.ask_place(
            Text("Salvage into a new file"), f"{path.stem} {Text('salvaged')}",
            lambda to: self._salvage(path, to),
        )  # fmt: skip

    def _salvage(self, path: Path, to: Path) -> None:
        def work(progress: Progress) -> Salvaged:
            from desktop.operations.backups import salvage

            if to == path:
                raise OfftakeError(
                    Text("“{file}” is the damaged file itself; choose another name", file=to.name)
                )
            # The system's dialog has asked already whether the file there may be replaced.
            to.unlink(missing_ok=True)
            return salvage(path, to, progress=progress)

        def tell(done: Salvaged) -> None:
            lost = sum(len(ids) for ids in done.lost.values())
            count = sum(done.records.values())
            said = Text.count(count, "{n} record was read", "{n} records were read")
            if lost:
                said = Text("{read}; {lost} could not be kept: what they need is lost",
                            read=said, lost=lost)  # fmt: skip
            self._session.tell(said, "warning" if lost else "info")

        job = self._session.jobs.start(Text("Salvaging {file}", file=path.name), work)
        job.finished.connect(lambda done: self._documents.open_path(to, lambda: tell(done)))
        job.failed.connect(self._session.tell_error)

    def merge(self, copy: ConflictedCopy) -> None:
        """Compare a conflicted copy with the open workspace, and review what it has besides."""
        store = self._session.store

        def work(progress: Progress) -> ReviewIndex:
            from desktop.exchange.review_index import ReviewIndex
            from desktop.operations.conflicted_copies import review_copy

            return ReviewIndex(review_copy(store, copy.path, progress), progress)

        def show(index: ReviewIndex) -> None:
            from desktop.ui.views.import_review import ImportReviewView

            page = ImportReviewView(self._session, [copy.path], index)
            page.done.connect(lambda: self._drop(page))
            page.again.connect(lambda: self.merge(copy))
            page.imported.connect(lambda: self._documents.surroundings.keep_merged(copy))
            self._show(page)

        job = self._session.jobs.start(Text("Comparing {file}", file=copy.path.name), work)
        job.finished.connect(show)
        job.failed.connect(self._session.tell_error)
