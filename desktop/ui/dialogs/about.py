"""About: what the program is made of, in words that can be copied into a letter."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop import __version__
from desktop.core.i18n import Text
from desktop.operations.licences import shipped_parts
from desktop.ui import icons, theme
from desktop.ui.dialogs.licences import LicencesDialog


def program_version() -> str:
    """Give the version of the program."""
    return __version__


def details() -> list[tuple[str, str]]:
    """Give names and versions, for the dialog and for a letter."""
    from desktop.storage.workspace_file import SQLITE_VERSION

    return [
        ("Offtake", program_version()),
        ("Python", platform.python_version()),
        ("Qt", str(qVersion())),
        ("PySide6", PySide6.__version__),
        ("SQLite", SQLITE_VERSION),
        (str(Text("System")), platform.platform(terse=True)),
    ]


class AboutDialog(QDialog):
    """Name, versions and licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(Text("About Offtake")))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[theme.space(1.2)] * 4)
        layout.setSpacing(theme.space(0.8))
        layout.addLayout(self._head())
        layout.addLayout(self._versions())
        layout.addWidget(_muted(Text(
            "Offtake is free software under the Apache License 2.0. It works without a network and "
            "sends nothing anywhere.")))  # fmt: skip
        names = "  ·  ".join(part.name for part in shipped_parts() if part.notable)
        layout.addWidget(_muted(Text("Made with {names}.", names=names)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy_button = buttons.addButton(
            str(Text("Copy details")), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy_button.clicked.connect(self._copy)
        self.licences_button = buttons.addButton(
            str(Text("Licences")), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.licences_button.clicked.connect(self._show_licences)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(str(Text("Close")))
        buttons.rejected.connect(self.close)
        layout.addWidget(buttons)
        self.setFixedWidth(theme.space(30))

    def _head(self) -> QGridLayout:
        sign = icons.Sign("offtake", share=3.2)
        name = QLabel("Offtake")
        name.setProperty("role", "title")
        what = _muted(Text("Plans the supply of scarce by-product metals."))
        head = QGridLayout()
        head.setHorizontalSpacing(theme.space(1))
        head.setVerticalSpacing(0)
        head.addWidget(sign, 0, 0, 2, 1)
        head.addWidget(name, 0, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(what, 1, 1, Qt.AlignmentFlag.AlignTop)
        head.setColumnStretch(1, 1)
        return head

    def _versions(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(1.5))
        grid.setVerticalSpacing(theme.space(0.2))
        for row, (name, version) in enumerate(details()):
            label, value = QLabel(name), QLabel(version)
            label.setProperty("role", "muted")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, 0)
            grid.addWidget(value, row, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _show_licences(self) -> None:
        LicencesDialog(self).open()

    def _copy(self) -> None:
        lines = "\n".join(f"{name}: {version}" for name, version in details())
        QGuiApplication.clipboard().setText(lines)
        self.copy_button.setText(str(Text("Copied")))


def _muted(text: Text) -> QLabel:
    label = QLabel(str(text))
    label.setProperty("role", "muted")
    label.setWordWrap(True)
    return label
