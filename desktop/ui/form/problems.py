"""Problems as the window shows them: by field, as sentences, with a sign beside the colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from desktop.core.errors import Problem
from desktop.core.fields import Field
from desktop.core.i18n import Text
from desktop.ui import icons, theme


def by_field(problems: Iterable[Problem]) -> Mapping[str, list[Problem]]:
    """Give problems by the name of their field, errors before warnings."""
    found: dict[str, list[Problem]] = {}
    for problem in sorted(problems, key=lambda problem: problem.severity != "error"):
        found.setdefault(problem.field, []).append(problem)
    return found


def sentences(problems: Iterable[Problem]) -> str:
    """Give problems as text, one a line."""
    return "\n".join(str(problem.message) for problem in problems)


def overtaken(field: Field, shown: str) -> Text:
    """Say that others changed a value while somebody typed; `shown` is what stands there now."""
    if not shown:
        return Text("{field} was cleared meanwhile", field=field.title)
    return Text("{field} was changed to {value} meanwhile", field=field.title, value=shown)


def still_wanted(fault: Text) -> Text:
    """Say what somebody who typed over what others changed can do now."""
    return Text("{fault}; Enter puts yours in, Esc leaves it", fault=fault)


def color_of(severity: str) -> QColor:
    """Give the colour of a severity."""
    return QColor(theme.colors().error if severity == "error" else theme.colors().warning)


def paint_sign(painter: QPainter, severity: str, place: QRectF) -> None:
    """Paint the sign of a severity; the shape alone tells error from warning."""
    name = "error" if severity == "error" else "warning"
    icons.paint(painter, name, place, color_of(severity))
