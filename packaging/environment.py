"""Makes, updates and repairs .venv, the project's own environment.

The file `offtake-stamp` in it is written last, and says which lock files and which Python it was
made with. So every start can tell at once whether all is in place, and repairs what is not.
"""

import os
import sys

from messages import Failure, last_lines, run_quietly, say
from system import add_packages, lacks_venv_modules, missing_fonts, missing_libraries, missing_tools

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
VENV = os.path.join(ROOT, ".venv")
STAMP = os.path.join(VENV, "offtake-stamp")
SETUP_LOCK = os.path.join(ROOT, ".venv.lock")
LOCKS = {name: os.path.join(ROOT, "packaging", name + ".lock") for name in ("run", "dev", "bench")}

if sys.platform == "win32":
    VENV_PYTHON = os.path.join(VENV, "Scripts", "python.exe")
    SITE_PACKAGES = os.path.join(VENV, "Lib", "site-packages")
else:
    VENV_PYTHON = os.path.join(VENV, "bin", "python")
    SITE_PACKAGES = os.path.join(VENV, "lib", f"python3.{sys.version_info[1]}", "site-packages")

# What pip prints when it fails, with what that means and what to do; the first that fits is told.
NO_NETWORK = (
    "The package index cannot be reached. Connect to the network, or tell pip about the proxy or"
    " the index to use, and start again."
)
PIP_FAILURES = {
    "CERTIFICATE_VERIFY_FAILED": (
        "The package index answers with a certificate that is not trusted. Set pip's option `cert`"
        " to the right certificate file and start again."
    ),
    "NewConnectionError": NO_NETWORK,
    "NameResolutionError": NO_NETWORK,
    "ConnectTimeoutError": NO_NETWORK,
    "ReadTimeoutError": NO_NETWORK,
    "ProxyError": NO_NETWORK,
    "Connection refused": NO_NETWORK,
    "Connection aborted": NO_NETWORK,
    "DO NOT MATCH THE HASHES": (
        "A package is not the one that the lock file names, so it was not installed. The package"
        " index, or something between here and there, has changed it."
    ),
    "No space left on device": "The disk is full. Free about 1 GB and start again.",
    "Access is denied": "A file of the environment is in use. Close Offtake and start again.",
    "No matching distribution found": (
        "pip found no ready-made build of a package. Either it cannot reach the package index, or"
        " this is a system that Offtake does not run on: it needs 64-bit Windows 10 or 11, macOS 13"
        " or newer, or Linux with glibc 2.34 or newer."
    ),
}


def wanted_stamp(level: str) -> list[str]:
    """Gives the lines that the stamp holds when the environment is right for a level.

    The levels are "run", and "dev" and "bench", which add to it independently of each other.
    """
    import hashlib

    machine = os.environ.get("PROCESSOR_ARCHITECTURE", "")
    if sys.platform != "win32":
        machine = os.uname().machine
    lines = [f"python {sys.implementation.cache_tag} {sys.platform} {machine}"]
    for name in dict.fromkeys(("run", level)):
        try:
            with open(LOCKS[name], "rb") as file:
                lines.append(f"{name} {hashlib.sha256(file.read()).hexdigest()}")
        except FileNotFoundError:
            raise Failure(f"{LOCKS[name]} is missing: the project's folder is not whole.") from None
    return lines


def read_stamp() -> list[str]:
    """Gives the lines of the stamp, none if the environment was never made or not finished."""
    try:
        with open(STAMP, encoding="utf-8") as file:
            return file.read().splitlines()
    except (OSError, UnicodeError):
        return []


def is_ready(level: str) -> bool:
    """Tells whether the environment holds exactly what the lock files of that level ask for."""
    return set(wanted_stamp(level)) <= set(read_stamp()) and os.path.exists(VENV_PYTHON)


def ensure(level: str, with_window: bool = False) -> None:
    """Makes sure that the environment and the system's libraries are there for a level."""
    if not is_ready(level) or missing_libraries(with_window):
        set_up(level, with_window)


