"""Window state: what the window remembers between two starts, outside every workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QLocale, QSettings, QStandardPaths
from PySide6.QtWidgets import QMainWindow

from desktop.core.i18n import LANGUAGES, NUMBER_SIGNS
from desktop.paths import settings_file
from desktop.ui.theme import APPEARANCES

MOST_RECENT = 10


class WindowState:
    """Recent files, folders, language, numbers, appearance, and where window and docks are."""

    def __init__(self, path: Path | None = None) -> None:
        self._settings = QSettings(str(path or settings_file()), QSettings.Format.IniFormat)

    def save(self) -> None:
        """Write everything to the file."""
        self._settings.sync()

    @property
    def recent(self) -> list[Path]:
        """The workspaces opened last, the latest first."""
        return [Path(text) for text in self._json("files/recent", []) if isinstance(text, str)]

    def add_recent(self, path: Path) -> None:
        """Put a workspace at the top of the recent ones."""
        others = [other for other in self.recent if other != path]
        self._keep_recent([path, *others][:MOST_RECENT])

    def forget(self, path: Path) -> None:
        """Take a workspace out of the recent ones."""
        self._keep_recent([other for other in self.recent if other != path])

    def clear_recent(self) -> None:
        """Forget all recent workspaces."""
        self._keep_recent([])

    def _keep_recent(self, paths: list[Path]) -> None:
        self._settings.setValue("files/recent", json.dumps([str(path) for path in paths]))

    def folder(self, purpose: str) -> Path:
        """Give the folder used last for a purpose, the documents at first."""
        kept = self._text(f"folders/{purpose}")
        if kept and Path(kept).is_dir():
            return Path(kept)
        place = QStandardPaths.StandardLocation.DocumentsLocation
        documents = Path(QStandardPaths.writableLocation(place))
        return documents if documents.is_dir() else Path.home()

    def keep_folder(self, purpose: str, folder: Path) -> None:
        """Remember the folder used for a purpose."""
        self._settings.setValue(f"folders/{purpose}", str(folder))

    @property
    def language(self) -> str:
        """The language chosen, that of the system at first."""
        kept = self._text("look/language")
        if kept in LANGUAGES:
            return kept
        system = QLocale.system().name().partition("_")[0]
        return system if system in LANGUAGES else "en"

    @language.setter
    def language(self, language: str) -> None:
        self._settings.setValue("look/language", language)

    @property
    def numbers(self) -> str:
        """How numbers are written, a key of `NUMBER_SIGNS`; `system` as the system does."""
        kept = self._text("look/numbers")
        return kept if kept in NUMBER_SIGNS else "system"

    @numbers.setter
    def numbers(self, numbers: str) -> None:
        self._settings.setValue("look/numbers", numbers)

    @property
    def signs(self) -> tuple[str, str]:
        """The decimal sign and the sign between thousands that the choice stands for."""
        system = QLocale.system()
        decimal, group = system.decimalPoint(), system.groupSeparator()
        known = decimal != group and len(decimal) == len(group) == 1
        return NUMBER_SIGNS.get(self.numbers, (decimal, group) if known else (".", ","))

    @property
    def appearance(self) -> str:
        """The appearance chosen, one of `APPEARANCES`."""
        kept = self._text("look/appearance")
        return kept if kept in APPEARANCES else "system"

    @appearance.setter
    def appearance(self, appearance: str) -> None:
        self._settings.setValue("look/appearance", appearance)

    def keep_window(self, window: QMainWindow) -> None:
        """Remember where a window and its docks are."""
        self._settings.setValue("window/geometry", window.saveGeometry())
        self._settings.setValue("window/docks", window.saveState())

    def place_window(self, window: QMainWindow) -> bool:
        """Put a window where it was; false when it was never shown before."""
        geometry = self._settings.value("window/geometry")
        docks = self._settings.value("window/docks")
        if not isinstance(geometry, QByteArray) or not window.restoreGeometry(geometry):
            return False
        if isinstance(docks, QByteArray):
            window.restoreState(docks)
        return True

    def get(self, key: str, default: Any = None) -> Any:
        """Give a remembered JSON value."""
        return self._json(f"views/{key}", default)

    def put(self, key: str, value: Any) -> None:
        """Remember a JSON value."""
        self._settings.setValue(f"views/{key}", json.dumps(value))

    def views_of(self, type: str) -> dict[str, Any]:
        """Give the named views of a record type: name -> what `keep_views_of` was given."""
        kept = self._json(f"named views/{type}", {})
        if not isinstance(kept, dict):
            return {}
        return {name: view for name, view in kept.items() if isinstance(view, dict)}

    def keep_views_of(self, type: str, views: Mapping[str, Any]) -> None:
        """Remember the named views of a record type (JSON values)."""
        self._settings.setValue(f"named views/{type}", json.dumps(dict(views)))

    def _text(self, key: str) -> str:
        value = self._settings.value(key)
        return value if isinstance(value, str) else ""

    def _json(self, key: str, default: Any) -> Any:
        text = self._text(key)
        try:
            return json.loads(text) if text else default
        except ValueError:
            return default
