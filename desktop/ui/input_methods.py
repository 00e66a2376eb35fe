"""Input methods: how Korean is typed on Linux, where Qt needs a plugin for each program of them."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

_ONE, _SEVERAL = "QT_IM_MODULE", "QT_IM_MODULES"


def prepare_input(environment: MutableMapping[str, str] = os.environ) -> None:
    """Let a user of fcitx type; to be called before the application is made.

    The packages of Qt bring no plugin for fcitx, so Qt would take none at all. But fcitx serves
    programs that ask for ibus, too, and Qt takes the first of several that it has.
    """
    wanted = environment.get(_ONE, "")
    if wanted.startswith("fcitx") and _SEVERAL not in environment:
        environment[_SEVERAL] = f"{wanted};ibus"
