"""The guide is read in the help window: by its list, its links, back and forth, and as PDF."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import guide as guide_command
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop import __version__
from desktop.core import i18n
from desktop.core.progress import Progress
from desktop.operations.guide import CHAPTERS, chapter, chapters
from desktop.operations.view_help import view_key
from desktop.ui.dialogs.help_window import HelpWindow
from desktop.ui.guide.book import lay_out_book, lay_out_page
from desktop.ui.main_window import MainWindow
from desktop.ui.printing.pages import Pages
from desktop.ui.printing.printer import write_pages


@pytest.fixture
def help(window: MainWindow, qtbot: QtBot) -> HelpWindow:
    """Gives the help window at the beginning of the guide, with no workspace open."""
    window.actions_["guide"].trigger()
    found = window.help.window
    assert found is not None
    with qtbot.waitExposed(found):
        found.activateWindow()
    return found


def press(widget: HelpWindow, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or widget, key, modifier)


def words_of_page(pages: Pages, number: int) -> str:
    """Gives the text of the document that a page is painted from."""
    paint = pages.pages[number].paints[0]
    assert isinstance(paint, partial)
    document = paint.func.__self__  # type: ignore[attr-defined]
    return str(document.toPlainText())


def first_link(help: HelpWindow, words: str) -> QPoint:
    """Gives where a link stands in the page that is shown."""
    cursor = help.page.document().find(words)
    assert not cursor.isNull() and cursor.charFormat().isAnchor()
    cursor.setPosition(cursor.selectionStart() + 1)
    help.page.setTextCursor(cursor)
    help.page.ensureCursorVisible()
    return help.page.cursorRect().center()


def test_the_guide_begins_with_the_five_minutes_and_needs_no_workspace(help: HelpWindow) -> None:
    assert help.shown.key == "start" and help.shown.title == "Get started in five minutes"
    listed = [help.list.item(row).text() for row in range(help.list.count())]
    assert listed[: len(CHAPTERS)] == [page.title for page in chapters()]
    assert {"Formulas", "Glossary", "Keyboard shortcuts"} <= set(listed)


def test_a_link_leads_on_and_the_keys_lead_back_and_forth(help: HelpWindow) -> None:
    assert not help.back_button.isEnabled()
    place = first_link(help, "What a figure means")
    QTest.mouseClick(help.page.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert help.shown.key == "figures"
    press(help, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert help.shown.key == "start" and not help.back_button.isEnabled()
    press(help, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert help.shown.key == "figures" and not help.forward_button.isEnabled()


def test_back_leads_to_where_the_page_was_read(help: HelpWindow) -> None:
    help.page.verticalScrollBar().setValue(200)
    help.open_at("trouble")
    QTest.mouseClick(help.back_button, Qt.MouseButton.LeftButton)
    assert help.shown.key == "start" and help.page.verticalScrollBar().value() == 200


def test_links_can_be_followed_by_keyboard_alone(help: HelpWindow) -> None:
    help.page.setFocus()
    QTest.keyClick(help.page, Qt.Key.Key_Tab)
    QTest.keyClick(help.page, Qt.Key.Key_Return)
    assert help.shown.key == "figures"


def test_a_search_leaves_the_sections_with_the_words_and_marks_them(help: HelpWindow) -> None:
    QTest.keyClicks(help.search, "questionnaire")
    assert help.shown.key == "round-trip"
    said = help.page.toPlainText()
    assert "Send a questionnaire" in said and "While it is away" not in said
    marked = [selection.cursor.selectedText() for selection in help.page.extraSelections()]
    assert marked and {word.casefold() for word in marked} == {"questionnaire"}


def test_f1_in_a_view_opens_its_chapter_with_the_paragraph_of_the_view(
    open_window: MainWindow,
) -> None:
    for place, leads_to in (
        ("timeline", "timeline"), ("balance", "balance"), ("promises", "promises"),
        ("scenario", "scenarios"), ("risk", "balance"), ("overview", "start"),
        ("history", "trouble"),
    ):  # fmt: skip
        open_window.navigate(place)
        open_window.actions_["help"].trigger()
        help = open_window.help.window
        assert help is not None and help.shown.key == leads_to
        assert help.shown.has(view_key(place))
        at_top = help.page.verticalScrollBar().value() == 0
        assert at_top == (place not in ("risk", "overview", "history")), place


def test_f1_with_nothing_open_opens_the_guide_at_its_beginning(window: MainWindow) -> None:
    window.actions_["help"].trigger()
    help = window.help.window
    assert help is not None and help.shown.key == "start"
    assert help.page.verticalScrollBar().value() == 0


def test_what_is_new_is_a_page_of_the_help(window: MainWindow) -> None:
    window.actions_["changelog"].trigger()
    opened = window.help.window
    assert opened is not None and opened.shown.key == "changelog"
    assert __version__ in opened.page.toPlainText()


def test_pictures_are_shown_and_never_wider_than_there_is_room(help: HelpWindow) -> None:
    help.open_at("timeline")
    for width in (700, 1200):
        help.resize(width, 600)
        room = help.page.viewport().width()
        found = re.findall(r'<img src="picture:(\w+)"[^>]* width="(\d+)', help.page.toHtml())
        assert [name for name, _ in found] == ["timeline", "bars"]
        assert all(100 < int(wide) <= room for _, wide in found)
    assert help.page.horizontalScrollBar().maximum() == 0


def test_the_guide_follows_the_language_and_stays_at_the_chapter(
    help: HelpWindow, window: MainWindow
) -> None:
    help.open_at("promises")
    window.actions_["language_ko"].trigger()
    assert help.shown.key == "promises" and help.shown.title == "약속 물량"
    assert "순서가 중요한 이유" in help.page.toPlainText()


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_book_has_contents_with_the_pages_on_which_chapters_begin(
    language: str, qapp: QApplication, tmp_path: Path
) -> None:
    i18n.use(language)
    book = [chapter("figures"), chapter("promises")]
    pages = lay_out_book(book, Progress())
    path = tmp_path / "guide.pdf"
    assert write_pages(pages, path, Progress()) == len(pages) >= 4
    assert path.read_bytes().startswith(b"%PDF")
    front = words_of_page(pages, 0)
    assert book[0].title in front and book[1].title in front
    begins = next(n for n in range(len(pages)) if n and book[1].title in words_of_page(pages, n))
    assert re.search(rf"{re.escape(book[1].title)}\n{begins + 1}\n", front)


def test_a_page_is_laid_out_anew_for_another_paper(qapp: QApplication) -> None:
    pages = lay_out_page(chapter("trouble"))
    turned = pages.on(pages.paper.turned(), Progress())
    assert turned.paper.is_wide and turned.paper.width == pages.paper.height
    assert len(turned) >= len(pages) >= 2


def test_the_guide_is_saved_as_pdf_from_its_window(
    help: HelpWindow, window: MainWindow, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("desktop.ui.guide.contents.contents", lambda *_: [chapter("figures")])
    chooser = window.documents.chooser
    path = tmp_path / "guide.pdf"
    chooser.to_save = path  # type: ignore[attr-defined]
    QTest.mouseClick(help.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: path.exists(), timeout=20_000)
    assert chooser.proposed.name == "Offtake user guide.pdf"  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not window.session.jobs.running)


def test_the_command_writes_the_guide_in_a_language_or_says_why_not(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(guide_command, "contents", lambda *_: [chapter("figures")])
    path = tmp_path / "guide.pdf"
    assert guide_command.main(["--to", str(path), "--language", "ko"]) == 0
    assert path.read_bytes().startswith(b"%PDF") and i18n.locale().language == "ko"
    assert guide_command.main(["--to", str(tmp_path / "none" / "guide.pdf")]) == 1
    assert "could not be written" in capsys.readouterr().err


def test_the_page_can_be_coloured_anew_without_losing_the_place(
    help: HelpWindow, window: MainWindow
) -> None:
    help.open_at("trouble")
    help.page.verticalScrollBar().setValue(120)
    window.actions_["appearance_dark"].trigger()
    assert help.page.verticalScrollBar().value() == 120
    picture = QImage(help.page.viewport().grab().toImage())
    assert picture.pixelColor(2, 2).lightness() < 128
    window.actions_["appearance_light"].trigger()
    assert isinstance(help.page.textCursor(), QTextCursor)
