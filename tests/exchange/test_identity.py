from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.errors import FieldError
from desktop.exchange.identity import decode, encode

TYPES = st.sampled_from(["material", "capacity", "stock"])
IDS = st.integers(1, 10**9)


@given(TYPES, IDS, st.text(max_size=40))
def test_a_token_gives_its_id_back(type: str, id: int, workspace: str) -> None:
    token = encode(type, id, workspace)
    assert decode(token, type, workspace) == id
    assert decode(f" {token.lower()}\u00a0", type, workspace) == id
    assert not set(token) & set(string.digits) and len(token) <= 13


@given(TYPES, IDS, st.data())
def test_a_typing_error_is_noticed(type: str, id: int, data: st.DataObject) -> None:
    token = encode(type, id, "w")
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from(string.ascii_uppercase + string.digits))
    wrong = token[:place] + letter + token[place + 1 :]
    if wrong == token:
        return
    try:
        assert decode(wrong, type, "w") != id  # one in 160,000 may pass, as another record
    except FieldError as fault:
        assert wrong in str(fault)


def test_tokens_of_neighbours_other_types_and_other_workspaces_do_not_pass() -> None:
    faults = 0
    for id in range(1, 2001):
        token = encode("plant", id, "w")
        for type, workspace in (("plant", "v"), ("stock", "w")):
            try:
                decode(token, type, workspace)
            except FieldError:
                faults += 1
    assert faults >= 3999
    assert len({encode("plant", id, "w") for id in range(1, 5001)}) == 5000


@pytest.mark.parametrize("token", ["", "12", "BCD", "BCD-", "2028-03", "AEI-OUY", "=1+1", 3.5])
def test_what_is_no_token(token: object) -> None:
    with pytest.raises(FieldError, match="not an ID"):
        decode(token, "plant")


def test_unsaved_records_have_no_token() -> None:
    with pytest.raises(ValueError, match="-1"):
        encode("plant", -1)
