"""S23: what a network of a small cost constant proves, in floats and with other costs."""

import numpy as np
import pytest
import sympy as sp

from theory.proofs.records import DNC_CONSTANT, records
from theory.symbols import K, L


def test_dnc_has_this_constant():
    """The identity in every layer: L factors of squared norm K, and K for the last one."""
    assert DNC_CONSTANT.subs({K: 5, L: 3}) == 5**4


def test_one_layer_more_costs_its_rank():
    """A projector onto the columns of S leaves it as it is, and has squared norm K."""
    rng = np.random.default_rng(0)
    S = np.abs(rng.standard_normal((7, 4)))
    P = S @ np.linalg.pinv(S)
    assert np.allclose(np.maximum(P @ S, 0), S)
    assert np.linalg.norm(P) ** 2 == pytest.approx(4)


@pytest.mark.parametrize(
    "wrong",
    [
        {"layer_cost": K - 1},
        {"layer_cost": sp.Integer(1)},
        {"class_root": sp.Rational(1, 2)},
        {"class_root": sp.Integer(0)},
        {"class_root": sp.Integer(2)},
    ],
)
def test_other_costs_are_not_established(wrong):
    assert records().is_established()
    assert not records(**wrong).is_established()
