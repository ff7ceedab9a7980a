"""Pairs in halves (S25): matrices made by hand, against the closed form and against SRG."""

from itertools import combinations

import numpy as np
import pytest

from numerics.families.blocks import pieces_of
from numerics.families.catalogue import family_networks
from numerics.families.closed import halves, halves_layers
from numerics.losses import log_product_equal, loss_of, srg_loss
from theory.constructions.halves import EVEN, ODD
from theory.errors import InvalidInputError

CASES = [(3, 5, ODD), (3, 6, EVEN), (4, 7, ODD), (4, 8, EVEN)]


def slow_constant(r, t, L):
    """‖B‖_*² r^(L-3) ‖W‖² tr (SᵀS)⁻¹ from loops over subsets."""
    edges, subsets = list(combinations(range(r), 2)), list(combinations(range(r), t))
    B = np.array([[float(v in e) for e in edges] for v in range(r)])
    S = np.array([[float(e[0] in T and e[1] in T) for e in edges] for T in subsets])
    nuclear = np.linalg.svd(B, compute_uv=False).sum()
    return nuclear**2 * r ** (L - 3) * len(subsets) * r / 4 * np.trace(np.linalg.inv(S.T @ S))


@pytest.mark.parametrize(("t", "r", "family"), CASES)
@pytest.mark.parametrize("L", [3, 5])
def test_the_cost_constant_is_that_of_the_matrices(t, r, family, L):
    value = {family.parameter: t}
    closed = float(family.uniform_cost_constant.subs({**value, _depth(family): L}))
    assert closed == pytest.approx(slow_constant(r, t, L), rel=1e-12)


def _depth(family):
    return next(s for s in family.uniform_cost_constant.free_symbols if s.name == "L")


@pytest.mark.parametrize(("t", "r", "family"), CASES)
@pytest.mark.parametrize(("L", "lam"), [(3, 0.001), (4, 0.004)])
def test_the_network_costs_what_the_closed_form_says(t, r, family, L, lam):
    found = halves(r, t, lambda_H=lam, lambdas=(lam,) * L).objective(lam, (lam,) * L).total
    assert found == pytest.approx(loss_of(family, t, L, log_product_equal(lam, L)).loss, rel=1e-12)
    srg = srg_loss(r, L, log_product_equal(lam, L)).loss
    assert found == pytest.approx(srg, rel=1e-12) if r == 5 else found < srg * 0.96


def test_the_middle_is_the_best_size():
    constants = [slow_constant(8, t, 3) for t in range(2, 7)]
    assert int(np.argmin(constants)) + 2 == 4


def test_it_is_among_the_families():
    names = [piece.name for piece in pieces_of(15)]
    assert "halves r = 6" in names
    assert "halves r = 7" in [piece.name for piece in pieces_of(21)]
    assert not any("halves" in piece.name for piece in (*pieces_of(6), *pieces_of(10)))
    networks = dict(family_networks(15, 3))
    assert (
        min(networks, key=lambda name: networks[name].objective(0.004, (0.004,) * 3).total) == "halves r = 6"
    )


def test_outputs_are_the_targets():
    Z, R, V = halves_layers(7, 4)
    assert np.allclose(V @ np.maximum(R @ Z, 0), np.eye(21))


@pytest.mark.parametrize(
    ("r", "t", "message"), [(6, 5, "t is at most r - 2"), (3, 2, "r = 3 given"), (8, 1, "t = 1 given")]
)
def test_bad_sizes_are_refused(r, t, message):
    with pytest.raises(InvalidInputError, match=message):
        halves_layers(r, t)


def test_no_network_where_zero_is_better():
    with pytest.raises(InvalidInputError, match="zero costs less"):
        halves(6, 3, lambda_H=1.0, lambdas=(1.0,) * 3)
    with pytest.raises(InvalidInputError, match="r must be 2t or 2t - 1"):
        halves(8, 3, lambda_H=0.004, lambdas=(0.004,) * 3)
