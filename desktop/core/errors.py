"""What can be wrong, as sentences that name the place, the fault and the remedy."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.core.i18n import Text


class OfftakeError(Exception):
    """A fault that a person is told in one sentence; never shown with a traceback."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class FieldError(OfftakeError):
    """A value that a field does not take; the message says what would be right."""


class UnknownLayoutError(OfftakeError):
    """A workbook of which no sheet and no header is known: its columns would have to be mapped."""

    def __init__(self, message: Text, path: Path | None = None) -> None:
        super().__init__(message)
        self.path = path


class Cancelled(OfftakeError):
    """The user stopped a long operation; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(Text("Stopped. Nothing was changed."))


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or doubtful: `error` stops a change, `warning` is only shown.

    `type`, `code` and `field` name the record and field; `cell` the place in a workbook
    (`Capacity!H14`) where the value came from one.
    """

    severity: str
    type: str
    code: str
    field: str
    message: Text
    id: int | None = None
    cell: str | None = None
    #: What people call the field.
    label: Text | None = dataclasses.field(default=None, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Give the JSON shape of the command line (see the data dictionary in the help)."""
        return {
            "severity": self.severity,
            "type": self.type,
            "code": self.code,
            "field": self.field,
            "cell": self.cell,
            "message": str(self.message),
        }

    def __str__(self) -> str:
        kind = str(Text(self.type, context="type")) if self.type else ""
        field = self.field if self.label is None else str(self.label)
        place = self.cell or " ".join(part for part in (kind, self.code, field) if part)
        return f"{place}: {self.message}" if place else str(self.message)


class ProblemsError(OfftakeError):
    """A change that was refused, with all problems at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        first, more = self.problems[0].message, len(self.problems) - 1
        message = first if not more else Text.count(
            more, "{problem} (and {n} more problem)", "{problem} (and {n} more problems)",
            problem=first,
        )  # fmt: skip
        super().__init__(message)


class BusyError(OfftakeError):
    """Somebody else is just writing; the same may be possible in a moment."""


class StaleError(OfftakeError):
    """The record was changed by somebody else between reading and writing."""
