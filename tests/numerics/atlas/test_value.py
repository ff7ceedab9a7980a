"""Losses of records: against the closed forms, against exact objectives of explicit networks, and against the refit."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.atlas.closed_forms import best_block_sum, dnc_loss
from numerics.atlas.components import components, cut
from numerics.atlas.explicit import explicit_records
from numerics.atlas.grid import Cell
from numerics.atlas.record import Record
from numerics.atlas.value import Pieces
from numerics.enclosure import enclose_dnc, enclose_srg
from numerics.refit import refit
from numerics.solution import exact_objective


def network(seed, K=4, L=4, width=5):
    """Random small integers, so that S = σ(M_L) is mostly of full rank."""
    rng = np.random.default_rng(seed)
    shapes = zip((*[width] * (L - 1), K + 3, K), (K, *[width] * (L - 1), K + 3), strict=True)
    return Record(tuple(rng.integers(-3, 6, shape).astype(np.int64) for shape in shapes), 2, "found")


def one(number):
    return arb(fmpq(number.numerator, number.denominator))


@pytest.mark.parametrize("lam", ["0.0004", "0.004", "0.01", "0.5"])
@pytest.mark.parametrize(("K", "L"), [(3, 2), (10, 4), (21, 8)])
def test_dnc_costs_its_closed_form_at_every_lambda(K, L, lam):
    identity = np.eye(K, dtype=np.int64)
    bound = Pieces.of(Record((identity,) * (L + 1), 0, "DNC")).bound(Fraction(lam) ** (L + 1)).loss
    exact = enclose_dnc(K, L, lam).loss
    assert not bound < exact
    assert abs(float((bound - exact).mid())) < 1e-10


@pytest.mark.parametrize(("r", "L"), [(4, 3), (5, 4), (6, 3), (7, 6)])
def test_srg_costs_its_closed_form_to_its_rounding(r, L):
    lam = Fraction(1, 25 * (r * (r - 1) // 2))
    cell = Cell(r * (r - 1) // 2, L, lam)
    found = explicit_records(cell)[0]
    bound = Pieces.of(found).bound(cell.product).loss
    least = min(
        (enclose_srg(r, L, lam).loss, enclose_dnc(cell.K, L, lam).loss, best_block_sum(cell)[1]), key=float
    )
    assert bound > least
    assert float(bound) < float(least) * (1 + 1e-7)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from([Fraction(1, 10**6), Fraction(1, 500), Fraction(1, 20)]))
def test_a_bound_is_the_refit_of_the_same_shapes(seed, lam):
    """The κ-curve of numerics.refit, which encloses eigenvalues, knows nothing of pieces or explicit last layers."""
    record = network(seed)
    if len(Pieces.of(record).pieces) > 1:
        return
    H1, *weights = record.exact()
    reference = refit(H1, weights[:-1], record.L).enclose([lam] * (record.L + 1))
    bound = Pieces.of(record).bound(lam ** (record.L + 1)).loss
    assert not bound < reference
    assert float(bound.mid()) == pytest.approx(float(reference.mid()), rel=1e-8)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_no_network_of_these_shapes_costs_less_than_the_bound(seed):
    """The record itself, with its own last layer and scales, in exact arithmetic."""
    record, lam = network(seed), Fraction(1, 1000)
    H1, *weights = record.exact()
    own = exact_objective(H1, weights, lam, (lam,) * record.L)
    assert Pieces.of(record).bound(lam ** (record.L + 1)).loss < one(own)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 3), st.sampled_from([2, 4, 8]))
def test_scales_of_layers_do_not_matter(seed, layer, scale):
    record = network(seed)
    factors = list(record.factors)
    factors[layer] = factors[layer] * scale
    scaled = Record(tuple(factors), record.bits, "found")
    product = Fraction(1, 300) ** 5
    first, second = (float(Pieces.of(r).bound(product).loss.mid()) for r in (record, scaled))
    assert first == pytest.approx(second, rel=1e-9)


def test_blocks_have_scales_of_their_own():
    """SRG ⊕ DNC with one block scaled: the loss is that of the block sum."""
    cell = Cell(11, 4, Fraction(1, 275))
    (record,) = explicit_records(cell)
    assert record.name == "SRG_5 ⊕ DNC_1"
    factors = [factor.copy() for factor in record.factors]
    for index, part in enumerate(components(factors)):
        if len(part[0]) == 1:
            single = part
        else:
            assert index == 0
    factors[2][np.ix_(single[3], single[2])] *= 64
    bound = Pieces.of(Record(tuple(factors), record.bits, "found")).bound(cell.product).loss
    assert float(bound.mid()) == pytest.approx(float(best_block_sum(cell)[1].mid()), rel=1e-7)
    assert bound < dnc_loss(cell)


def test_the_cost_constant_is_that_of_dnc_and_of_srg():
    identity = np.eye(4, dtype=np.int64)
    root = Pieces.of(Record((identity,) * 5, 0, "DNC")).cost_root
    assert root.contains(4) or abs(float(root.mid()) - 4) < 1e-30
    srg = Pieces.of(explicit_records(Cell(10, 4, Fraction(1, 250)))[0])
    (piece,) = srg.pieces
    by_hand = (8**0.5 + 4 * 3**0.5) ** 2 * 5 * (10 * 5 / 4) * (1 / 9 + 4 / 4 + 5)
    constant = float(Fraction(int(piece.cost_constant.p), int(piece.cost_constant.q)))
    assert constant == pytest.approx(by_hand, rel=1e-7)


def test_without_full_rank_there_is_no_cost_constant():
    flat = np.ones((2, 2), dtype=np.int64)
    pieces = Pieces.of(Record((flat, flat, flat), 0, "found"))
    assert pieces.cost_root is None
    assert pieces.bound(Fraction(1, 10**6)).loss < arb(0.5)  # one of the two directions is fitted


def test_zero_is_never_exceeded_and_given_up_classes_are_counted():
    identity = np.eye(3, dtype=np.int64)
    pieces = Pieces.of(Record((identity,) * 4, 0, "DNC"))
    bound = pieces.bound(Fraction(1))
    assert bound.loss.contains(arb(0.5))
    assert bound.given_up == 3
    dead = identity.copy()
    dead[2, 2] = 0
    some = Pieces.of(Record((identity, dead, identity, identity), 0, "found")).bound(Fraction(1, 10**8))
    assert some.given_up == 1


def test_pieces_of_a_network_cover_its_classes_once():
    record = explicit_records(Cell(17, 4, Fraction(1, 425)))[0]
    parts = list(components(record.factors))
    assert sorted(k for part in parts for k in part[0]) == list(range(17))
    for part in parts:
        assert cut(record.factors, part)[0].shape[1] == len(part[0])
