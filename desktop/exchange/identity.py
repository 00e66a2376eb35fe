"""Row identity: the token in a workbook's first column that says which record a row is.

A token such as `BCD-RKWX` carries the record's id in consonants (no digits, so a fill handle
repeats it instead of counting; no vowels, so it is never a word or a month) and four check
letters over the workspace, the record type and the id. A typing error, a token of another
sheet and a row of another workspace are therefore noticed.
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

from desktop.core.errors import FieldError
from desktop.core.fields import clean
from desktop.core.i18n import Text

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_BODY, _CHECK = 3, 4  # least letters of the id, letters of the check
_TOKEN = re.compile(rf"([{_LETTERS}]{{{_BODY},12}})-([{_LETTERS}]{{{_CHECK}}})")


def encode(type_name: str, id: int, workspace: str = "") -> str:
    """Give the token of a saved record (id 1 or more) of a workspace."""
    if id < 1:
        raise ValueError(f"a record that is not saved has no token: {id}")
    letters = []
    rest = id
    while rest:
        rest, value = divmod(rest, len(_LETTERS))
        letters.append(_LETTERS[value])
    body = "".join(reversed(letters)).rjust(_BODY, _LETTERS[0])
    return f"{body}-{_check(type_name, body, workspace)}"


def decode(token: object, type_name: str, workspace: str = "") -> int:
    """Give the record id that a token carries. Raises `FieldError` when its check fails."""
    text = unicodedata.normalize("NFKC", clean(str(token))).upper()
    match = _TOKEN.fullmatch(text)
    if match is None or match[2] != _check(type_name, match[1], workspace):
        raise FieldError(
            Text("“{token}” is not an ID of this sheet; it was changed or comes from elsewhere",
                 token=token)
        )  # fmt: skip
    id = 0
    for letter in match[1]:
        id = id * len(_LETTERS) + _VALUES[letter]
    return id


def _check(type_name: str, body: str, workspace: str) -> str:
    hashed = _start(type_name, workspace).copy()
    hashed.update(body.encode("ascii"))
    number = int.from_bytes(hashed.digest(), "big")
    letters = []
    for _ in range(_CHECK):
        number, value = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[value])
    return "".join(letters)


@functools.lru_cache(maxsize=64)
def _start(type_name: str, workspace: str) -> hashlib.blake2b:
    return hashlib.blake2b(f"{workspace}\n{type_name}\n".encode(), digest_size=8)