class SetupLock:
    """Lets one process at a time set up; the system frees it when its owner ends in any way."""

    def __enter__(self) -> None:
        self._file = open(SETUP_LOCK, "a+b")
        # The programs started meanwhile own it, too: a pip that outlives this script still works
        # in the environment.
        os.set_inheritable(self._file.fileno(), True)
        if not self._take(wait=False):
            say("Another dev.py is setting up the environment; waiting for it ...")
            self._take(wait=True)

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _take(self, wait: bool) -> bool:
        if sys.platform == "win32":
            import msvcrt
            import time

            while True:
                try:
                    self._file.seek(0)
                    msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
                    return True
                except OSError:
                    if not wait:
                        return False
                    time.sleep(0.2)
        else:
            import fcntl

            try:
                fcntl.flock(self._file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            except OSError:
                # Some network folders have no locks: better to set up unguarded than not at all.
                pass
            return True


def set_up(level: str, with_window: bool) -> None:
    """Makes, updates or repairs the environment, and installs or names missing system packages."""
    with SetupLock():
        if is_ready(level):
            add_packages(missing_libraries(with_window))
        else:
            add_packages(missing_libraries(with_window) | missing_tools(), missing_fonts())
            set_up_venv(level)
        if missing := missing_libraries(with_window):
            raise Failure(f"Qt still lacks {', '.join(missing)} after the installation.", 2)


def set_up_venv(level: str) -> None:
    """Makes, updates or repairs the environment, and stamps it when all is done."""
    stamp = read_stamp()
    # What was added once stays.
    levels = [n for n in LOCKS if n == level or any(line.startswith(n + " ") for line in stamp)]
    levels = [name for name in levels if name != "run"] or levels
    # From here to the end, an interruption leaves no stamp behind.
    if stamp:
        os.remove(STAMP)
    # An environment without a stamp was left half made, one of another Python is of no use: both
    # are made anew. One whose lock files changed is only brought up to date.
    if not os.path.exists(VENV_PYTHON) or wanted_stamp("run")[0] not in stamp:
        make_venv()
    # A relative path stays right when the project's folder moves, whatever its name.
    with open(os.path.join(SITE_PACKAGES, "offtake.pth"), "w", encoding="ascii") as file:
        file.write(os.path.relpath(ROOT, SITE_PACKAGES) + "\n")
    wanted = list(dict.fromkeys(line for name in levels for line in wanted_stamp(name)))
    for name in levels:
        install_packages(name)
    with open(STAMP + ".new", "w", encoding="utf-8") as file:
        file.write("\n".join(wanted) + "\n")
    os.replace(STAMP + ".new", STAMP)


def make_venv(folder: str = VENV) -> None:
    """Makes an empty environment with the Python that runs this script."""
    if lacks_venv_modules():
        raise Failure(
            f"This Python ({sys.executable}) comes without the modules venv and ensurepip, which"
            " make the environment. Add them with the system's package manager, or use another"
            " Python 3.11, 3.12 or 3.13.",
            2,
        )
    say(f"Making the environment in {folder} ...")
    # Inside an environment, sys.executable is a link that the next step may remove.
    python = getattr(sys, "_base_executable", None) or sys.executable
    status, output = run_quietly([python, "-m", "venv", "--clear", "--prompt", "offtake", folder])
    if status:
        raise Failure(
            f"Python could not make an environment in {folder}; if Offtake is running, close it"
            f" first. Python said: {last_lines(output)}"
        )


def install_packages(level: str) -> None:
    """Installs exactly the packages of the lock file of a level."""
    install_locked(VENV_PYTHON, LOCKS[level])


def install_locked(python: str, lock: str) -> None:
    """Installs exactly the packages of a lock file, each checked against its hash."""
    say("Installing the packages that Offtake needs; this happens once ...")
    command = [python, "-m", "pip", "install", "--require-hashes", "--only-binary=:all:"]
    # --no-user: a pip set up for per-user installs refuses to work in an environment otherwise.
    command += ["--no-user", "--no-input", "--disable-pip-version-check", "--progress-bar=off"]
    status, output = run_quietly([*command, "-r", lock], show="  Downloading ")
    if status:
        raise Failure(explain_pip(output))


def explain_pip(output: str) -> str:
    """Turns what pip printed when it failed into a sentence or two that say what to do."""
    for sign, sentence in PIP_FAILURES.items():
        for line in output.splitlines():
            if sign in line:
                said = line.strip()
                if len(said) > 160:
                    said = f"{said[:60]} ... {said[-100:]}"
                return f"{sentence} (pip: {said})"
    return f"pip could not install the packages. It said: {last_lines(output)}"
