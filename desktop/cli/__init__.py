"""The command line: the same operations as the window, for scripts and for checks.

Exit status: 0 done, 1 problems found (printed), 2 wrong usage. Faults are one sentence on
standard error, never a traceback.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from desktop import __version__
from desktop.cli import (
    backups,
    briefing,
    exporting,
    files,
    installation,
    patching,
    plans,
    system_fault,
    updating,
    workbooks,
)
from desktop.cli.command import Command, Commands
from desktop.core import i18n
from desktop.core.errors import OfftakeError, ProblemsError
from desktop.core.i18n import Text

#: Each command: its help, what it takes, what it does.
COMMANDS: Commands = {
    **files.COMMANDS,
    **backups.COMMANDS,
    **workbooks.COMMANDS,
    **exporting.COMMANDS,
    **patching.COMMANDS,
    **updating.COMMANDS,
    **plans.COMMANDS,
    **briefing.COMMANDS,
    **installation.COMMANDS,
}


def run(
    arguments: Sequence[str],
    write_pdf: briefing.WritePdf | None = None,
    try_out: installation.SelfCheck | None = None,
) -> int:
    """Run one command and give its exit status.

    Without `write_pdf` nothing becomes a PDF, without `try_out` the installation is not checked.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # Consoles of Windows may not know Korean; a file or pipe gets UTF-8 everywhere.
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = argparse.Namespace(write_pdf=write_pdf, try_out=try_out)
    options = _parser().parse_args(arguments, given)
    i18n.use(options.language, iso=True)
    try:
        command: Command = options.run
        return command(options)
    except ProblemsError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
    except OfftakeError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        print(system_fault.sentence(error), file=sys.stderr)
    except KeyboardInterrupt:
        print(Text("Stopped"), file=sys.stderr)
        return 130
    except Exception as fault:  # a fault of the program itself is one sentence, too
        print(_unexpected(fault), file=sys.stderr)
    return 1


def _unexpected(fault: Exception) -> Text:
    """Say what went wrong in the program and where, for a report of it."""
    where = traceback.extract_tb(fault.__traceback__)[-1]
    return Text("The program itself failed ({kind}: {what}, {file} line {line}); what was written "
                "before is whole. Report it with these words.", kind=type(fault).__name__,
                what=" ".join(str(fault).split())[:200], file=Path(where.filename).name,
                line=where.lineno)  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="offtake",
        description="Plan the supply of scarce by-product metals. Without a command, or with a "
        "workspace file alone, the window opens.",
    )
    parser.add_argument("--version", action="version", version=f"Offtake {__version__}")
    parser.add_argument(
        "--language", choices=tuple(i18n.LANGUAGES), default="en", help="language of messages"
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (help_text, add_options, act) in COMMANDS.items():
        sub = commands.add_parser(name, help=help_text, description=help_text)
        add_options(sub)
        sub.set_defaults(run=act)
    return parser
