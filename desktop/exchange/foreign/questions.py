"""Questions: what a workbook leaves open, asked once each, with the cells that make it so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop.core.errors import OfftakeError
from desktop.core.fields import folded
from desktop.core.i18n import Text

_SHOWN = 8  # cells that a question shows as evidence


@dataclass(frozen=True)
class Option:
    """One answer: the word that is given, and what a person reads."""

    value: str
    label: Text | str


@dataclass(frozen=True)
class Evidence:
    """A cell that a question is about: its address and what stands there."""

    cell: str
    shown: str


@dataclass
class Question:
    """One open point. `key` is `table:name`; `answer` is None as long as it is open.

    With `free` any text that the field reads is an answer, beside the options. `proposed` is what
    an earlier mapping answered, shown but not taken.
    """

    key: str
    text: Text
    options: Sequence[Option]
    evidence: list[Evidence] = field(default_factory=list)
    free: bool = False
    answer: str | None = None
    table: str = ""
    column: int | None = None
    field: str = ""
    cells: int = 0
    proposed: str | None = None

    @property
    def name(self) -> str:
        """The key without the table."""
        return self.key[len(self.table) + 1 :] if self.table else self.key

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answer is None

    def option(self, given: str) -> str:
        """Give the option that an answer means. Raises `OfftakeError` when it is none."""
        for option in self.options:
            if given == option.value:
                return option.value
        wanted = folded(given)
        for option in self.options:
            if wanted in (folded(option.value), folded(str(option.label))):
                return option.value
        if self.free and given.strip():
            return given.strip()
        raise OfftakeError(
            Text("“{answer}” is not an answer to “{question}”; choose one of: {options}",
                 answer=given, question=self.key,
                 options=", ".join(option.value for option in self.options))
        )  # fmt: skip

    def to_json(self) -> dict[str, object]:
        """Give the JSON shape of the command line."""
        return {
            "key": self.key,
            "question": str(self.text),
            "options": [{"value": o.value, "label": str(o.label)} for o in self.options],
            "free": self.free,
            "field": self.field,
            "evidence": [{"cell": e.cell, "shown": e.shown} for e in self.evidence],
            "answer": self.answer,
        }


class Questions:
    """Collects the questions of one table; the same name is asked once, with all its cells."""

    def __init__(self, table: str, answers: Mapping[str, str]) -> None:
        self.table = table
        self._answers = answers
        self._found: dict[str, Question] = {}

    def ask(
        self,
        name: str,
        text: Text,
        options: Iterable[Option],
        evidence: Evidence | None = None,
        *,
        free: bool = False,
        column: int | None = None,
        field: str = "",
    ) -> str | None:
        """Give the answer to a question, None while it is open."""
        question = self._found.get(name)
        if question is None:
            question = Question(
                f"{self.table}:{name}", text, list(options), free=free, table=self.table,
                column=column, field=field,
            )  # fmt: skip
            given = self._answers.get(name)
            if given is not None:
                try:
                    question.answer = question.option(given)
                except OfftakeError:
                    question.proposed = given
            self._found[name] = question
        if evidence is not None:
            question.cells += 1
            if len(question.evidence) < _SHOWN and evidence not in question.evidence:
                question.evidence.append(evidence)
        return question.answer

    @property
    def all(self) -> list[Question]:
        """All questions in the order in which they came up, answered ones too."""
        return list(self._found.values())


def words(choices: Iterable[str], context: str = "") -> list[Option]:
    """Give options that are words of a choice, translated for people."""
    return [Option(choice, Text(choice, context)) for choice in choices]
