"""Makes the program's icons for all systems from one drawing, and tells whether they are stale.

    python3 packaging/dev.py python packaging/program_icons.py [--check]

The drawing is resources/icons/offtake.svg; the icons are in resources/icons/program. `--check`
writes nothing and ends with status 1 when they were made from another drawing.
"""

from __future__ import annotations

import hashlib
import os
import struct
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from shipped import ROOT

DRAWING = ROOT / "resources" / "icons" / "offtake.svg"
FOLDER = ROOT / "resources" / "icons" / "program"
#: Says from which drawing the icons were made; a picture may differ in a bit from Qt to Qt.
STAMP = FOLDER / "made-from.sha256"

#: Sides in pixels, as each system wants them.
PNG_SIDES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
#: The kinds of pictures in an icon of macOS, by their names there; the later are for dense screens.
ICNS_KINDS = {
    b"icp4": 16, b"icp5": 32, b"ic07": 128, b"ic08": 256, b"ic09": 512,
    b"ic11": 32, b"ic12": 64, b"ic13": 256, b"ic14": 512, b"ic10": 1024,
}  # fmt: skip


def stamp() -> str:
    """Give what the drawing is recognised by."""
    return hashlib.sha256(DRAWING.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def is_stale() -> bool:
    """Tell whether the icons were made from another drawing than that of today."""
    return not STAMP.exists() or STAMP.read_text(encoding="ascii").strip() != stamp()


def render(sides: Sequence[int]) -> dict[int, bytes]:
    """Draw the icon as PNG, by its side in pixels."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QIODevice
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    application = QGuiApplication.instance() or QGuiApplication(["icons"])
    renderer = QSvgRenderer(DRAWING.read_bytes())
    pictures = {}
    for side in sides:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        # PySide6 declares bytes here, and takes the name as text.
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        pictures[side] = bytes(buffer.data().data())
    del application
    return pictures


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """Give an icon of Windows: a list of its pictures, and the pictures as PNG."""
    header = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(header) + 16 * len(pictures)
    entries, body = b"", b""
    for side, picture in sorted(pictures.items()):
        # A side of 256 is written as 0 there.
        entries += struct.pack(
            "<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), place + len(body)
        )
        body += picture
    return header + entries + body


def icns(pictures: Mapping[int, bytes]) -> bytes:
    """Give an icon of macOS: one block for each kind of picture, as PNG."""
    body = b"".join(
        kind + struct.pack(">I", 8 + len(pictures[side])) + pictures[side]
        for kind, side in ICNS_KINDS.items()
    )
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


def make() -> list[Path]:
    """Write all icons; gives the files."""
    pictures = render(sorted({*PNG_SIDES, *ICO_SIDES, *ICNS_KINDS.values()}))
    files = {f"offtake-{side}.png": pictures[side] for side in PNG_SIDES}
    files["offtake.ico"] = ico({side: pictures[side] for side in ICO_SIDES})
    files["offtake.icns"] = icns(pictures)
    files[STAMP.name] = (stamp() + "\n").encode("ascii")
    FOLDER.mkdir(exist_ok=True)
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
    return [FOLDER / name for name in files]


def main(arguments: Sequence[str]) -> int:
    """Make the icons, or tell whether they must be made anew."""
    if "--check" in arguments:
        print("The icons must be made anew." if is_stale() else "The icons fit the drawing.")
        return int(is_stale())
    for file in make():
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
