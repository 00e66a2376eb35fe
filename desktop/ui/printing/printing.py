"""Printing: prints, previews and saves as PDF what the window shows, and writes briefings.

Pages are laid out and written by a Job, so a table of any length keeps nobody waiting.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.ui.jobs import Job

if TYPE_CHECKING:
    from desktop.core.report import Report
    from desktop.operations.briefing import Choice
    from desktop.ui.main_window import MainWindow
    from desktop.ui.printing.pages import Pages

_FOLDER = "reports"

MakePages = Callable[[Progress], "Pages"]


class Printing(QObject):
    """What the File menu does with paper."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        for id, do in {
            "print": self.print_view, "print_preview": self.preview_view,
            "save_pdf": self.save_view, "briefing": self.ask_briefing,
        }.items():  # fmt: skip
            window.actions_.on(id, do)

    # The current view

    def report(self) -> Report | None:
        """Give what is shown now; where there is nothing to print, that is told."""
        from desktop.ui.printing.view_reports import report_of

        found = report_of(self._window.stack.view)
        if found is None:
            self._session.tell(
                Text("There is nothing to print here yet; go to a view that shows records or "
                     "figures")
            )  # fmt: skip
        return found

    def print_view(self) -> None:
        """Ask for a printer and print the current view."""
        report = self.report()
        if report is not None:
            self._lay_out(report, self.ask_printer)

    def preview_view(self) -> None:
        """Show the pages of the current view."""
        report = self.report()
        if report is not None:
            self.print_report(report)

    def save_view(self) -> None:
        """Ask for a name and save the current view as PDF."""
        report = self.report()
        if report is not None:
            self.ask_pdf(report)

    def print_report(self, report: Report) -> None:
        """Show the pages of any report, from where they can be printed or saved."""
        self._lay_out(report, self.preview)

    def print_pages(self, make: MakePages, over: QWidget) -> None:
        """Show pages that something else than a report gives, over the window that asks."""
        self._start(Text("Laying out the pages"), make, lambda made: self.preview(made, over))

    # Pages

    def _lay_out(self, report: Report, done: Callable[[Pages], object]) -> None:
        from desktop.ui.printing.pages import lay_out

        label = Text("Laying out the pages")
        self._start(label, lambda progress: lay_out(report, None, progress), done)

    def preview(self, pages: Pages, over: QWidget | None = None) -> None:
        """Show pages as they will be printed."""
        from desktop.ui.printing.preview import Preview

        dialog = Preview(pages, over or self._window)
        dialog.print_asked.connect(lambda: self.ask_printer(pages))
        dialog.pdf_asked.connect(lambda: self.ask_pages(lambda _: pages, pages.report.title, over))
        dialog.open()

    def ask_printer(self, pages: Pages) -> None:
        """Ask which printer takes which pages, and print them."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(pages.report.title)
        printer.setPageLayout(pages.paper.layout())
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self._window)
        dialog.setMinMax(1, len(pages))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.accepted.connect(lambda: self._print(pages, printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setModal(True)
        dialog.show()

    def _print(self, pages: Pages, printer: Any) -> None:
        """Print; where the printer has another paper than A4, the pages are laid out for that."""
        from desktop.ui.printing.paper import Paper
        from desktop.ui.printing.printer import paint

        paper = Paper.of(printer.pageLayout())
        first, last = printer.fromPage() or 1, printer.toPage() or 0

        def work(progress: Progress) -> int:
            same = (
                abs(paper.width - pages.paper.width) < 40 and paper.is_wide == pages.paper.is_wide
            )
            made = pages if same else pages.on(paper, progress)
            wanted = range(first - 1, min(last or len(made), len(made)))
            paint(made, printer, wanted, progress)
            return len(wanted)

        self._start(Text("Printing"), work, lambda n: self._session.tell(
            Text.count(n, "{n} page was sent to the printer", "{n} pages were sent to the printer")
        ))  # fmt: skip

    def ask_pdf(self, report: Report) -> None:
        """Ask for a name and save a report as PDF."""
        self._ask_file(report.title, ".pdf", lambda path: self.save_pdf(report, path))

    def save_pdf(self, report: Report, path: Path) -> Job:
        """Save a report as PDF."""
        from desktop.ui.printing.printer import write_pdf

        return self._write(path, lambda progress: write_pdf(report, path, progress))

    def ask_pages(self, make: MakePages, title: str, over: QWidget | None = None) -> None:
        """Ask for a name and save pages as PDF."""

        def save(path: Path) -> None:
            from desktop.ui.printing.printer import write_pages

            self._write(path, lambda progress: write_pages(make(progress), path, progress))

        self._ask_file(title, ".pdf", save, over)

    # Briefings

    def ask_briefing(self) -> None:
        """Ask what a briefing is to be about, and in which form it is wanted."""
        from desktop.ui.printing.briefing_dialog import BriefingDialog

        dialog = BriefingDialog(self._session, self._window.stack.view, self._window)
        dialog.chosen.connect(self._make_briefing)
        dialog.open()

    def _make_briefing(self, choice: Choice, form: str) -> None:
        """Make a briefing: as `pdf`, as `xlsx`, or to be looked at (`preview`)."""
        if form == "preview":
            from desktop.ui.printing.pages import lay_out

            make = self._maker(choice)
            self._start(Text("Briefing"), lambda p: lay_out(make(p), None, p), self.preview)
            return
        name = f"{Text('Briefing')} {choice.material} {choice.scenario or ''}".strip()
        self._ask_file(name, f".{form}", lambda path: self.save_briefing(choice, path))

    def _maker(self, choice: Choice) -> Callable[[Progress], Report]:
        dataset, path = self._session.dataset, self._session.path
        name = "" if path is None else path.stem

        def make(progress: Progress) -> Report:
            from desktop.operations.briefing import briefing

            return briefing(dataset, choice, name, progress)

        return make

    def save_briefing(self, choice: Choice, path: Path) -> Job:
        """Write a briefing as PDF or workbook, as the name of the file says."""
        make = self._maker(choice)

        def work(progress: Progress) -> object:
            report = make(progress)
            if path.suffix.casefold() == ".xlsx":
                from desktop.operations.briefing import write_workbook

                write_workbook(report, path, progress)
                return path
            from desktop.ui.printing.printer import write_pdf

            return write_pdf(report, path, progress)

        return self._write(path, work)

    # Files and jobs

    def _ask_file(
        self, name: str, suffix: str, chosen: Callable[[Path], object],
        over: QWidget | None = None,
    ) -> None:  # fmt: skip
        state, documents = self._window.state, self._window.documents
        clean = "".join(" " if sign in '<>:"/\\\\|?*' else sign for sign in name).strip()
        kind = Text("PDF document (*.pdf)") if suffix == ".pdf" else Text("Excel workbook (*.xlsx)")

        def take(path: Path) -> None:
            state.keep_folder(_FOLDER, path.parent)
            chosen(path if path.suffix.casefold() == suffix else path.with_name(path.name + suffix))

        title = str(Text("Save as PDF") if suffix == ".pdf" else Text("Save as workbook"))
        proposed = state.folder(_FOLDER) / f"{clean}{suffix}"
        documents.chooser.save(over or self._window, title, [str(kind)], proposed, take)

    def _write(self, path: Path, work: Callable[[Progress], object]) -> Job:
        def done(_: object) -> None:
            url = QUrl.fromLocalFile(str(path))
            show = (Text("Open"), lambda: QDesktopServices.openUrl(url))
            self._session.tell(Text("“{file}” was written", file=path.name), action=show)

        return self._start(Text("Writing {file}", file=path.name), work, done)

    def _start(
        self, label: Text, work: Callable[[Progress], Any], done: Callable[[Any], object]
    ) -> Job:
        job = self._session.jobs.start(label, work)
        job.finished.connect(done)
        job.failed.connect(self._session.tell_error)
        job.cancelled.connect(lambda: self._session.tell(Text("Stopped. Nothing was written.")))
        return job
