"""The bill of materials of a build, in the form of CycloneDX 1.5 (JSON)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from part import Part
from shipped import version

#: Terms of SPDX; what is none of them is told by name.
_WORDS = (" OR ", " AND ", " WITH ")


def bill(parts: Sequence[Part]) -> dict[str, Any]:
    """Give the bill: the program, its parts, and inside of each part what it holds.

    It holds no time, so that the same build gives the same bill.
    """
    components = []
    for part in parts:
        if part.inside:
            continue
        component = _component(part)
        inside = [_component(inner) for inner in parts if inner.inside == part.name]
        if inside:
            component["components"] = inside
        components.append(component)
    program = {
        "type": "application",
        "bom-ref": f"offtake@{version()}",
        "name": "Offtake",
        "version": version(),
        "licenses": [{"license": {"id": "Apache-2.0"}}],
    }
    references = [component["bom-ref"] for component in components]
    content = json.dumps(components, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, version() + content)}",
        "version": 1,
        "metadata": {"component": program},
        "components": components,
        "dependencies": [{"ref": program["bom-ref"], "dependsOn": references}],
    }


def _component(part: Part) -> dict[str, Any]:
    reference = f"{part.inside}/{part.name}@{part.version}".lstrip("/")
    component: dict[str, Any] = {"type": "library", "bom-ref": reference, "name": part.name}
    if part.version:
        component["version"] = part.version
    component["licenses"] = [_licence(part.licence)]
    if part.copyright:
        component["copyright"] = part.copyright
    if part.package:
        component["purl"] = f"pkg:pypi/{part.package}@{part.version}"
    return component


def _licence(terms: str) -> dict[str, Any]:
    if terms.startswith("LicenseRef") or any(word in terms for word in _WORDS):
        return {"expression": terms}
    if terms == "Public-domain" or " " in terms or terms == "BSD-3-Clause-PCRE2":
        return {"license": {"name": terms}}
    return {"license": {"id": terms}}


def write(parts: Sequence[Part], path: Path) -> None:
    """Write the bill of these parts."""
    text = json.dumps(bill(parts), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")
