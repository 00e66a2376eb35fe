"""Where the program finds its own files and keeps those of the user."""

from __future__ import annotations

import sys
from pathlib import Path

APP_NAME = "Offtake"

#: Folder of everything shipped beside the code: translations, icons, the example workspace.
RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parent.parent)) / "resources"


def settings_file() -> Path:
    """Give the file in which the window keeps its own state (never part of a workspace)."""
    import platformdirs

    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False)) / "window.ini"


def backup_folder() -> Path:
    """Give the folder in which automatic backups of workspaces are kept."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "backups"


def draft_folder() -> Path:
    """Give the folder in which forms are kept that were begun and not yet written."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "drafts"


def lock_folder() -> Path:
    """Give the folder in which each window says which workspace it has open."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "open"


def run_folder() -> Path:
    """Give the folder in which each start of the window leaves a mark until it ends."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "runs"


def layouts_file() -> Path:
    """Give the file that remembers how workbooks of other makes were read."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "layouts.json"


def links_file() -> Path:
    """Give the file that remembers which workbooks belong to which workspace."""
    import platformdirs

    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "links.json"


def log_file() -> Path:
    """Give the file in which the window writes down what went wrong; nothing leaves by itself."""
    import platformdirs

    return Path(platformdirs.user_log_dir(APP_NAME, appauthor=False)) / "offtake.log"
