"""Doubts about the cells of a column, each asked once with the cells that raise it."""

from __future__ import annotations

from desktop.core.fields import ChoiceField, folded
from desktop.core.i18n import Text
from desktop.exchange.foreign.mapping import ColumnMap
from desktop.exchange.foreign.questions import Evidence, Option, Questions, words


def ask_fraction(questions: Questions, column: ColumnMap, name: str, at: Evidence) -> str | None:
    """Ask whether figures of 1 and less are fractions or percent."""
    return questions.ask(
        f"{name}:percent",
        Text("The figures of “{header}” are all 1 or less and not formatted with %: are they "
             "fractions or percent?", header=column.header),
        [Option("fraction", Text("Fractions: 0.5 is 50 %")),
         Option("percent", Text("Percent: 0.5 is 0.5 %"))],
        at, column=column.column, field=name,
    )  # fmt: skip


def ask_decimal(questions: Questions, column: ColumnMap, name: str, at: Evidence) -> str | None:
    """Ask which sign is the decimal one."""
    return questions.ask(
        f"{name}:decimal",
        Text("Which sign is the decimal one in “{header}”? Nothing in the column decides it",
             header=column.header),
        [Option(".", Text("The point: 1,234 is one thousand two hundred and thirty-four")),
         Option(",", Text("The comma: 1,234 is a little more than one"))],
        at, column=column.column, field=name,
    )  # fmt: skip


def ask_order(questions: Questions, column: ColumnMap, name: str, at: Evidence) -> str | None:
    """Ask whether the day or the month comes first."""
    return questions.ask(
        f"{name}:order",
        Text("Does the day or the month come first in “{header}”? No date of the column "
             "decides it", header=column.header),
        [Option("dmy", Text("The day: 03/04/2026 is 3 April")),
         Option("mdy", Text("The month: 03/04/2026 is 4 March"))],
        at, column=column.column, field=name,
    )  # fmt: skip


def ask_year(questions: Questions, column: ColumnMap, name: str, at: Evidence) -> str | None:
    """Ask for the year of months that name none."""
    return questions.ask(
        f"{name}:year",
        Text("“{header}” names months without a year: which year?", header=column.header),
        [], at, free=True, column=column.column, field=name,
    )  # fmt: skip


def ask_word(
    questions: Questions, column: ColumnMap, of: ChoiceField, word: str, at: Evidence
) -> str | None:
    """Ask what a word means that is none of a field's choices; `-` leaves it blank."""
    return questions.ask(
        f"{of.name}={folded(word)}",
        Text("{label}: what does “{word}” mean?", label=of.title, word=word),
        [*words(of.choices, of.label), Option("-", Text("Leave it blank"))],
        at, column=column.column, field=of.name,
    )  # fmt: skip


def ask_fiscal(questions: Questions, evidence: Evidence | None) -> str | None:
    """Ask in which month a fiscal year begins; it is named after the year in which it ends."""
    return questions.ask(
        "fiscal",
        Text("When does a fiscal year such as FY26 begin?"),
        [Option("1", Text("In January: it is the calendar year")),
         Option("4", Text("In April of the year before")),
         Option("7", Text("In July of the year before")),
         Option("10", Text("In October of the year before"))],
        evidence,
    )  # fmt: skip
