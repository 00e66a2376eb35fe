"""A clock that is behind the newest edit of a file is told once, with both times."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.storage import history
from desktop.storage.store import Store
from desktop.ui import stamps
from desktop.ui.main_window import MainWindow
from desktop.ui.session import Session


def rename(session: Session, name: str) -> None:
    before = session.dataset["organization"][1].name
    change = Change("organization", 1, {"name": before}, {"name": name})
    assert session.try_apply(ChangeSet(Text("Rename"), "grid", [change]))


@pytest.fixture
def dated(small_file: Path) -> Callable[[dt.timedelta], dt.datetime]:
    """Dates the newest edit of the small file so far from now; gives its time."""

    def date(after: dt.timedelta) -> dt.datetime:
        then = dt.datetime.now(dt.UTC) + after
        with closing(sqlite3.connect(small_file)) as file, file:
            file.execute(
                "UPDATE revision SET time = ? WHERE number = (SELECT max(number) FROM revision)",
                (then.isoformat(timespec="microseconds"),),
            )
        return then

    return date


def open_it(window: MainWindow, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.workspace_changed):
        window.documents.open_path(path)


def test_a_file_from_the_future_is_told_once_with_both_times(
    window: MainWindow, small_file: Path, qtbot: QtBot, dated: Callable[..., dt.datetime]
) -> None:
    then = dated(dt.timedelta(days=200))
    open_it(window, small_file, qtbot)
    (said,) = window.notices.texts
    assert f"{then.astimezone():%Y-%m-%d %H:%M}" in said
    assert f"{dt.datetime.now():%Y-%m-%d}" in said
    assert "set the clock if it is wrong" in said
    assert window.notices.notices[0].severity == "warning"
    window.notices.clear()
    rename(window.session, "Other")
    assert not window.notices.texts
    # The edit is kept, and comes after the one that bears a later time.
    newest, before, *_ = window.session.store.history()
    assert newest.number == before.number + 1 and newest.time < before.time
    with Store.open(small_file, read_only=True) as again:
        assert again.dataset["organization"][1].name == "Other"


@pytest.mark.parametrize("after", [dt.timedelta(minutes=3), dt.timedelta(days=-30)])
def test_clocks_that_differ_a_little_are_not_told(
    window: MainWindow, small_file: Path, qtbot: QtBot, dated: Callable[..., dt.datetime],
    after: dt.timedelta,
) -> None:  # fmt: skip
    dated(after)
    open_it(window, small_file, qtbot)
    rename(window.session, "Other")
    assert not window.notices.texts


def test_a_clock_that_is_set_back_at_work_is_told_at_the_next_edit(
    open_window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window

    class Earlier(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Earlier:
            return cls(2001, 1, 1, 12, 0, tzinfo=tz)

    assert not window.notices.texts
    for module in (history, stamps):
        monkeypatch.setattr(module.dt, "datetime", Earlier)
    rename(window.session, "Other")
    assert len(window.notices.texts) == 1
    assert "2001-01-01" in window.notices.texts[0]
    rename(window.session, "Another")
    assert len(window.notices.texts) == 1, "it is told once"
    assert window.session.dataset["organization"][1].name == "Another"
