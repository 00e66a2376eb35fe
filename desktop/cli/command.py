"""What all commands share: opening the file, printing JSON, the options they have in common."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.storage.store import Store

#: What a command is: its help, what adds its options, what it does (which gives the exit status).
Command = Callable[[argparse.Namespace], int]
Commands = dict[str, tuple[str, Callable[[argparse.ArgumentParser], None], Command]]


def open_store(options: argparse.Namespace, read_only: bool = False) -> Store:
    """Open the workspace that a command names."""
    from desktop.storage.store import Store

    return Store.open(options.file, read_only=read_only)


def print_json(value: Any) -> None:
    """Print a result as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))


def add_file(parser: argparse.ArgumentParser) -> None:
    """Let a command take a workspace file."""
    parser.add_argument("file", metavar="FILE", type=Path, help="workspace file (.offtake)")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Let a command print JSON."""
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
