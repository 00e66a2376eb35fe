"""Workbooks out and back again at random: exactly the expected changes, in every single set.

    python3 packaging/dev.py python tests/benchmarks/round_trip.py --sets 1000 [--seed N]

Each set exports a workspace, edits the workbook as people do and the records meanwhile, imports
it, compares the outcome with a plain model of it, and undoes the import. Exit status 1 tells that
a set failed; `--seed N --sets 1` plays it again. With `--libreoffice`, a few exports are opened
and saved by LibreOffice instead and must come back as they went.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop.operations.export_workbook import export
from desktop.operations.import_workbook import review
from desktop.storage.store import Store
from tests.exchange.round_trip import Source, play

_EXAMPLE_EVERY = 10


def main() -> int:
    """Play the sets and print what failed; give the exit status."""
    parser = argparse.ArgumentParser(description="Workbooks out and back again at random.")
    parser.add_argument("--sets", type=int, default=1000, help="how many")
    parser.add_argument("--seed", type=int, default=0, help="number of the first")
    parser.add_argument("--libreoffice", action="store_true", help="saved by LibreOffice instead")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = Source(folder).make()
        if options.libreoffice:
            return saved_by_libreoffice(sources, folder)
        return play_all(sources, folder, options.seed, options.sets)


def play_all(sources: list[Path], folder: Path, first: int, count: int) -> int:
    """Play sets one after the other."""
    begin, failed = time.perf_counter(), 0
    for seed in range(first, first + count):
        large = seed % _EXAMPLE_EVERY == _EXAMPLE_EVERY - 1
        found = play(seed, sources[1] if large else sources[seed % 2 * 2], folder)
        if found:
            failed += 1
            print(f"set {seed}:", *found, sep="\n  ")
    seconds = time.perf_counter() - begin
    print(f"{count - failed} of {count} sets as expected, {failed} not, in {seconds:.0f} s")
    return 1 if failed else 0


def saved_by_libreoffice(sources: list[Path], folder: Path) -> int:
    """Let LibreOffice save exports as .xlsx and .ods; they must come back without a change."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        print("LibreOffice is not installed")
        return 2
    failed = 0
    for source in sources:
        with Store.open(source, read_only=True) as store:
            for language in ("en", "ko"):
                written = folder / f"{source.stem} {language}.xlsx"
                export(store.dataset, written, language)
                for kind in ("xlsx", "ods"):
                    out = folder / kind
                    subprocess.run(
                        [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                         "--headless", "--convert-to", kind, "--outdir", str(out), str(written)],
                        check=True, capture_output=True,
                    )  # fmt: skip
                    found = review(store, out / f"{written.stem}.{kind}")
                    sound = not found.items and not found.problems
                    sound = sound and found.base_revision == store.revision
                    failed += not sound
                    print(f"{written.name} as {kind}: {'unchanged' if sound else 'CHANGED'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
