"""Arrays: what planning asks of whole arrays that several answers may share."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def fixed(*arrays: npt.NDArray[Any]) -> None:
    """Make arrays unchangeable, since others hold them as well."""
    for array in arrays:
        array.setflags(write=False)


def apart(one: npt.NDArray[Any], other: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Tell which rows of two arrays of the same shape differ."""
    if one is other or not one.size:
        return np.zeros(len(one), dtype=np.bool_)
    differs: npt.NDArray[np.bool_] = (one != other).reshape(len(one), -1).any(axis=1)
    return differs
