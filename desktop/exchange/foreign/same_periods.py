"""Several columns of one period, such as plan and actual: which of them count."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from desktop.core.i18n import Text
from desktop.exchange.foreign.periods import Period
from desktop.exchange.foreign.questions import Evidence, Option, Questions
from desktop.exchange.foreign.tables import Table


def left_out(
    table: Table, periods: Mapping[int, Period], questions: Questions, decided: Collection[int]
) -> set[int]:
    """Give the columns that do not count, after asking; of `decided` ones it is known already.

    While the question is open, and with it the import, the first of each period stands for all.
    """
    same: dict[Period, list[int]] = {}
    for column in sorted(periods):
        same.setdefault(periods[column], []).append(column)
    doubled = [columns for columns in same.values() if len(columns) > 1]
    if not doubled or any(column in decided for columns in doubled for column in columns):
        return set()
    first, texts = doubled[0], table.header.texts
    options = [Option(str(n), texts[column]) for n, column in enumerate(first, start=1)]
    answer = questions.ask(
        "periods",
        Text(
            "Several columns are of {period}: which figures count?", period=str(periods[first[0]])
        ),
        options,
        Evidence(table.grid.address(table.header.last, first[1]), texts[first[1]]),
    )
    counts = int(answer or 1)
    return {
        column for columns in doubled for n, column in enumerate(columns, start=1) if n != counts
    }
