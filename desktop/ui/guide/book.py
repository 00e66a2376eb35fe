"""Book: the guide on paper, with a list of contents and page numbers.

Qt's documents lay the text out in twips, as everything on paper here; where they would part what
belongs together, a page is begun earlier.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QRectF, QSizeF, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QImage,
    QPainter,
    QPalette,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from desktop.core.i18n import Text
from desktop.core.progress import Progress
from desktop.core.report import Report, today
from desktop.operations.guide import picture_file
from desktop.operations.help_page import Page
from desktop.ui.guide.rich_text import SCHEME, Look, page_html, safe
from desktop.ui.printing import pages as printed
from desktop.ui.printing.pages import Pages
from desktop.ui.printing.paper import FAINT, INK, LINK, MUTED, TWIPS, Paper, Style, Styles

_SOFT = "#e9eff3"
#: Twips of paper for a dot of the window in a picture: a window of 1,280 dots fills the page.
_DOT = 8.0
_PICTURE = "\ufffc"  # what stands for a picture in the text of a document
_TURNS = 3  # the second has the numbers; a third is needed where one of them moved a line
_LINES_AFTER = 3.5  # lines that must have room under a heading


def title() -> str:
    """Give the name of the guide."""
    return str(Text("Offtake user guide"))


def lay_out_page(page: Page, paper: Paper | None = None) -> Pages:
    """Lay one page of the help out, on A4 unless another paper is given."""
    sheet = paper or Paper.a4()
    document = _Document(sheet, page_html(page, _look(sheet, {})), {})

    def again(other: Paper, progress: Progress) -> Pages:
        return lay_out_page(page, other)

    return _pages(page.title, [document], sheet, again)


def lay_out_book(book: Sequence[Page], progress: Progress, paper: Paper | None = None) -> Pages:
    """Lay the guide out: its title, the contents with page numbers, and a page for each chapter.

    Each chapter is a document of its own. The numbers change no line of the contents, and those in
    references hardly ever one of a chapter, so what is laid out again with them stays in place.
    """
    sheet = paper or Paper.a4()
    numbers: Mapping[str, int] = {}
    pictures: dict[str, QImage] = {}
    for _ in range(_TURNS):
        look = _look(sheet, numbers)
        documents = [_Document(sheet, _front(book, look, numbers), pictures)]
        for done, page in enumerate(book):
            progress.step(done, len(book), Text("Laying out the pages"))
            documents.append(_Document(sheet, page_html(page, look), pictures))
        found = _numbered(documents)
        if found == numbers:
            break
        numbers = found

    def again(other: Paper, progress: Progress) -> Pages:
        return lay_out_book(book, progress, other)

    return _pages(title(), documents, sheet, again)


def _numbered(documents: Sequence[_Document]) -> Mapping[str, int]:
    """Give the number of the page, from 1, on which each anchor stands."""
    found: dict[str, int] = {}
    before = 0
    for document in documents:
        for name, page in document.anchors():
            found.setdefault(name, before + page + 1)
        before += document.pageCount()
    return found


def _pages(name: str, documents: Sequence[_Document], paper: Paper, again: Any) -> Pages:
    made = [
        printed.Page([partial(document.paint, number)])
        for document in documents
        for number in range(document.pageCount())
    ]
    return Pages(Report(name, (), (), today()), paper, Styles(), made, again)


def _look(paper: Paper, numbers: Mapping[str, int]) -> Look:
    def refer(key: str) -> str:
        return f" ({Text('page {n}', n=numbers[key])})" if key in numbers else ""

    line = Styles().body.line
    return Look(INK.name(), MUTED.name(), FAINT.name(), _SOFT, LINK.name(), line,
                paper.room.width(), _DOT, refer)  # fmt: skip


def _front(book: Sequence[Page], look: Look, numbers: Mapping[str, int]) -> str:
    style = f"font-size:{look.px(2)}px; margin-bottom:{look.px(1.5)}px"
    return f'<h1 style="{style}">{safe(title())}</h1>{_contents(book, look, numbers)}'


def _contents(book: Sequence[Page], look: Look, numbers: Mapping[str, int]) -> str:
    rows, size = [], look.px(0.58)
    for page in book:
        rows.append(_entry(page.title, numbers.get(page.key, 1), size, look.px(0.3), True))
        for group in page.groups:
            if group.title and group.blocks:
                rows.append(_entry(group.title, numbers.get(group.key, 1), size, 0, False))
    heading = f'<h3 style="font-size:{look.px(1.15)}px">{safe(str(Text("Contents")))}</h3>'
    return f'{heading}<table width="100%" cellpadding="0" border="0">{"".join(rows)}</table>'


def _entry(words: str, number: int, size: int, above: int, is_chapter: bool) -> str:
    style = f"margin-top:{above}px; margin-bottom:0px; font-size:{size}px"
    inner = f"<b>{safe(words)}</b>" if is_chapter else f"&nbsp;&nbsp;&nbsp;&nbsp;{safe(words)}"
    left = f'<td width="90%"><p style="{style}">{inner}</p></td>'
    return f'<tr>{left}<td align="right"><p align="right" style="{style}">{number}</p></td></tr>'


class _Document(QTextDocument):
    """Rich text in pages of a paper; `pictures` are those that have been read before."""

    def __init__(self, paper: Paper, html: str, pictures: dict[str, QImage]) -> None:
        super().__init__()
        self._pictures = pictures
        body = Style(9.5)
        self._room = paper.room
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setDefaultFont(body.font)
        self.setUseDesignMetrics(True)
        self.setIndentWidth(1.6 * body.line)
        self.setHtml(html)
        self.setPageSize(self._room.size())
        self._keep_together(body.line)

    def loadResource(self, type: int, name: QUrl | str) -> Any:
        """Give a picture as it is; the device makes it as small as it is shown."""
        url = QUrl(name)
        if type == QTextDocument.ResourceType.ImageResource.value and url.scheme() == SCHEME:
            if url.path() not in self._pictures:
                self._pictures[url.path()] = QImage(str(picture_file(url.path())))
            return self._pictures[url.path()]
        return super().loadResource(type, url)

    def anchors(self) -> Iterator[tuple[str, int]]:
        """Give each anchor and the number of the page, from 0, on which it stands."""
        for block in self._blocks():
            parts = block.begin()
            while not parts.atEnd():
                for name in parts.fragment().charFormat().anchorNames():
                    yield name, self._page_of(self._box(block).top())
                parts += 1

    def paint(self, number: int, painter: QPainter) -> None:
        """Paint a page, from 0."""
        room, context = self._room, QAbstractTextDocumentLayout.PaintContext()
        top = number * room.height()
        context.clip = QRectF(0, top, room.width(), room.height())
        context.palette.setColor(QPalette.ColorRole.Text, INK)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(room.left(), room.top() - top)
        painter.setClipRect(context.clip)
        self.documentLayout().draw(painter, context)
        painter.restore()

    def _box(self, block: QTextBlock) -> QRectF:
        return self.documentLayout().blockBoundingRect(block)

    def _page_of(self, y: float) -> int:
        return int((y + TWIPS / 4) // self._room.height())

    def _keep_together(self, line: float) -> None:
        """Begin a page earlier where a heading or a picture is parted from what belongs to it."""
        block = self.begin()
        while block.isValid():
            if self._is_parted(block, line) and block.position():
                self._break_before(block)
                # Laid out as a whole: what is laid out in part loses the lines that follow.
                self.setPageSize(QSizeF(self._room.width(), self._room.height() + 1))
                self.setPageSize(self._room.size())
            block = block.next()

    def _is_parted(self, block: QTextBlock, line: float) -> bool:
        last = self._box(block).bottom()
        if block.blockFormat().headingLevel():
            last += _LINES_AFTER * line
        elif _PICTURE in block.text() and block.next().isValid():
            last = self._box(block.next()).bottom()
        else:
            return False
        return self._page_of(self._box(block).top()) != self._page_of(last - TWIPS)

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.begin()
        while block.isValid():
            yield block
            block = block.next()

    @staticmethod
    def _break_before(block: QTextBlock) -> None:
        cursor = QTextCursor(block)
        style = block.blockFormat()
        style.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        cursor.setBlockFormat(style)
