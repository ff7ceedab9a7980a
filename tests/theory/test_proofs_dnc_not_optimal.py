"""S6: the block solution against DNC by direct minimisation, and the inequality of its block."""

import pytest
import sympy as sp

from theory.obligations import sign_in_q_sqrt2
from theory.proofs import dnc_not_optimal as proof
from theory.proofs.cost_constants import margin
from theory.symbols import r


@pytest.mark.parametrize(
    ("total", "depth"), [(10, 3), (11, 3), (13, 3), (29, 3), (6, 4), (7, 4), (9, 4), (25, 4), (6, 6), (8, 5)]
)
def test_the_block_solution_costs_less_than_dnc(reference, total, depth):
    value = 5 if depth == 3 else 4
    block = value * (value - 1) // 2
    rest = total - block
    for fraction in (0.05, 0.5, 0.9, 1.0):
        product = (fraction * reference.threshold_by_scan(depth) / total) ** (depth + 1)
        dnc = reference.least_loss([(1.0, total)], float(total) ** depth, depth, product)
        spectrum, shape_cost = reference.srg_by_hand(value, depth)
        mixed = reference.least_loss(spectrum, shape_cost, depth, product, classes=total)
        if rest:
            mixed += reference.least_loss([(1.0, rest)], float(rest) ** depth, depth, product, classes=total)
        assert mixed < dnc - 1e-7


@pytest.mark.parametrize(("depth", "value", "positive"), [(3, 4, False), (3, 5, True), (4, 4, True)])
def test_the_smallest_blocks(reference, depth, value, positive):
    assert (sign_in_q_sqrt2(margin(depth).subs(r, value)) > 0) is positive
    spectrum, shape_cost = reference.srg_by_hand(value, depth)
    cost = shape_cost * sum(m / s**2 for s, m in spectrum)
    assert (cost < (value * (value - 1) // 2) ** (depth + 1)) == positive


def test_a_margin_of_the_wrong_sign_is_not_established(monkeypatch):
    monkeypatch.setattr(proof, "margin", lambda depth: -margin(depth))
    assert len(proof.dnc_not_optimal.__wrapped__().open_obligations()) == 2


def test_a_wrong_block_size_is_not_established(monkeypatch):
    monkeypatch.setattr(proof, "CLASSES", r * (r + 1) / 2)
    assert not proof.dnc_not_optimal.__wrapped__().is_established()


def test_an_irrational_margin_other_than_root_2_is_refused(monkeypatch):
    monkeypatch.setattr(proof, "margin", lambda depth: sp.sqrt(3))
    with pytest.raises(ValueError, match="is not a"):
        proof.dnc_not_optimal.__wrapped__()


@pytest.mark.parametrize("block", [(2, 5, 10), (2, 100, 4950), (4, 3, 3), (3, 3, 3)])
def test_a_block_without_an_srg_solution_is_not_established(block):
    claims = [o for o in proof._block_wins((block,)).obligations if "SRG is defined" in o.describe()]
    assert len(claims) == 1
    assert not claims[0].check()
    assert not proof.dnc_not_optimal((block,)).is_established()


def test_the_margin_vanishes_at_no_block():
    for depth, value, _ in proof.BLOCKS:
        assert sign_in_q_sqrt2(margin(depth).subs(r, value)) == 1
        assert sign_in_q_sqrt2(margin(depth).subs(r, value - 1)) in (-1, 0)
