"""A worker that is still busy keeps nothing from ending."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from desktop.ui.worker import Worker

#: Ends with “through” if the window's thread and the worker do not wait for each other. Of the
#: calls that let Qt delete things, this one keeps Python to itself.
ENDS = """
import threading
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from desktop.ui.drafts import Drafts
from desktop.ui.jobs import Jobs

app = QApplication([])
window = QWidget()
window.show()
parent = QObject()
owner = {owner}
begun = threading.Event()

def work():
    begun.set()
    for _ in range(1_000_000):
        pass

owner.{worker}.start(work)
begun.wait()
parent.deleteLater()
QTest.qWaitForWindowExposed(window)
del owner
print("through")
"""


@pytest.mark.parametrize(
    ("owner", "worker"), [("Jobs(parent)", "_worker"), ("Drafts(parent)", "_disk")]
)
def test_its_owner_can_go_meanwhile(owner: str, worker: str) -> None:
    code = ENDS.format(owner=owner, worker=worker)
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True
    )
    assert ended.stdout == "through\n"


def test_one_thing_is_done_after_another() -> None:
    worker, done, go_on = Worker(), list[int](), threading.Event()

    def first() -> None:
        go_on.wait(10)
        done.append(1)

    worker.start(first)
    worker.start(lambda: done.append(2))
    go_on.set()
    worker.wait()
    assert done == [1, 2]
