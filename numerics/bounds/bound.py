"""What a lower bound is: a number with its name and what its proof rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flint import arb


class LowerBound(NamedTuple):
    """A number below which no solution of an L-DUFM lies.

    Attributes
    ----------
    loss : arb
        Ball; every solution costs at least its lower end.
    name : str
        Statement that proves the bound, such as ``"S9"``.
    depends_on : tuple of str
        Statements that the proof uses, directly or not.
    certificate : mapping
        JSON-ready data from which the bound can be checked again.
    """

    loss: arb
    name: str
    depends_on: tuple[str, ...]
    certificate: Mapping[str, Any]
