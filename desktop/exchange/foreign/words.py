"""What headers mean: labels and trade words in both languages, then likeness with a score."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from desktop.core.fields import Field, ReferenceField, clean
from desktop.core.i18n import LANGUAGES, Text, translate, variants
from desktop.core.records import RecordType
from desktop.core.territory import CountryField
from desktop.exchange.foreign.units import Unit, basis_of, read_unit

LIKE_ENOUGH = 0.80  # likeness from which a header is proposed for a field
_BRACKETS = re.compile(r"[\[(（〔【](?P<inside>[^\])）〕】]*)[\])）〕】]")
_UNIT_TAIL = re.compile(r"(?P<label>.+?)\s*[,/·:]\s*(?P<unit>[^,]+)$")
#: By-product metals, which a workbook may name before a workspace has them.
METALS = tuple(
    tuple(words.split())
    for words in ("Ge Germanium 게르마늄 저마늄", "Ga Gallium 갈륨", "In Indium 인듐",
                  "Te Tellurium 텔루륨", "Se Selenium 셀레늄", "Bi Bismuth 비스무트",
                  "Sb Antimony 안티모니 안티몬", "Re Rhenium 레늄", "Cd Cadmium 카드뮴",
                  "Tl Thallium 탈륨", "Co Cobalt 코발트")
)  # fmt: skip
_NO_RELATED = frozenset({"preferences", "adjustment", "claim", "initiative"})


@dataclass(frozen=True)
class Hit:
    """A field that a header may mean: `score` 0 to 1; a related field is `plant.owner`."""

    field: str
    score: float
    why: Text


@dataclass(frozen=True)
class Label:
    """A header taken apart: its words with and without additions, its unit, its basis."""

    text: str
    parts: tuple[str, ...]
    unit: Unit | None = None
    basis: str = ""


@functools.lru_cache(maxsize=65536)
def key(text: str) -> str:
    """Give a header as it is compared: no case, width, spaces or signs."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", clean(text)).casefold())


@functools.lru_cache(maxsize=4096)
def take_apart(header: str) -> Label:
    """Take a header apart: `생산능력(톤/년)`, `Qty, kg`, `Plant / 공장`, `Start*`."""
    text = unicodedata.normalize("NFKC", clean(header)).strip(" *:")
    unit: Unit | None = None
    basis = basis_of(text)
    parts: list[str] = [text]
    bare = text
    for match in _BRACKETS.finditer(text):
        inside = match["inside"].strip()
        found = read_unit(inside)
        if found is not None:
            unit = unit or found
        elif inside and key(inside):
            parts.append(inside)
            for piece in re.split(r"[,;]", inside):
                unit = unit or read_unit(piece)
        bare = bare.replace(match[0], " ")
    bare = clean(bare)
    if bare != text:
        parts.insert(1, bare)
    tail = _UNIT_TAIL.fullmatch(bare)
    if tail is not None:
        found = read_unit(tail["unit"])
        if found is not None and not found.currency:
            unit = unit or found
            parts.insert(1, tail["label"].strip())
    if unit is None:
        last = bare.rsplit(" ", 1)
        found = read_unit(last[1]) if len(last) == 2 else None
        if found is not None and found.mass and last[1].casefold() not in ("t", "g"):
            unit = found
            parts.append(last[0])
    parts += [piece.strip() for piece in re.split(r"[/|·\n]", bare)]
    if unit is not None and unit.basis:
        basis = unit.basis
    return Label(text, tuple(dict.fromkeys(part for part in parts if key(part))), unit, basis)


