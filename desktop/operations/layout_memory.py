"""Layout memory: how foreign workbooks were read before, by their layout, on this computer.

A layout is known by its headers without units and by its header rows; a remembered mapping is
proposed again and always shown before it is used.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.exchange.foreign.mapping import TableMap
from desktop.exchange.foreign.proposal import Proposal
from desktop.paths import layouts_file

_VERSION = 1
_MOST = 500  # layouts that are kept; the oldest go first
#: Answers that are about one file, not about its layout.
_PASSING = ("new:", "twice:", "which:", "tables", "source", "year")


class LayoutMemory:
    """The mappings of earlier imports, in a JSON file; one that cannot be read is empty."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or layouts_file()
        self._layouts: dict[str, Any] = {}
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError):
            found = json.loads(self.path.read_text(encoding="utf-8"))
            if found.get("version") == _VERSION:
                self._layouts = dict(found["layouts"])

    def recall(self, fingerprint: str) -> TableMap | None:
        """Give the mapping that was kept for a layout, None for a layout that is new."""
        try:
            return TableMap.from_json(self._layouts[fingerprint]["table"])
        except (KeyError, TypeError, ValueError):
            return None

    def keep(self, proposal: Proposal) -> None:
        """Keep how the tables of a workbook were read. Raises `OfftakeError` if it cannot write."""
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        for table in proposal.tables:
            if not table.include:
                continue
            kept = table.map.to_json()
            kept["skip_rows"] = []
            kept["answers"] = {
                name: answer
                for name, answer in table.map.answers.items()
                if not name.startswith(_PASSING) and not name.endswith((":unit", ":year"))
            }
            self._layouts.pop(table.fingerprint, None)
            self._layouts[table.fingerprint] = {
                "saved": now, "file": proposal.path.name, "table": kept,
            }  # fmt: skip
        while len(self._layouts) > _MOST:
            del self._layouts[next(iter(self._layouts))]
        self._write()

    def forget(self, fingerprint: str) -> None:
        """Forget a layout."""
        if self._layouts.pop(fingerprint, None) is not None:
            self._write()

    def _write(self) -> None:
        text = json.dumps({"version": _VERSION, "layouts": self._layouts}, ensure_ascii=False,
                          indent=1)  # fmt: skip
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self.path.with_suffix(".new")
            temporary.write_text(text + "\n", encoding="utf-8")
            os.replace(temporary, self.path)
        except OSError:
            raise OfftakeError(
                Text("The layout could not be remembered; “{file}” cannot be written",
                     file=self.path.name)
            ) from None  # fmt: skip
