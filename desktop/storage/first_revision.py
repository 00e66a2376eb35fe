"""What a new workspace file begins with."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from desktop import __version__
from desktop.core.changes import Change, ChangeSet
from desktop.core.i18n import Text
from desktop.core.records import RecordType


def first_values() -> list[dict[str, str]]:
    """Give what the file says of itself: its identity, when and by which version it was made."""
    return [
        {"key": "identity", "value": str(uuid.uuid4())},
        {"key": "created", "value": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")},
        {"key": "program", "value": __version__},
    ]


def first_changes(types: Mapping[str, RecordType]) -> ChangeSet:
    """Give the ChangeSet that makes the single records at their defaults."""
    single = [type for type in types.values() if type.single]
    changes = [
        Change(type.name, -1, None, {f.name: f.default for f in type.fields}) for type in single
    ]
    return ChangeSet(Text("New workspace"), "new", changes)
