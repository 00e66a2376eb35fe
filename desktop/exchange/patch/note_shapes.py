"""The boxes of notes, in the old drawing language that Excel keeps for them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.exchange.patch.places import Place

_SPACES = (
    b'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_TYPE = (
    b'<v:shapetype %b id="_x0000_t202" coordsize="21600,21600" o:spt="202" '
    b'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>' % _SPACES
)
_IDS = re.compile(rb"""_x0000_s(\d+)""")
_MAP = re.compile(rb"""idmap\b[^>]*\bdata\s*=\s*["'](\d+)""")
_PER_BLOCK = 1024  # shape ids that belong to one number of the id map


def drawing(number: int, places: Sequence[Place]) -> bytes:
    """Give a drawing part with a box for each note; `number` sets its ids apart from others'."""
    layout = (
        b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="%d"/></o:shapelayout>' % number
    )
    boxes = _shapes(number * _PER_BLOCK + 1, places)
    return b"<xml " + _SPACES + b">" + layout + _TYPE + boxes + b"</xml>"


def more_shapes(content: bytes, places: Sequence[Place]) -> bytes:
    """Give boxes that go to the end of a drawing part."""
    given = _MAP.search(content)
    first = int(given[1]) * _PER_BLOCK if given else _PER_BLOCK
    taken = [int(number) for number in _IDS.findall(content)]
    start = max([first, *taken]) + 1
    type = b"" if re.search(rb"""\sid\s*=\s*["']_x0000_t202["']""", content) else _TYPE
    return (type if places else b"") + _shapes(start, places)


def _shapes(first: int, places: Sequence[Place]) -> bytes:
    return b"".join(_shape(first + n, *place) for n, place in enumerate(places))


def _shape(id: int, row: int, column: int) -> bytes:
    anchor = b"%d, 15, %d, 2, %d, 31, %d, 9" % (column + 1, max(row - 1, 0), column + 4, row + 4)
    return (
        b'<v:shape %b id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;'
        b'margin-left:60pt;margin-top:1.5pt;width:190pt;height:75pt;z-index:1;visibility:hidden" '
        b'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
        b'<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
        b'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        b"<x:Anchor>%b</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row>"
        b"<x:Column>%d</x:Column></x:ClientData></v:shape>" % (_SPACES, id, anchor, row, column)
    )
