"""Feed the readers with altered input: `python3 packaging/dev.py python tests/benchmarks/fuzz.py`.

Uses atheris, which follows the branches of the code, where it is installed; else alters at random
what `tests/exchange/fuzzing.py` begins with. Prints for each reader how many inputs gave a value
and how many a sentence, and ends with status 1 if any gave something else.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

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


def guided(name: str, seconds: float) -> None:
    """Let atheris look for new branches for some seconds; it ends the process and prints counts."""
    atheris: Any = importlib.import_module("atheris")

    def feed(made: bytes) -> None:
        if fed(TARGETS[name], made) == "fault":
            raise RuntimeError("neither a value nor a sentence")

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], f"-max_total_time={seconds:.0f}"], feed)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="for each reader")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=TARGETS, help="one reader; atheris can take only one")
    options = parser.parse_args()
    if options.only and importlib.util.find_spec("atheris") is not None:
        guided(options.only, options.seconds)
    faults = 0
    for name in [options.only] if options.only else TARGETS:
        found = at_random(name, options.seconds, options.seed)
        faults += found["fault"]
        print(f"{name}: {found.total()} inputs: {found['value']} values, {found['sentence']} "
              f"sentences, {found['fault']} faults", flush=True)  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
