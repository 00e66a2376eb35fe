"""Leftovers: hidden files that a process leaves beside a workspace when it is killed at work.

Nobody sees them, and nobody needs them: each is a copy that was not finished. What others made is
never touched, nor is what somebody may still be writing.
"""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path

#: Nobody writes one file for so long.
_DEAD = dt.timedelta(days=1)
_OURS = re.compile(
    # New workspaces and copies, a backup on its way back, workbooks and reports.
    r"\.offtake-[0-9a-f]{12}\.part(-journal)?"
    r"|\.offtake-restore-\d{12}\.offtake(-journal)?"
    r"|\..+\.(xlsx|xlsm|csv|html|md|pdf)\.[0-9a-f]{8}\.tmp"
)


def clear(folder: Path, now: dt.datetime) -> list[Path]:
    """Remove what processes left in a folder that were killed a day ago or earlier; give it.

    What cannot be removed stays. `now` is any time with its zone.
    """
    gone: list[Path] = []
    with suppress(OSError):
        for path in folder.glob(".*"):
            if _OURS.fullmatch(path.name) and not path.is_symlink() and path.is_file():
                with suppress(OSError):  # another user's, or a folder that cannot be written
                    if now.timestamp() - path.stat().st_mtime > _DEAD.total_seconds():
                        path.unlink()
                        gone.append(path)
    return gone
