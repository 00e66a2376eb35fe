"""Linked workbooks: which workbooks a workspace was read from or written to, on this computer.

They are kept in the user's own folder, by the identity of the workspace, never in its file: where
a workbook lies is a matter of one computer.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.core.i18n import Text
from desktop.core.merge import ALTERED, Item
from desktop.exchange.foreign.proposal import Proposal
from desktop.operations.import_workbook import History
from desktop.operations.workbook_differences import Synced, told
from desktop.paths import links_file

_VERSION = 1
_MOST = 100  # workbooks of one workspace; those not used for longest go first


@dataclass(frozen=True)
class Link:
    """A workbook of a workspace: when it was last read and written, and what was known then.

    `layout` are the fingerprints of its tables, blank for an export. `revision` (with its `stamp`)
    is the one at which workbook and workspace agreed but for the cells in `left`; None where that
    is not known.
    """

    path: Path
    layout: tuple[str, ...] = ()
    read: str = ""
    written: str = ""
    revision: int | None = None
    stamp: str = ""
    left: Mapping[str, str] = field(default_factory=dict)

    @property
    def used(self) -> dt.datetime | None:
        """When it was last read or written."""
        return max(filter(None, (self.read_at, self.written_at)), default=None)

    @property
    def read_at(self) -> dt.datetime | None:
        """When it was last read; None for never."""
        return _moment(self.read)

    @property
    def written_at(self) -> dt.datetime | None:
        """When it was last written; None for never."""
        return _moment(self.written)

    def synced(self, source: History) -> Synced | None:
        """Give what both sides held when they last agreed, None where that is not known."""
        if self.revision is None or self.revision > source.dataset.revision:
            return None
        with contextlib.suppress(OfftakeError):
            then = source.at(self.revision)
            if str(then.stamp or "") == self.stamp:
                return Synced(then, self.left)
        return None


class LinkedWorkbooks:
    """The links of one workspace, in a JSON file with those of all; an unreadable one is empty."""

    def __init__(self, workspace: str, path: Path | None = None) -> None:
        self.workspace = workspace
        self.path = path or links_file()

    @property
    def all(self) -> list[Link]:
        """The workbooks of the workspace, the one used last first."""
        found = self._load().get(self.workspace, [])
        links = [link for value in found if (link := _link(value)) is not None]
        return sorted(links, key=lambda link: max(link.read, link.written), reverse=True)

    def find(self, path: Path) -> Link | None:
        """Give the link of a workbook, None for one that is new."""
        return next((link for link in self.all if link.path == path.absolute()), None)

    def keep_exported(self, path: Path, dataset: Dataset) -> None:
        """Remember a workbook to which the workspace was just exported."""
        self._keep(Link(path.absolute(), (), "", _now(), dataset.revision, _stamp(dataset)))

    def keep_read(
        self,
        path: Path,
        dataset: Dataset,
        items: Sequence[Item] = (),
        proposal: Proposal | None = None,
        together: bool = False,
    ) -> None:
        """Remember a workbook that was just imported; `dataset` has what was taken of `items`.

        With `together` others were imported with it, and what it held is not known apart.
        """
        known = self.find(path) or Link(path.absolute())
        link = dataclasses.replace(known, read=_now())
        if proposal is not None and together:
            link = dataclasses.replace(link, layout=layout_of(proposal), revision=None, left={})
        elif proposal is not None:
            # An export says itself what it held; of any other make it is known from here on.
            link = dataclasses.replace(
                link, layout=layout_of(proposal), revision=dataset.revision,
                stamp=_stamp(dataset), left=_left(items),
            )  # fmt: skip
        self._keep(link)

    def keep_written(
        self, path: Path, dataset: Dataset, left: Mapping[str, str], proposal: Proposal | None
    ) -> None:
        """Remember a workbook that now says what the workspace says, but for what was left."""
        known = self.find(path) or Link(path.absolute())
        layout = known.layout if proposal is None else layout_of(proposal)
        now = _now()
        self._keep(Link(known.path, layout, now, now, dataset.revision, _stamp(dataset), left))

    def forget(self, path: Path) -> None:
        """Forget a workbook; the file is not touched."""
        self._write([link for link in self.all if link.path != path.absolute()])

    def _keep(self, link: Link) -> None:
        others = [one for one in self.all if one.path != link.path]
        self._write([link, *others][:_MOST])

    def _load(self) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError, AttributeError, TypeError, KeyError):
            found = json.loads(self.path.read_text(encoding="utf-8"))
            if found["version"] == _VERSION:
                return dict(found["workspaces"])
        return {}

    def _write(self, links: Sequence[Link]) -> None:
        workspaces = self._load() | {self.workspace: [_json(link) for link in links]}
        text = json.dumps({"version": _VERSION, "workspaces": workspaces}, ensure_ascii=False,
                          indent=1)  # fmt: skip
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary = self.path.with_suffix(".new")
            temporary.write_text(text + "\n", encoding="utf-8")
            os.replace(temporary, self.path)
        except OSError:
            raise OfftakeError(
                Text("The workbook could not be remembered; “{file}” cannot be written",
                     file=self.path.name)
            ) from None  # fmt: skip


def layout_of(proposal: Proposal) -> tuple[str, ...]:
    """Give by what the layout of a workbook is known: the fingerprints of the tables read."""
    return tuple(table.fingerprint for table in proposal.tables if table.include)


def _left(items: Sequence[Item]) -> dict[str, str]:
    """Give the cells of known records that an import did not take."""
    return {
        f"{item.type}:{item.id}:{cell.field}": told(cell.theirs)
        for item in items
        if item.kind == ALTERED
        for cell in item.cells
        if not (item.is_taken and cell.accepted)
    }


def _link(value: Any) -> Link | None:
    try:
        revision = value["revision"]
        return Link(
            Path(value["path"]), tuple(map(str, value["layout"])), str(value["read"]),
            str(value["written"]), None if revision is None else int(revision),
            str(value["stamp"]), {str(k): str(v) for k, v in value["left"].items()},
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _json(link: Link) -> dict[str, Any]:
    return {
        "path": str(link.path), "layout": list(link.layout), "read": link.read,
        "written": link.written, "revision": link.revision, "stamp": link.stamp,
        "left": dict(link.left),
    }  # fmt: skip


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError:
        return None


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _stamp(dataset: Dataset) -> str:
    return str(dataset.stamp or "")
