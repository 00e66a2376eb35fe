"""How forms lay their fields out: what is long has the room for it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.storage.store import Store
from desktop.ui.dialogs.named_views import ViewsDialog
from desktop.ui.form.inspector import Inspector
from desktop.ui.form.long_text_editor import LongTextEditor
from desktop.ui.form.record_form import RecordForm
from desktop.ui.session import Session
from desktop.ui.views.outlook_card import _Sentence


@pytest.fixture
def form(session: Session, store: Store, qtbot: QtBot) -> RecordForm:
    inspector = Inspector(session)
    qtbot.addWidget(inspector)
    inspector.resize(320, 900)
    with qtbot.waitExposed(inspector):
        inspector.show()
    id = session.dataset.find("capacity", "CAP-1")
    assert id is not None
    session.select("capacity", id)
    assert inspector.form is not None
    return inspector.form


def test_long_text_has_its_label_above_and_the_whole_width(form: RecordForm) -> None:
    note, name = form.rows["note"], form.rows["name"]
    assert note.label.geometry().bottom() <= note.editor.geometry().top()
    assert note.editor.width() == form.width()
    assert name.editor.width() < form.width()


def test_labels_take_less_than_half_of_the_width(
    form: RecordForm,
) -> None:
    labels = [row.label.width() for row in form.rows.values()
              if not isinstance(row.editor, LongTextEditor)]  # fmt: skip
    assert max(labels) < form.width() / 2


def test_a_long_word_breaks_and_nothing_goes_beyond_the_edge(form: RecordForm) -> None:
    editor = form.rows["note"].editor
    assert isinstance(editor, LongTextEditor)
    editor.show_text("https://example.com/" + "a" * 400)
    assert not editor.horizontalScrollBar().isVisible()
    assert editor.horizontalScrollBar().maximum() == 0
    assert editor.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def test_a_sentence_that_is_a_link_breaks_into_lines_and_is_told_whole(qtbot: QtBot) -> None:
    said = "Losing Yunnan Chihong Zinc & Germanium adds 0.3 t short, from 2027-01"
    link = _Sentence(said)
    qtbot.addWidget(link)
    link.resize(160, 20)
    with qtbot.waitExposed(link):
        link.show()
    lines = link.text().replace("&&", "&").split("\n")
    assert len(lines) > 1 and " ".join(lines) == said
    assert link.sizeHint().height() > 2 * link.fontMetrics().height()


def test_a_list_without_views_says_what_to_do(qtbot: QtBot, form: RecordForm) -> None:
    empty, some = ViewsDialog([], form), ViewsDialog(["Mine"], form)
    assert empty.nothing.text().startswith("No view is saved yet.")
    assert not empty.nothing.isHidden() and some.nothing.isHidden()
    for dialog in (empty, some):
        qtbot.addWidget(dialog)
