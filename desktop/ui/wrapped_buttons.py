"""Wrapped buttons: radio buttons and check boxes whose text goes on in the next line."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from desktop.ui import theme

_NARROWEST = 9  # heights of a line


class WrappedRadio(QRadioButton):
    """A radio button that is higher where it is narrower."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = _prepare(self, text)

    def sizeHint(self) -> QSize:
        """Want one line."""
        return _around(self, super().sizeHint()) + _size(self, _escaped(self._full))

    def minimumSizeHint(self) -> QSize:
        """Need the width of a few words."""
        return _least(self.sizeHint())

    def heightForWidth(self, width: int) -> int:
        """Give the height of all lines."""
        return _height(self, self._full, width, super().sizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the text where the line ends."""
        super().resizeEvent(event)
        _fit(self, self._full, super().sizeHint())


class WrappedCheck(QCheckBox):
    """A check box that is higher where it is narrower."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = _prepare(self, text)

    def sizeHint(self) -> QSize:
        """Want one line."""
        return _around(self, super().sizeHint()) + _size(self, _escaped(self._full))

    def minimumSizeHint(self) -> QSize:
        """Need the width of a few words."""
        return _least(self.sizeHint())

    def heightForWidth(self, width: int) -> int:
        """Give the height of all lines."""
        return _height(self, self._full, width, super().sizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the text where the line ends."""
        super().resizeEvent(event)
        _fit(self, self._full, super().sizeHint())

    def retell(self, text: str) -> None:
        """Show another text."""
        self._full = _prepare(self, text)
        _fit(self, self._full, super().sizeHint())


def _prepare(button: QAbstractButton, text: str) -> str:
    policy = button.sizePolicy()
    # The text may want more than a line has, and then more lines.
    policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
    policy.setVerticalPolicy(QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    button.setSizePolicy(policy)
    full = " ".join(text.split())
    button.setText(_escaped(full))
    button.setAccessibleName(full)
    return full


def _escaped(text: str) -> str:
    # The texts may hold names of companies: an ampersand in them is no mnemonic.
    return text.replace("&", "&&")


def _size(button: QAbstractButton, text: str) -> QSize:
    return button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, text)


def _around(button: QAbstractButton, hint: QSize) -> QSize:
    """Give what the button needs beside its text."""
    return (hint - _size(button, button.text())).expandedTo(QSize(0, 0))


def _least(hint: QSize) -> QSize:
    return QSize(min(hint.width(), theme.space(_NARROWEST)), hint.height())


def _height(button: QAbstractButton, text: str, width: int, hint: QSize) -> int:
    around = _around(button, hint)
    lines = _broken(button, text, width - around.width())
    return around.height() + _size(button, _escaped("\n".join(lines))).height()


def _fit(button: QAbstractButton, text: str, hint: QSize) -> None:
    room = button.width() - _around(button, hint).width()
    shown = _escaped("\n".join(_broken(button, text, room)))
    if shown != button.text():
        button.setText(shown)


def _broken(button: QAbstractButton, text: str, room: int) -> list[str]:
    layout = QTextLayout(text, button.font())
    layout.setTextOption(_anywhere())
    layout.beginLayout()
    lines: list[str] = []
    # One pixel more: a text that fits exactly stays whole.
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(room + 1, 1))
        start, length = line.textStart(), line.textLength()
        lines.append(text[start : start + length].strip())
    layout.endLayout()
    return lines or [text]


def _anywhere() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
