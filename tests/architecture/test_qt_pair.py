"""The locked Qt and pyqtgraph are the pair that was tried, without the faults of its neighbours."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version

# PySide6 6.12.0 takes one reference to None too many per call that gives nothing back. Before
# Python 3.12 made None immortal, a program that ran for a while was ended by the interpreter.
CALL_OFTEN = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
widget = QWidget()
before = sys.getrefcount(None)
for number in range(200_000):
    widget.setWindowTitle("Offtake")
print(before - sys.getrefcount(None))
"""


def test_qt_and_pyqtgraph_are_the_tried_pair() -> None:
    # Charts use parts of Qt that change between releases: move both together, after trying them.
    assert version("PySide6-Essentials").startswith("6.11.")
    assert version("shiboken6") == version("PySide6-Essentials")
    assert version("pyqtgraph") == "0.14.0"


def test_calls_into_qt_use_up_no_references_to_none() -> None:
    result = subprocess.run(
        [sys.executable, "-c", CALL_OFTEN], capture_output=True, encoding="utf-8", check=False
    )
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) < 1_000
