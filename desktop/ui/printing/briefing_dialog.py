"""Briefing dialog: what a briefing is about, and whether it becomes pages or a workbook."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.model.preferences import preferences_of
from desktop.model.scenarios import Scenario
from desktop.operations.briefing import Choice
from desktop.operations.plan import horizon
from desktop.planning.balance_sheet import consumers, materials_to_balance
from desktop.planning.selection import ALL
from desktop.planning.timeline import horizon_of, material_name
from desktop.ui import theme
from desktop.ui.session import Session
from desktop.ui.views.view import View


class BriefingDialog(QDialog):
    """Asks for material, organization, scenario and months."""

    #: What was chosen, and the form: `pdf`, `xlsx` or `preview`.
    chosen = Signal(object, str)

    def __init__(self, session: Session, view: View | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(str(Text("Briefing")))
        self._dataset = dataset = session.dataset
        self.material, self.whom, self.scenario = QComboBox(), QComboBox(), QComboBox()
        for material in materials_to_balance(dataset):
            self.material.addItem(material_name(material), material.code)
        shown = "" if view is None else str(view.state().get("material", ""))
        self.material.setCurrentIndex(max(self.material.findData(shown), 0))
        self._fill_whom()
        self.scenario.addItem(str(Text("No scenario")), "")
        for scenario in dataset.table(Scenario):
            self.scenario.addItem(scenario.name, scenario.code)
        if session.scenario is not None:
            self.scenario.setCurrentIndex(self.scenario.findData(session.scenario.code))
        usual = horizon_of(dataset)
        self.first, self.last = QLineEdit(usual.from_text), QLineEdit(usual.to_text)
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        self._lay_out()

    def _fill_whom(self) -> None:
        dataset = self._dataset
        own = dataset.get("organization", preferences_of(dataset).own_organization)
        if own is not None:
            self.whom.addItem(str(Text("{name} (own)", name=own.display_name())), own.code)
        for one in consumers(dataset):
            if one is not own:
                self.whom.addItem(one.display_name(), one.code)
        self.whom.addItem(str(Text("All organizations")), ALL)

    def _lay_out(self) -> None:
        about = QLabel(str(Text("Timeline, balance, promises, risks, open problems, sources and "
                                "assumptions of one material, to hand on.")))  # fmt: skip
        about.setWordWrap(True)
        about.setProperty("role", "muted")
        form = QFormLayout()
        form.setSpacing(theme.space(0.5))
        for label, widget in (
            (Text("Material"), self.material), (Text("For"), self.whom),
            (Text("Scenario"), self.scenario), (Text("From", context="briefing"), self.first),
            (Text("Until", context="briefing"), self.last),
        ):  # fmt: skip
            form.addRow(str(label), widget)
            widget.setAccessibleName(str(label))
            widget.setMinimumWidth(theme.space(14))
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.space(1)] * 4)
        column.setSpacing(theme.space(0.7))
        column.addWidget(about)
        column.addLayout(form)
        column.addWidget(self.fault)
        row = QHBoxLayout()
        row.addStretch(1)
        self.buttons: dict[str, QPushButton] = {}
        for kind, words in (
            ("preview", Text("Pre&view")), ("xlsx", Text("Save as &workbook…")),
            ("pdf", Text("Save &as PDF…")),
        ):  # fmt: skip
            button = QPushButton(str(words))
            button.setEnabled(bool(self.material.count()))
            button.clicked.connect(lambda *_, kind=kind: self._choose(kind))
            row.addWidget(button)
            self.buttons[kind] = button
        self.buttons["pdf"].setProperty("look", "primary")
        self.buttons["pdf"].setDefault(True)
        cancel = QPushButton(str(Text("Cancel")))
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        column.addLayout(row)
        if not self.material.count():
            self.fault.setText(str(Text("There is no material yet; add one first.")))

    def choice(self) -> Choice:
        """Give what is chosen."""
        return Choice(
            str(self.material.currentData()),
            str(self.whom.currentData()),
            str(self.scenario.currentData() or "") or None,
            self.first.text().strip() or None,
            self.last.text().strip() or None,
        )

    def _choose(self, kind: str) -> None:
        chosen = self.choice()
        try:
            horizon(self._dataset, chosen.first, chosen.last)
        except OfftakeError as error:
            self.fault.setText(str(error.message))
            self.first.setFocus()
            return
        self.accept()
        self.chosen.emit(chosen, kind)
