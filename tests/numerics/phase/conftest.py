"""Balls of the tests have the precision of the package."""

from collections.abc import Iterator

import pytest
from flint import ctx

from numerics.phase.units import BITS


@pytest.fixture(autouse=True)
def precision() -> Iterator[None]:
    with ctx.workprec(BITS):
        yield
