"""Names on their way to records: by code, by name in any spelling, else new.

Names are compared without company forms, case, spaces and signs: `(주)한빛`, `㈜한빛` and `한빛`
are the same, and so is a name that a Mac wrote in parts.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz, process

from desktop.core.dataset import Dataset, folded_code
from desktop.core.fields import clean

_FORMS = re.compile(
    r"\(주\)|㈜|\(유\)|\(재\)|\(사\)|주식회사|유한회사|재단법인|사단법인|"
    r"(?:[,\s]|\b)(?:co\.?\s*,?\s*ltd|co\.?|inc|corp|corporation|incorporated|llc|l\.l\.c|ltd|"
    r"limited|plc|gmbh|ag|s\.?a\.?s?|n\.?v|b\.?v|pte|pty|company|kk|k\.k|holdings?)\.?(?=[\s,]|$)",
    re.IGNORECASE,
)
_NAMES = ("name", "title", "local_name", "symbol")
SIMILAR = 72  # likeness, of 100, from which a known name is offered for an unknown one


@functools.lru_cache(maxsize=65536)
def normal_name(text: str) -> str:
    """Give a name as it is compared; what is nothing but a company form stays as it is."""
    # ㈜ becomes (주) by itself.
    plain = unicodedata.normalize("NFKC", clean(text)).casefold()
    bare = _FORMS.sub(" ", plain)
    return re.sub(r"[\W_]+", "", bare) or re.sub(r"[\W_]+", "", plain) or plain


class Names:
    """Finds records of a dataset, and those that are about to be made, by code or name."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._codes: dict[tuple[str, str], int] = {}
        self._names: dict[tuple[str, str], list[int]] = {}
        self._new: dict[tuple[str, int], dict[str, Any]] = {}
        for type in dataset.types.values():
            for record in dataset[type.name]:
                self._note_names(type.name, record.id,
                                 {n: getattr(record, n, None) for n in _NAMES})  # fmt: skip

    def add(self, type: str, id: int, values: dict[str, Any]) -> None:
        """Take note of a row's record; `values` may still grow."""
        code = values.get("code")
        if code:
            self._codes.setdefault((type, folded_code(code)), id)
        if id < 0:
            self._new[type, id] = values
        self._note_names(type, id, values)

    def _note_names(self, type: str, id: int, values: dict[str, Any]) -> None:
        for name in _NAMES:
            value = values.get(name)
            if isinstance(value, str) and value:
                ids = self._names.setdefault((type, normal_name(value)), [])
                if id not in ids:
                    ids.append(id)

    def find(self, type: str, text: str) -> list[int]:
        """Give the records that a text names: the one of that code, else all of that name."""
        found = self._codes.get((type, folded_code(clean(text))))
        if found is None:
            found = self.dataset.find(type, clean(text))
        if found is not None:
            return [found]
        return list(self._names.get((type, normal_name(text)), ()))

    def value(self, type: str, id: int, name: str) -> Any:
        """Give a value of a record, new or known."""
        new = self._new.get((type, id))
        if new is not None:
            return new.get(name)
        record = self.dataset.get(type, id)
        return None if record is None else getattr(record, name, None)

    def code(self, type: str, id: int) -> str:
        """Give the code of a record, new or known."""
        return str(self.value(type, id, "code") or "")

    def shown(self, type: str, id: int) -> str:
        """Give what a person calls a record."""
        for name in ("name", "title", "code"):
            value = self.value(type, id, name)
            if value:
                return str(value)
        return "?"

    def similar(self, type: str, text: str) -> list[tuple[int, str]]:
        """Give the records with the names most like a text, at most five, with their names."""
        names = {name: ids for (t, name), ids in self._names.items() if t == type and name}
        wanted = normal_name(text)
        hits = process.extract(wanted, names.keys(), scorer=fuzz.WRatio, limit=5,
                               score_cutoff=SIMILAR)  # fmt: skip
        found: dict[int, str] = {}
        for name, _, _ in hits:
            for id in names[name]:
                found.setdefault(id, self.shown(type, id))
        return list(found.items())

    def named_in(self, type: str, text: str) -> list[int]:
        """Give the records whose code, name or symbol stands as a word in a text."""
        plain = unicodedata.normalize("NFKC", clean(text))
        found = []
        for record in self.dataset[type]:
            for name in (*_NAMES, "code"):
                value = getattr(record, name, None)
                if isinstance(value, str) and _stands_in(value, plain, name):
                    found.append(record.id)
                    break
        return found

    def options(self, type: str) -> Iterator[tuple[str, str]]:
        """Give code and name of the known records of a type."""
        for record in self.dataset[type]:
            yield record.code, f"{record.code} {record.display_name()}"


def substance_names(dataset: Dataset) -> dict[str, int]:
    """Give the materials by their codes, names and symbols; none that two materials share."""
    found: dict[str, set[int]] = {}
    for record in dataset["material"]:
        for name in (*_NAMES, "code"):
            value = getattr(record, name, None)
            if isinstance(value, str) and value:
                found.setdefault(value, set()).add(record.id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def _stands_in(word: str, text: str, name: str) -> bool:
    if len(word) < 2:
        return False
    # A symbol such as In is a common word in lower case.
    flags = 0 if name in ("symbol", "code") else re.IGNORECASE
    if re.search(r"[가-힣]", word):
        return word in text
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])", text, flags) is not None
