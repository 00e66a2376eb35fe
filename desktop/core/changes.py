"""Changes: what an edit does, as data that can be checked, stored, shown and turned round.

A Change adds (before None), removes (after None) or alters one record; an altering change names
only the fields that differ. A ChangeSet is applied as a whole or not at all. Records that are
new get negative ids, which references within the same ChangeSet may use; the store gives the
real ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop.core.i18n import Text

if TYPE_CHECKING:
    from desktop.core.dataset import Dataset

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one record of type `type`: typed values before and after."""

    type: str
    id: int
    before: Values | None
    after: Values | None

    @property
    def kind(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    def inverse(self) -> Change:
        """Give the change that takes this one back."""
        return Change(self.type, self.id, self.after, self.before)


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """Changes that belong together, with the label that people see and where they came from.

    `origin` is one of new, grid, form, paste, import, example, undo, redo, take back, timeline,
    command line, history, claim. `kind` and `cancels` say how the revision stands in the
    history: `edit`; `restore`, which may bring deleted records back under their ids; or `undo`,
    `redo`, `take back` of the revision named by `cancels`. `sound_on` is the dataset on which
    `validate` found nothing wrong with these very changes, if that was asked already.
    """

    label: Text
    origin: str
    changes: Sequence[Change]
    kind: str = "edit"
    cancels: int | None = None
    sound_on: Dataset | None = field(default=None, compare=False, repr=False)

    def counts(self) -> dict[str, dict[str, int]]:
        """Give how many records were added, changed and removed, by type."""
        return counts(self.changes)


@dataclass(frozen=True, slots=True)
class Revision:
    """A ChangeSet as it was written: its number, UTC time, and changes with real ids.

    A list of revisions comes without changes, and with `tally`, what `counts()` gives then.
    """

    number: int
    time: dt.datetime
    label: Text
    origin: str
    kind: str = "edit"
    cancels: int | None = None
    changes: Sequence[Change] = field(default=())
    tally: Mapping[str, Mapping[str, int]] | None = field(default=None, compare=False, repr=False)

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Give how many records were added, changed and removed, by kind and then type."""
        return counts(self.changes) if self.tally is None else self.tally

    def inverse(self, label: Text, origin: str, kind: str) -> ChangeSet:
        """Give the ChangeSet that takes this revision back."""
        turned = tuple(change.inverse() for change in reversed(self.changes))
        return ChangeSet(label, origin, turned, kind, self.number)


def counts(changes: Sequence[Change]) -> dict[str, dict[str, int]]:
    """Give how many records were added, changed and removed, by kind and then type."""
    found: dict[str, dict[str, int]] = {"added": {}, "changed": {}, "removed": {}}
    for change in changes:
        by_type = found[change.kind]
        by_type[change.type] = by_type.get(change.type, 0) + 1
    return found
