"""Where the program finds its own files and keeps those of the user."""

from __future__ import annotations

import os
import sys
from pathlib import Path

APP_NAME = "Offtake"

#: Names a folder that takes the place of all the user's own, for a trial or a stick.
HOME_VARIABLE = "OFFTAKE_HOME"

#: Folder of everything shipped beside the code: translations, icons, the example workspace.
RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"


def _folder(kind: str) -> Path:
    """Give the user's folder for `config`, `data` or `log`."""
    import platformdirs

    own = os.environ.get(HOME_VARIABLE)
    if own:
        return Path(own) / kind
    if kind == "config":
        return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))
    if kind == "data":
        return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))
    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False))


def settings_file() -> Path:
    """Give the file in which the window keeps its own state (never part of a workspace)."""
    return _folder("config") / "window.ini"


def backup_folder() -> Path:
    """Give the folder in which automatic backups of workspaces are kept."""
    return _folder("data") / "backups"


def draft_folder() -> Path:
    """Give the folder in which forms are kept that were begun and not yet written."""
    return _folder("data") / "drafts"


def lock_folder() -> Path:
    """Give the folder in which each window says which workspace it has open."""
    return _folder("data") / "open"


def run_folder() -> Path:
    """Give the folder in which each start of the window leaves a mark until it ends."""
    return _folder("data") / "runs"


def layouts_file() -> Path:
    """Give the file that remembers how workbooks of other makes were read."""
    return _folder("data") / "layouts.json"


def links_file() -> Path:
    """Give the file that remembers which workbooks belong to which workspace."""
    return _folder("data") / "links.json"


def log_file() -> Path:
    """Give the file in which the window writes down what went wrong; nothing leaves by itself."""
    return _folder("log") / "offtake.log"
