"""Patches every workbook of a folder three times over and looks for anything else that changed.

    python tests/benchmarks/patch_corpus.py FOLDER [--libreoffice N] [--all]

For each workbook: one existing constant, one new cell right of the used range, one new row below
it. Afterwards every other part must be the same byte for byte, every other cell of the sheet the
same element, openpyxl and calamine must still read what they read before, and the new values must
be there. Prints one line per workbook that was refused or deviates, and a summary.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import io
import random
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import openpyxl  # noqa: E402
import python_calamine  # noqa: E402

from desktop.core.errors import OfftakeError  # noqa: E402
from desktop.exchange.patch import Append, Edit, Target, open_target, write  # noqa: E402
from desktop.exchange.patch.places import address, parse_cell  # noqa: E402

TEXT = '  한글 <&> "견적" ’x’\n2행 '
SUFFIXES = {".xlsx", ".xlsm", ".xltx", ".xltm"}
LARGEST_GRID = 2_000_000


@dataclass
class Outcome:
    """What became of one workbook."""

    file: str
    edits: list[Edit] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    deviations: list[str] = field(default_factory=list)
    seconds: float = 0.0
    result: Path | None = None
    appended: int = 0
    unappended: list[str] = field(default_factory=list)


def choose_edits(target: Target, outcome: Outcome) -> list[Edit]:
    """Gives up to three edits that the first possible worksheet takes."""
    for sheet in target.sheets:
        if sheet.kind != "worksheet":
            continue
        cells = list(target.read_range(sheet.number, 0, 0, 1_048_575, 16_383))
        filled = [cell for cell in cells if cell.kind != "blank" or cell.formula is not None]
        edits: list[Edit] = []
        constants = [c for c in filled if c.formula is None and c.kind in ("number", "text")]
        wanted = [(c.row, c.column, 4711.25) for c in constants[:40]]
        edits += first_taken(target, sheet.number, wanted, outcome, "constant")
        right = max((c.column for c in cells), default=0) + 1
        below = max((c.row for c in cells), default=0) + 1
        row = filled[0].row if filled else 0
        if right < 16_384:
            edits += first_taken(target, sheet.number, [(row, right, TEXT)], outcome, "column")
        if below < 1_048_576:
            edits += first_taken(target, sheet.number, [(below, 0, 0.1)], outcome, "row")
        if edits:
            return edits
    return []


def first_taken(
    target: Target, sheet: int, wanted: list[tuple[int, int, Any]], outcome: Outcome, what: str
) -> list[Edit]:
    reasons: list[str] = []
    for row, column, value in wanted:
        edit = Edit(sheet, row, column, value)
        plan = target.plan([edit])
        if not plan.refusals:
            return [edit]
        reasons += map(str, plan.refusals)
    if reasons:
        outcome.refused.append(f"{what}: {reasons[0]}")
    return []


def patch(path: Path, folder: Path) -> Outcome:
    """Patches one workbook and looks at the result."""
    outcome = Outcome(path.name)
    source = folder / f"source{path.suffix}"
    shutil.copyfile(path, source)
    digest = hashlib.sha256(source.read_bytes()).hexdigest()
    result = folder / f"{path.stem[:80]}.patched{path.suffix}"
    try:
        with open_target(source) as target:
            started = time.perf_counter()
            edits = choose_edits(target, outcome)
            if not edits:
                return outcome
            started = time.perf_counter()
            plan = target.plan(edits)
            if plan.refusals:
                outcome.deviations += [f"together: {refusal}" for refusal in plan.refusals]
                return outcome
            receipt = write(plan, result)
            outcome.seconds = time.perf_counter() - started
            changed = set(receipt.changed_parts)
            sheet = target.sheets[int(edits[0].sheet) - 1]
            main = target.book.part
            has_formulas = plan.replaced != {}
    except OfftakeError as error:
        outcome.refused.append(str(error))
        return outcome
    outcome.edits, outcome.result = edits, result
    if hashlib.sha256(source.read_bytes()).hexdigest() != digest:
        outcome.deviations.append("the source changed")
    allowed = {sheet.part.casefold()} | ({main.casefold()} if has_formulas else set())
    if {name.casefold() for name in changed} - allowed:
        outcome.deviations.append(f"changed: {sorted(changed)}")
    outcome.deviations += compare_parts(source, result, allowed)
    outcome.deviations += compare_sheets(source, result, sheet.part, edits)
    outcome.deviations += append_rows(source, folder, outcome)
    outcome.deviations += compare_readers(source, result, sheet.name, edits)
    return outcome


def append_rows(path: Path, folder: Path, outcome: Outcome) -> Iterator[str]:
    """Appends a row to every table of a workbook and gives what else changed."""
    result = folder / f"{path.stem[:80]}.appended{path.suffix}"
    with open_target(path) as target:
        tables = [
            (sheet, table.name, table.part, table.area, table.columns)
            for sheet in target.sheets
            if sheet.kind == "worksheet"
            for table in target.opened(sheet).tables
        ]
    for sheet, name, part, area, columns in tables:
        with open_target(path) as target:
            plan = target.plan(appends=[Append(sheet.number, name, [{area.left: 4711}])])
            if plan.refusals:
                outcome.unappended.append(f"{name}: {plan.refusals[0]}")
                continue
            main = target.book.part
            write(plan, result)
        outcome.appended += 1
        allowed = {sheet.part.casefold(), part.casefold(), main.casefold()}
        yield from (f"{name}: {line}" for line in compare_parts(path, result, allowed))
        bottom = area.bottom + 1
        wanted = [Edit(sheet.number, bottom, area.left + n, 4711) for n in range(len(columns))]
        yield from compare_sheets(path, result, sheet.part, wanted, rules=True)
        try:
            page: Any = openpyxl.load_workbook(path)[sheet.name]
        except BaseException:
            continue
        page = openpyxl.load_workbook(result)[sheet.name]
        found = page.cell(bottom + 1, area.left + 1).value
        if not is_same(found, 4711) or page.tables[name].ref.split(":")[1] != address(
            bottom, area.right
        ):
            yield f"{name}: openpyxl reads {found!r} in {page.tables[name].ref}"


def raw_parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """Gives the packed bytes of every part, as another reader finds them."""
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for entry in package.infolist():
            at = entry.header_offset
            skip = int.from_bytes(data[at + 26 : at + 28], "little")
            skip += int.from_bytes(data[at + 28 : at + 30], "little")
            start = at + 30 + skip
            name = entry.filename.replace("\\", "/").lstrip("/").casefold()
            yield name, data[at : start + entry.compress_size]


def compare_parts(source: Path, result: Path, allowed: set[str]) -> Iterator[str]:
    with zipfile.ZipFile(result) as package:
        if package.testzip() is not None:
            yield "a checksum is wrong"
    before, after = list(raw_parts(source)), list(raw_parts(result))
    if [name for name, _ in before] != [name for name, _ in after]:
        yield "the order of parts is another"
        return
    for (name, one), (_, other) in zip(before, after, strict=True):
        if one != other and name not in allowed:
            yield f"{name} changed"


def sheet_elements(path: Path, part: str) -> tuple[dict[str, str], str]:
    """Gives each cell by its address as canonical XML, and what stands around the rows."""
    with zipfile.ZipFile(path) as package:
        names = {n.replace("\\", "/").lstrip("/").casefold(): n for n in package.namelist()}
        root = ElementTree.fromstring(package.read(names[part.casefold()]))
    cells: dict[str, str] = {}
    data = next(e for e in root if e.tag.endswith("}sheetData"))
    number = 0
    for row in data:
        number = int(row.get("r", number + 1))
        column = -1
        kept = {k: v for k, v in row.attrib.items() if k not in ("r", "spans")}
        if kept:
            cells[f"row {number}"] = str(sorted(kept.items()))
        for cell in row:
            if not cell.tag.endswith("}c"):
                continue
            place = parse_cell(cell.get("r", "")) or (number - 1, column + 1)
            column = place[1]
            cells[address(*place)] = ElementTree.canonicalize(
                ElementTree.tostring(cell, encoding="unicode")
            )
    data.clear()
    for element in root:
        if element.tag.endswith("}dimension"):
            element.clear()
    return cells, ElementTree.canonicalize(ElementTree.tostring(root, encoding="unicode"))


def compare_sheets(
    source: Path, result: Path, part: str, edits: list[Edit], rules: bool = False
) -> Iterator[str]:
    edited = {address(edit.row, edit.column) for edit in edits}
    before, around_before = sheet_elements(source, part)
    after, around_after = sheet_elements(result, part)
    for place in before.keys() | after.keys():
        if place.startswith("row ") and place not in before and rules:
            continue
        if place not in edited and before.get(place) != after.get(place):
            yield f"{place}: {before.get(place)} is now {after.get(place)}"
    if around_before != around_after and not rules:
        yield "something around the rows changed"
    missing = edited - after.keys()
    if missing and not rules:
        yield f"missing: {sorted(missing)}"


def compare_readers(source: Path, result: Path, sheet: str, edits: list[Edit]) -> Iterator[str]:
    wanted = {(edit.row, edit.column): edit.value for edit in edits}
    for name, read in (("openpyxl", read_openpyxl), ("calamine", read_calamine)):
        try:
            before = read(source, sheet)
        except BaseException:  # a reader that could not read it before says nothing
            continue
        if before is None:
            continue
        try:
            after = read(result, sheet)
        except BaseException as fault:
            yield f"{name} cannot read the result: {fault}"
            continue
        if after is None:
            yield f"{name} finds no such sheet in the result"
            continue
        for place in before.keys() | after.keys():
            if place in wanted:
                if not is_same(after.get(place), wanted[place]):
                    yield f"{name} reads {after.get(place)!r} at {address(*place)}"
            elif before.get(place) != after.get(place):
                yield f"{name}: {address(*place)} {before.get(place)!r} -> {after.get(place)!r}"


def is_same(found: Any, value: Any) -> bool:
    if isinstance(value, str):
        return bool(found == value)
    if isinstance(found, int | float):
        return abs(float(found) - float(value)) < 1e-12
    return found is not None and not isinstance(found, str)  # shown as a day


def read_openpyxl(path: Path, sheet: str) -> dict[tuple[int, int], Any] | None:
    book = openpyxl.load_workbook(path)
    if sheet not in book.sheetnames:
        return None
    page: Any = book[sheet]
    return {
        (row - 1, column - 1): str(c.value) if c.data_type == "f" else c.value
        for (row, column), c in page._cells.items()
        if c.value is not None and not hasattr(c.value, "ref")
    }


def read_calamine(path: Path, sheet: str) -> dict[tuple[int, int], Any] | None:
    with zipfile.ZipFile(path) as package:
        far = any(b"1048576" in package.read(n) or b"XFD" in package.read(n)
                  for n in package.namelist() if "sheet" in n.casefold())  # fmt: skip
    if far:
        return None  # it would build the whole grid
    page = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(sheet)
    if page.height * page.width > LARGEST_GRID:
        return None
    rows = page.to_python(skip_empty_area=False)
    return {
        (row, column): value
        for row, cells in enumerate(rows)
        for column, value in enumerate(cells)
        if value != ""
    }


def check_in_libreoffice(outcome: Outcome, original: Path, folder: Path) -> list[str]:
    """Lets LibreOffice read a result and gives what it does not find there.

    What LibreOffice cannot read anyway, or fills by itself (a pivot table), is no deviation.
    """
    if outcome.result is None:
        return []
    with open_target(outcome.result) as target:
        sheet = target.sheets[int(outcome.edits[0].sheet) - 1].name
    found = read_libreoffice(outcome.result, sheet, folder)
    wrong = [
        (edit.row, edit.column)
        for edit in outcome.edits
        if found is None or not is_same(found.get((edit.row, edit.column)), edit.value)
    ]
    if not wrong:
        return []
    before = read_libreoffice(original, sheet, folder)
    if before is None:
        return []
    return [
        f"LibreOffice reads {found.get(place) if found else 'nothing'!r} at {address(*place)}"
        for place in wrong
        if found is None or before.get(place) != found.get(place)
    ]


def read_libreoffice(path: Path, sheet: str, folder: Path) -> dict[tuple[int, int], Any] | None:
    out = folder / "libreoffice"
    shutil.rmtree(out, ignore_errors=True)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)],
        check=False, capture_output=True, timeout=180,
    )  # fmt: skip
    made = out / f"{path.stem}.xlsx"
    return read_openpyxl(made, sheet) if made.exists() else None


def main() -> int:
    """Runs over the folder; exit status 1 if anything deviates."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--libreoffice", type=int, default=0, metavar="N", help="sample of N")
    parser.add_argument("--all", action="store_true", help="print a line for every workbook")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    files = sorted(p for p in options.folder.rglob("*") if p.suffix.casefold() in SUFFIXES)
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in files:
            try:
                outcome = patch(path, folder)
            except Exception as fault:
                outcome = Outcome(path.name, deviations=[f"{type(fault).__name__}: {fault}"])
            outcomes.append(outcome)
            report(outcome, options.all)
        patched = [outcome for outcome in outcomes if outcome.edits]
        sample = random.Random(1).sample(patched, min(options.libreoffice, len(patched)))
        for outcome in sample:
            original = next(path for path in files if path.name == outcome.file)
            outcome.deviations += (found := check_in_libreoffice(outcome, original, folder))
            for line in found:
                print(f"{outcome.file}: DEVIATES: {line}")
    return summarize(outcomes, len(sample))


