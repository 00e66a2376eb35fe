"""One part of what is shipped: a package, or what is inside of one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part: `inside` names the part that holds it, `systems` those it is shipped on (or all).

    `texts` are files of resources/licences; `package` is the name that a package index knows.
    """

    name: str
    version: str
    licence: str
    copyright: str = ""
    inside: str = ""
    texts: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    package: str = ""
