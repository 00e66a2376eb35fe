"""Feed the readers with altered input: `python3 packaging/dev.py python tests/benchmarks/fuzz.py`.

Uses atheris, which follows the branches of the code, where it is installed (`pip install atheris`;
what it found worth keeping stays in `--corpus FOLDER` for the next run); else, or with `--random`,
alters at random what `tests/exchange/fuzzing.py` begins with. Prints for each reader how many
inputs it was given and what came of them, and ends with status 1 if any gave neither a value nor a
sentence.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

_GUIDED = "OFFTAKE_FUZZED"  # names the reader in a process that atheris leads


def _followed() -> contextlib.AbstractContextManager[Any]:
    """Let atheris follow the branches of the modules that are imported inside."""
    if _GUIDED not in os.environ:
        return contextlib.nullcontext()
    atheris: Any = importlib.import_module("atheris")
    followed: contextlib.AbstractContextManager[Any] = atheris.instrument_imports(
        include=["desktop", "openpyxl", "html", "csv"]
    )
    return followed


with _followed():
    from desktop.core.errors import OfftakeError
    from tests.exchange.fuzzing import SEEDS, TARGETS

_SIGNS = [b"\x00", b"\xff", b"<", b">", b"&", b'"', b"'", b"\t", b"\n", b"-", b"=", b"%", b"9" * 40,
          b"NaN", b"inf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xcc\x81", "１".encode()]  # fmt: skip


def altered(seed: bytes, others: list[bytes], noise: random.Random) -> bytes:
    """Give a seed after a few changes: bits, cuts, doublings, signs, pieces of other seeds."""
    made = bytearray(seed)
    for _ in range(noise.randint(1, 6)):
        place = noise.randrange(len(made) + 1)
        end = min(len(made), place + noise.randint(1, 12))
        match noise.randrange(6):
            case 0 if place < len(made):
                made[place] ^= 1 << noise.randrange(8)
            case 1:
                del made[place:end]
            case 2:
                made[place:place] = made[place:end] * noise.randint(1, 20)
            case 3:
                made[place:place] = noise.choice(_SIGNS)
            case 4:
                made[place:end] = noise.choice(others)
            case _:
                made[place:place] = noise.randbytes(noise.randint(1, 8))
    return bytes(made)


def fed(read: Callable[[bytes], None], made: bytes) -> str:
    """Give what came of one input."""
    try:
        read(made)
    except OfftakeError:
        return "sentence"
    except Exception:
        print(f"input {made!r}", traceback.format_exc(limit=-3), sep="\n", flush=True)
        return "fault"
    return "value"


def at_random(name: str, seconds: float, seed: int) -> Counter[str]:
    """Alter seeds at random for some seconds."""
    noise, found = random.Random(f"{name} {seed}"), Counter[str]()
    known = list(SEEDS[name])
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        made = altered(noise.choice(known), SEEDS[name], noise)
        outcome = fed(TARGETS[name], made)
        found[outcome] += 1
        # What is read is worth altering further.
        if outcome == "value" and len(made) < 400 and noise.random() < 0.05:
            known.append(made)
    return found


def guided(name: str) -> None:
    """Let atheris look for new branches; what is left of the arguments is libFuzzer's.

    It ends the process, with another status than 0 if an input gave a fault.
    """
    atheris: Any = importlib.import_module("atheris")

    def feed(made: bytes) -> None:
        if fed(TARGETS[name], made) == "fault":
            raise RuntimeError("neither a value nor a sentence")

    atheris.Setup(sys.argv, feed)
    atheris.Fuzz()


def by_atheris(name: str, seconds: float, corpus: Path) -> Counter[str]:
    """Run atheris in a process of its own, from the seeds and what `corpus` kept of other runs."""
    folder = corpus / name.replace(" ", "-")
    folder.mkdir(parents=True, exist_ok=True)
    for seed in SEEDS[name]:
        (folder / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    options = ["-print_final_stats=1", "-rss_limit_mb=4096", f"-max_total_time={seconds:.0f}",
               f"-artifact_prefix={corpus / 'fault-'}", "-max_len=4096"]  # fmt: skip
    run = subprocess.run(
        [sys.executable, __file__, *options, str(folder)],
        env={**os.environ, _GUIDED: name},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    said = run.stdout + run.stderr
    units = re.search(r"number_of_executed_units: *(\d+)", said)
    branches = re.findall(r"cov: (\d+)", said)
    if run.returncode or units is None:
        print(run.stdout[-2_000:], run.stderr[-1_500:], sep="\n")
    return Counter(
        inputs=int(units[1]) if units else 0,
        branches=int(branches[-1]) if branches else 0,
        kept=len(list(folder.iterdir())),
        fault=int(bool(run.returncode)),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=TARGETS, help="one reader")
    parser.add_argument("--random", action="store_true", help="even where atheris is installed")
    parser.add_argument("--corpus", type=Path, help="folder for what atheris finds worth keeping")
    options = parser.parse_args()
    with_atheris = importlib.util.find_spec("atheris") is not None and not options.random
    faults = 0
    with tempfile.TemporaryDirectory(prefix="offtake-fuzz-") as folder:
        for name in [options.only] if options.only else TARGETS:
            if with_atheris:
                found = by_atheris(name, options.seconds, options.corpus or Path(folder))
                print(f"{name}: {found['inputs']} inputs by atheris, {found['branches']} branches, "
                      f"{found['kept']} kept, {found['fault']} faults", flush=True)  # fmt: skip
            else:
                found = at_random(name, options.seconds, options.seed)
                print(f"{name}: {found.total()} inputs: {found['value']} values, "
                      f"{found['sentence']} sentences, {found['fault']} faults",
                      flush=True)  # fmt: skip
            faults += found["fault"]
    return 1 if faults else 0


if __name__ == "__main__":
    if _GUIDED in os.environ:
        guided(os.environ[_GUIDED])
    sys.exit(main())
