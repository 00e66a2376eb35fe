"""Unwritten texts: what was typed into fields of records and could not be taken, or is not read."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.core.i18n import Text
from desktop.ui.drafts import Drafts, Typed
from desktop.ui.form.field_row import FieldRow


class UnwrittenTexts:
    """Holds texts that were refused, with the reason, also while another record is looked at.

    These, and the text that somebody just types, are kept as drafts until they are written or
    given up.
    """

    def __init__(self, drafts: Drafts) -> None:
        self._drafts = drafts
        self._refused: dict[tuple[str, int], dict[str, tuple[str, Text | None]]] = {}

    def forget_all(self) -> None:
        """Show none of them any more; the drafts stay with the workspace that was closed."""
        self._refused.clear()

    def typing(self, place: Typed, row: FieldRow) -> None:
        """Keep what stands in an editor, unless that is what was there before."""
        if row.editor.isModified():
            self._drafts.keep_typed(place, row.editor.text(), row.known())
        else:
            self._drafts.forget_typed(place)

    def hold(self, place: Typed, text: str) -> None:
        """Let a text stand in its editor while it is read and written, which may take a while."""
        self._refused.setdefault(place[:2], {})[place.field] = text, None

    def refuse(self, place: Typed, row: FieldRow, text: str, reason: Text) -> None:
        """Hold a text that could not be taken."""
        self._refused.setdefault(place[:2], {})[place.field] = text, reason
        self._drafts.keep_typed(place, text, row.known())

    def settle(self, place: Typed) -> None:
        """Forget a text: it was written, or given up."""
        self._refused.get(place[:2], {}).pop(place.field, None)
        self._drafts.forget_typed(place)

    def texts(self, type: str, id: int) -> Mapping[str, str]:
        """Give the texts of a record that were refused or are being written, by field."""
        return {name: text for name, (text, _) in self._refused.get((type, id), {}).items()}

    def faults(self, type: str, id: int) -> Mapping[str, Text]:
        """Give why texts of a record were refused, by field."""
        refused = self._refused.get((type, id), {}).items()
        return {name: fault for name, (_, fault) in refused if fault is not None}
