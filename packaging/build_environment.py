"""Makes the environment that the application is built in: build.lock and nothing else.

It is apart from .venv, so that nothing of the tests or the benchmarks can slip into a release.
"""

import hashlib
import os
import sys

from environment import ROOT, SetupLock, install_locked, make_venv
from system import add_packages, missing_libraries, missing_tools

FOLDER = os.path.join(ROOT, "build", "environment")
LOCK = os.path.join(ROOT, "packaging", "build.lock")
STAMP = os.path.join(FOLDER, "offtake-stamp")
PYTHON = os.path.join(
    FOLDER, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python"))
)


def ensure_build() -> str:
    """Gives the Python of the environment, which is made anew when build.lock has changed."""
    with SetupLock():
        # Qt looks for its plugins' libraries while the application is put together.
        add_packages(missing_libraries(with_window=True) | missing_tools() | _missing_binutils())
        wanted = f"{sys.implementation.cache_tag} {_digest()}"
        if not (os.path.exists(PYTHON) and _stamp() == wanted):
            os.makedirs(os.path.dirname(FOLDER), exist_ok=True)
            make_venv(FOLDER)
            install_locked(PYTHON, LOCK)
            with open(STAMP, "w", encoding="ascii") as file:
                file.write(wanted)
    return PYTHON


def _digest() -> str:
    with open(LOCK, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _stamp() -> str:
    try:
        with open(STAMP, encoding="ascii") as file:
            return file.read()
    except OSError:
        return ""


def _missing_binutils() -> dict[str, str]:
    import shutil

    wanted = sys.platform.startswith("linux") and not shutil.which("objdump")
    return {"objdump": "binutils"} if wanted else {}
