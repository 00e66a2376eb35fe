"""A records view of the small plan, on screen and with the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.storage.store import Store
from desktop.ui.session import Session
from desktop.ui.views.records import RecordsView


@pytest.fixture
def make_view(session: Session, store: Store, qtbot: QtBot) -> Callable[[str], RecordsView]:
    def make(type_name: str) -> RecordsView:
        view = RecordsView(session, type_name)
        qtbot.addWidget(view)
        view.resize(1600, 500)
        with qtbot.waitActive(view):
            view.show()
            view.activateWindow()
        view.table.focus_rows()
        return view

    return make


@pytest.fixture
def view(make_view: Callable[[str], RecordsView]) -> RecordsView:
    """Gives the capacity of the small plan."""
    return make_view("capacity")


@pytest.fixture
def lines(make_view: Callable[[str], RecordsView], store: Store) -> RecordsView:
    """Gives six capacity records: CAP-1, CAP-2 and CAP-11 to CAP-14 with nameplates 1 to 4."""
    plan = store.dataset
    known = {"plant": plan.find("plant", "ONSAN"), "material": plan.find("material", "GE"),
             "stage": "announced", "unit": "t", "basis": "contained"}  # fmt: skip
    store.apply(
        ChangeSet(
            Text("More lines"),
            "form",
            [
                Change(
                    "capacity", -n, None, {"code": f"CAP-{10 + n}", "nameplate": float(n), **known}
                )
                for n in (1, 2, 3, 4)
            ],
        )
    )
    return make_view("capacity")
