"""Mapping questions: what a foreign workbook leaves open, each with the cells that make it so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.core.i18n import Text
from desktop.ui import theme
from desktop.ui.charts.choice_bar import ChoiceBox
from desktop.ui.dialogs.cell_texts import in_lines
from desktop.ui.flow_layout import FlowLayout
from desktop.ui.views.mapping_columns import short
from desktop.ui.wrapped_buttons import WrappedRadio

if TYPE_CHECKING:
    from desktop.exchange.foreign.questions import Question

#: Takes the key of a question and its answer.
Answer = Callable[[str, str], None]
_FEW = 4  # options that are all shown at once
_SHOWN, _LABEL = 60, 200  # letters of a cell, and of an answer


class QuestionCard(QFrame):
    """One question: its sentence, the cells it is about, and its answers to choose from."""

    def __init__(self, question: Question, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self._answer = answer
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.space(x) for x in (0.7, 0.5, 0.7, 0.5)))
        column.setSpacing(theme.space(0.3))
        column.addWidget(self._sentence())
        evidence = self._evidence()
        if evidence:
            shown = QLabel(evidence)
            shown.setTextFormat(Qt.TextFormat.PlainText)
            shown.setProperty("role", "muted")
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(shown)
        few = len(question.options) <= _FEW
        column.addLayout(self._buttons() if few else self._list())

    def _sentence(self) -> QLabel:
        open = self.question.open
        said = in_lines(str(self.question.text))
        label = QLabel(f"{Text('Open:')} {said}" if open else said)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("role", "warning" if open else "")
        return label

    def _evidence(self) -> str:
        cells = ", ".join(f"{e.cell}: “{short(e.shown, _SHOWN)}”" for e in self.question.evidence)
        more = self.question.cells - len(self.question.evidence)
        if more > 0:
            return str(Text.count(more, "{cells} and {n} more cell", "{cells} and {n} more cells",
                                  cells=cells))  # fmt: skip
        return cells

    def _buttons(self) -> FlowLayout:
        flow = FlowLayout(theme.space(0.8))
        group = QButtonGroup(self)
        for option in self.question.options:
            button = WrappedRadio(short(str(option.label), _LABEL))
            button.setObjectName(f"answer {self.question.key} {option.value}")
            button.setAccessibleName(f"{option.label}, {self.question.text}")
            button.setChecked(option.value == self.question.answer)
            button.clicked.connect(
                lambda _, value=option.value: self._answer(self.question.key, value)
            )
            group.addButton(button)
            flow.addWidget(button)
        if self.question.free:
            flow.addWidget(self._line())
        return flow

    def _line(self) -> QLineEdit:
        values = [option.value for option in self.question.options]
        line = QLineEdit()
        line.setObjectName(f"answer {self.question.key} text")
        line.setPlaceholderText(str(Text("Or type it")))
        line.setAccessibleName(str(self.question.text))
        line.setMaximumWidth(theme.space(14))
        if self.question.answer is not None and self.question.answer not in values:
            line.setText(self.question.answer)
        line.editingFinished.connect(lambda: self._typed(line.text()))
        return line

    def _typed(self, text: str) -> None:
        if text.strip() and text.strip() != (self.question.answer or ""):
            self._answer(self.question.key, text.strip())

    def _list(self) -> QHBoxLayout:
        box = ChoiceBox()
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setObjectName(f"answer {self.question.key}")
        box.setAccessibleName(str(self.question.text))
        box.setEditable(self.question.free)
        box.setMinimumContentsLength(16)
        box.addItem(str(Text("Choose…")), None)
        for option in self.question.options:
            box.addItem(short(str(option.label), _LABEL), option.value)
        place = box.findData(self.question.answer) if self.question.answer else 0
        box.setCurrentIndex(max(place, 0))
        if place < 0 and self.question.answer:
            box.setEditText(self.question.answer)
        box.activated.connect(lambda n: self._chosen(box.itemData(n)))
        line = box.lineEdit()
        if line is not None:
            line.editingFinished.connect(lambda: self._named(box))
        row = QHBoxLayout()
        row.addWidget(box, 3)
        row.addStretch(1)
        return row

    def _chosen(self, value: str | None) -> None:
        if value is not None and value != self.question.answer:
            self._answer(self.question.key, value)

    def _named(self, box: QComboBox) -> None:
        place = box.findText(box.currentText())
        if place > 0:
            self._chosen(box.itemData(place))
        elif place < 0:
            self._typed(box.currentText())


class QuestionList(QWidget):
    """The questions of a table, the open ones first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.space(0.4))
        self.cards: list[QuestionCard] = []

    def fill(self, questions: Sequence[Question], answer: Answer) -> None:
        """Show questions; `answer` takes key and option."""
        for card in self.cards:
            self._column.removeWidget(card)
            card.deleteLater()
        ordered = sorted(questions, key=lambda question: not question.open)
        self.cards = [QuestionCard(question, answer, self) for question in ordered]
        for card in self.cards:
            self._column.addWidget(card)
        self.setVisible(bool(self.cards))