def report(outcome: Outcome, everything: bool) -> None:
    """Prints what is worth a line."""
    for line in outcome.refused:
        print(f"{outcome.file}: {'partly ' if outcome.edits else ''}refused: {line}")
    for line in outcome.unappended:
        print(f"{outcome.file}: no row appended: {line}")
    for line in outcome.deviations:
        print(f"{outcome.file}: DEVIATES: {line}")
    if everything and not outcome.refused and not outcome.deviations:
        print(f"{outcome.file}: {len(outcome.edits)} edits, {outcome.seconds:.3f} s")


def summarize(outcomes: list[Outcome], sampled: int) -> int:
    """Prints the summary."""
    patched = [outcome for outcome in outcomes if outcome.edits]
    deviating = [outcome for outcome in outcomes if outcome.deviations]
    refused = [outcome for outcome in outcomes if not outcome.edits and not outcome.deviations]
    edits = collections.Counter(len(outcome.edits) for outcome in patched)
    print(
        f"\n{len(outcomes)} workbooks: {len(patched)} patched "
        f"({edits[3]} with all three edits, {edits[2]} with two, {edits[1]} with one), "
        f"{sum(o.appended for o in outcomes)} tables with a row appended, "
        f"{sum(len(o.unappended) for o in outcomes)} not; "
        f"{len(refused)} refused, {len(deviating)} deviate; {sampled} read by LibreOffice; "
        f"slowest {max((o.seconds for o in patched), default=0):.2f} s"
    )
    return 1 if deviating else 0


if __name__ == "__main__":
    sys.exit(main())