class Vocabulary:
    """The words of all record types."""

    def __init__(
        self, types: Mapping[str, RecordType], substances: Mapping[str, int] | None = None
    ) -> None:
        self._substances = {
            key(name): words[0] for words in METALS for name in words
        } | {key(name): f"#{id}" for name, id in (substances or {}).items()}  # fmt: skip
        self.types = {name: type for name, type in types.items() if not type.single}
        self._words = {name: dict(_spellings(type)) for name, type in self.types.items()}
        self._related = {name: dict(_related(type, types)) for name, type in self.types.items()}
        self._known: dict[str, int] = {}
        for words in self._words.values():
            for word in words:
                self._known[word] = self._known.get(word, 0) + 1
        self._hits: dict[tuple[str, str], list[Hit]] = {}

    def substance(self, header: str) -> tuple[str, str] | None:
        """Give the material that a header is, with the words that name it; None for none."""
        for part in take_apart(header).parts:
            found = self._substances.get(key(part))
            if found is not None:
                return found, part
        return None

    def is_known(self, header: str) -> bool:
        """Tell whether a header is a label or trade word of any type."""
        return any(key(part) in self._known for part in take_apart(header).parts)

    def rarity(self, header: str) -> float:
        """Give how much a header tells about the type: 1 for a word of one type alone."""
        counts = [self._known.get(key(part), 0) for part in take_apart(header).parts]
        least = min((count for count in counts if count), default=2)
        return float(1.0 / least**0.5)

    def hits(self, type_name: str, header: str) -> list[Hit]:
        """Give the fields that a header may mean, the best first."""
        cached = self._hits.get((type_name, header))
        if cached is None:
            cached = self._hits[type_name, header] = self._find(type_name, take_apart(header))
        return cached

    def _find(self, type_name: str, label: Label) -> list[Hit]:
        found: dict[str, Hit] = {}
        for part in label.parts:
            # What is said in addition counts a little less than the whole header.
            weight = 1.0 if part == label.parts[0] or label.unit is not None else 0.97
            for hit in self._of_part(self._words[type_name], part):
                _keep(found, Hit(hit.field, hit.score * weight, hit.why))
            for hit in self._of_part(self._related[type_name], part):
                _keep(found, Hit(hit.field, hit.score * weight * 0.85, hit.why))
        return sorted(found.values(), key=lambda hit: -hit.score)

    def _of_part(self, words: Mapping[str, tuple[str, float]], part: str) -> Iterator[Hit]:
        wanted = key(part)
        exact = words.get(wanted)
        if exact is not None:
            why = Text("label") if exact[1] == 1.0 else Text("trade word")
            yield Hit(exact[0], exact[1], why)
            return
        if len(wanted) < 2:
            return
        for word, (name, weight) in words.items():
            score = likeness(wanted, word)
            if score >= LIKE_ENOUGH:
                yield Hit(name, score * weight * 0.95, Text("like “{word}”", word=word))


def likeness(one: str, other: str) -> float:
    """Give how alike two keys are, 0 to 1; a word that ends or begins the other counts."""
    score = fuzz.ratio(one, other) / 100
    short, long = sorted((one, other), key=len)
    least = 2 if re.search(r"[가-힣]", short) else 4
    if len(short) >= least:
        if long.endswith(short):
            score = max(score, 0.80 + 0.15 * len(short) / len(long))
        elif long.startswith(short):
            score = max(score, 0.78 + 0.15 * len(short) / len(long))
    return score if len(short) > 2 or score >= 0.85 else 0.0


def _keep(found: dict[str, Hit], hit: Hit) -> None:
    if hit.field not in found or found[hit.field].score < hit.score:
        found[hit.field] = hit


def _spellings(type: RecordType) -> Iterator[tuple[str, tuple[str, float]]]:
    """Give keys of a type's headers with field and weight; labels last, so that they win."""
    fields: Sequence[Field] = type.shown_fields
    for of in reversed(fields):
        for word in of.also:
            yield key(word), (of.name, 0.95)
    for of in reversed(fields):
        yield key(of.name), (of.name, 1.0)
        for language in LANGUAGES:
            yield key(translate(of.label, "", language)), (of.name, 1.0)


def _related(
    type: RecordType, types: Mapping[str, RecordType]
) -> Iterator[tuple[str, tuple[str, float]]]:
    """Give the words for what a required reference's own record needs: `plant.owner`."""
    if type.name in _NO_RELATED:
        return
    own = {word for word, _ in _spellings(type)}
    for reference in reversed(type.references):
        if not reference.required or reference.target == "material":
            continue
        target = types[reference.target]
        for of in target.shown_fields:
            if isinstance(of, (ReferenceField, CountryField)):
                for word in (*of.also, *variants(of.label)):
                    if key(word) not in own:
                        yield key(word), (f"{reference.name}.{of.name}", 1.0)


def type_words(type: RecordType) -> set[str]:
    """Give the keys of a type's names, as worksheets and titles are called."""
    names = {type.sheet, type.name, *variants(type.sheet, "sheet"), *variants(type.name, "type")}
    return {key(name) for name in (*names, *type.also)}


def column_words(header: str) -> str:
    """Give what a column is known by from month to month: its header without the unit."""
    label = take_apart(header)
    bare = label.unit is not None and len(label.parts) > 1
    return key(label.parts[1] if bare else label.text)
