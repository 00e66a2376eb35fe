"""Review words: how a review speaks of what it compares, a workbook or a copy of the workspace."""

from __future__ import annotations

from pathlib import Path

from desktop.core.i18n import Text
from desktop.exchange.review import Review


class WorkbookWords:
    """The words for workbooks that are imported."""

    title = Text("Import workbook")
    hint = Text("A tick takes what the workbook says; a clear box leaves everything as it is. "
                "Space ticks the row, the arrow keys open and close it, F7 goes to the next "
                "conflict.")  # fmt: skip
    changes = Text("Changes in the workbook")
    sent = Text("Sent")
    theirs = Text("In the workbook")
    take_all = Text("Take the workbook’s in all conflicts")
    taken = Text("takes the workbook’s")
    removed = Text("deleted here, changed in the workbook; tick to bring it back")
    same = Text("The workbook says the same as the workspace.")
    undo = Text("Undo takes the whole import back.")

    def take(self, n: int) -> Text:
        """What the button says that takes over `n` records."""
        return Text.count(n, "Import {n} record", "Import {n} records")

    def taking(self, paths: list[Path]) -> Text:
        """What the job is called that takes them over."""
        return Text.count(len(paths), "Importing {file}", "Importing {n} workbooks",
                          file=paths[0].name)  # fmt: skip

    def done(self, n: int, paths: list[Path]) -> Text:
        """What is told when `n` records were taken over."""
        if len(paths) > 1:
            return Text.count(n, "{n} record imported from {files} workbooks. Undo takes it back.",
                              "{n} records imported from {files} workbooks. Undo takes them back.",
                              files=len(paths))  # fmt: skip
        return Text.count(n, "{n} record imported from “{file}”. Undo takes it back.",
                          "{n} records imported from “{file}”. Undo takes them back.",
                          file=paths[0].name)  # fmt: skip


class CopyWords(WorkbookWords):
    """The words for a conflicted copy that is merged."""

    title = Text("Merge copy")
    hint = Text("A tick takes what the copy says; a clear box leaves everything as it is. "
                "Space ticks the row, the arrow keys open and close it, F7 goes to the next "
                "conflict.")  # fmt: skip
    changes = Text("Changes in the copy")
    sent = Text("In both before")
    theirs = Text("In the copy")
    take_all = Text("Take the copy’s in all conflicts")
    taken = Text("takes the copy’s")
    removed = Text("deleted here, changed in the copy; tick to bring it back")
    same = Text("The copy says the same as the workspace.")
    undo = Text("Undo takes the whole merge back.")

    def take(self, n: int) -> Text:
        """What the button says that takes over `n` records."""
        return Text.count(n, "Merge {n} record", "Merge {n} records")

    def taking(self, paths: list[Path]) -> Text:
        """What the job is called that takes them over."""
        return Text("Merging {file}", file=paths[0].name)

    def done(self, n: int, paths: list[Path]) -> Text:
        """What is told when `n` records were taken over."""
        return Text.count(n, "{n} record merged from “{file}”. Undo takes it back.",
                          "{n} records merged from “{file}”. Undo takes them back.",
                          file=paths[0].name)  # fmt: skip


_WORKBOOK, _COPY = WorkbookWords(), CopyWords()


def words_of(review: Review) -> WorkbookWords:
    """Give the words for what a review compares."""
    return _COPY if review.is_copy else _WORKBOOK
