"""How the set-up scripts speak: sentences on standard error, and what other programs said."""

import sys


class Failure(Exception):
    """Says in a sentence what stopped the set-up and what to do; ``status`` is the exit status."""

    def __init__(self, sentence: str, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def say(text: str) -> None:
    """Writes a message of this script to standard error, where no output of a program goes."""
    print(text, file=sys.stderr, flush=True)


def run_quietly(
    command: list[str], environment: dict[str, str] | None = None, show: str = ""
) -> tuple[int, str]:
    """Runs a program and gives its exit status and all it printed; shows lines that start so."""
    import subprocess

    try:
        process = subprocess.Popen(
            command,
            env=environment,
            # The set-up lock is theirs, too.
            close_fds=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        return 1, f"{command[0]}: {error.strerror}"
    lines = []
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            lines.append(line)
            if show and line.startswith(show):
                say(line.rstrip())
    return process.returncode, "".join(lines)


def last_lines(output: str, count: int = 4) -> str:
    """Gives the last lines that hold something, as one line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " / ".join(lines[-count:]) or "nothing"
