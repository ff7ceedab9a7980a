from itertools import pairwise

import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.ball_curve import BallCurve

spectra = st.dictionaries(
    st.fractions(min_value=1 / 16, max_value=4000, max_denominator=16),
    st.integers(1, 300),
    min_size=1,
    max_size=4,
).map(lambda pairs: tuple((fmpq(x.numerator, x.denominator), fmpq(m)) for x, m in pairs.items()))


def curve(spectrum: tuple[tuple[fmpq, fmpq], ...], L: int) -> BallCurve:
    """Curve of a single block with shape cost 1."""
    return BallCurve(L, sum((m for _, m in spectrum), fmpq(0)), spectrum, ())


def objective(spectrum: tuple[tuple[fmpq, fmpq], ...], L: int, log_cost: arb, q: list[arb]) -> arb:
    """F(q) of MATH.md §2, straight from its definition."""
    K = sum((m for _, m in spectrum), fmpq(0))
    fit = sum(((1 - x) ** 2 * m for x, (_, m) in zip(q, spectrum, strict=True)), arb(0)) / (2 * K)
    norms = sum((x**2 * (m / square) for x, (square, m) in zip(q, spectrum, strict=True)), arb(0))
    return fit + arb(fmpq(L + 1, 2)) * ((norms.log() + log_cost) / (L + 1)).exp()


@settings(deadline=None, max_examples=60)
@given(spectra, st.integers(2, 20))
def test_folds_are_sign_changes_of_the_slope(spectrum: tuple[tuple[fmpq, fmpq], ...], L: int) -> None:
    here = curve(spectrum, L)
    folds = here.folds
    assert len(folds) % 2 == 1
    assert all(a < b for a, b in pairwise(folds))
    bound = arb(fmpq(L + 1, L - 1))
    squares = [square for square, _ in spectrum]
    assert all(min(squares) * bound < fold or len(squares) == 1 for fold in folds)
    assert all(fold < max(squares) * bound or len(squares) == 1 for fold in folds)
    between = [folds[0] / 2, *((a + b) / 2 for a, b in pairwise(folds)), folds[-1] * 2]
    small = arb(2) ** -30
    for i, point in enumerate(between):
        rise = here.level(point * (1 + small)) - here.level(point)
        assert rise > 0 if i % 2 == 0 else rise < 0


@settings(deadline=None, max_examples=60)
@given(spectra, st.integers(2, 12), st.floats(-8, 1))
def test_the_minimum_is_reached_and_no_other_point_is_below(
    spectrum: tuple[tuple[fmpq, fmpq], ...], L: int, scale: float
) -> None:
    with ctx.workprec(128):
        here = curve(spectrum, L)
        log_cost = (L + 1) * (arb(scale) - arb(L).log()) - sum(
            (arb(m / s) for s, m in spectrum), arb(0)
        ).log()
        found = here.minimum(log_cost)
        assert found.decided
        if found.zero:
            assert found.loss == arb(fmpq(1, 2))
        else:
            assert found.loss < fmpq(1, 2)
            outputs = [square / (square + found.kappa) for square, _ in spectrum]
            assert found.loss.overlaps(objective(spectrum, L, log_cost, outputs))
            assert found.loss.rel_accuracy_bits() > 80
        for exponent in range(-30, 30):
            kappa = arb(2) ** exponent
            outputs = [square / (square + kappa) for square, _ in spectrum]
            assert not objective(spectrum, L, log_cost, outputs) < found.loss


@settings(deadline=None, max_examples=80)
@given(spectra, st.integers(2, 8), st.floats(-6, 2), st.floats(1e-6, 2))
def test_a_wide_ball_of_costs_holds_the_loss_of_each(
    spectrum: tuple[tuple[fmpq, fmpq], ...], L: int, scale: float, radius: float
) -> None:
    """Then branches may or may not be crossed, and no claim is made that is false for some of the costs."""
    here = curve(spectrum, L)
    centre = (L + 1) * (arb(scale) - arb(L).log()) - sum((arb(m / s) for s, m in spectrum), arb(0)).log()
    wide = here.minimum(centre + arb(0, radius))
    for i in range(-4, 5):
        exact = here.minimum((centre + arb(radius) * i / 4.001).mid())
        assert wide.loss.overlaps(exact.loss)
        assert wide.loss.contains(exact.loss.mid())
        if wide.zero is not None:
            assert wide.zero == exact.zero
        if wide.kappa is not None:
            assert wide.kappa.overlaps(exact.kappa)


def test_a_fold_that_touches_the_level_leaves_a_possible_crossing() -> None:
    """DNC with L = 3: the fold is κ = 2, where Λc = (2/K)^4 (K/9)^3 with c = K^3."""
    dnc = BallCurve(3, fmpq(6), ((fmpq(1), fmpq(6)),), ((fmpq(6), fmpq(3)),))
    log_product = arb(fmpq(2**4 * 6**3, 6**4 * 9**3 * 6**3)).log()
    found = dnc.minimum(log_product)
    assert found.zero is True
    assert found.loss == fmpq(1, 2)
    level = arb(6).log() + (log_product + 3 * arb(6).log()) / 4
    crossing = dnc._crossing(level, None, dnc._folds[0])
    assert crossing is not None
    assert not crossing.certain
    assert crossing.kappa.contains(2)


def test_two_branches_of_equal_loss_are_left_undecided() -> None:
    """Bisect for the cost at which two branches tie; a ball around it decides for neither of them."""
    spectrum = ((fmpq(10**6), fmpq(5)), (fmpq(1), fmpq(5)))
    here = curve(spectrum, 4)
    low, high = fmpq(-40), fmpq(0)
    for _ in range(40):
        middle = (low + high) / 2
        kappa = here.minimum(arb(middle)).kappa
        if kappa is not None and kappa < 10:
            low = middle
        else:
            high = middle
    before, beyond = here.minimum(arb(low)), here.minimum(arb(high))
    assert before.kappa < 10 < beyond.kappa
    tie = here.minimum(arb(low).union(arb(high)))
    assert tie.kappa is None
    assert tie.zero is False
    assert not tie.decided
    assert tie.loss.contains(before.loss.mid())
    assert tie.loss.contains(beyond.loss.mid())
    assert tie.loss.rel_accuracy_bits() > 25


def test_shape_cost_is_exact_only_for_rational_factors() -> None:
    spectrum = ((fmpq(1), fmpq(2)),)
    assert BallCurve(3, fmpq(2), spectrum, ((fmpq(2, 3), fmpq(3)),)).shape_cost == fmpq(8, 27)
    assert BallCurve(3, fmpq(2), spectrum, ((arb(2).sqrt(), fmpq(2)),)).shape_cost is None


@pytest.mark.parametrize("bits", [53, 96, 300, 2000])
def test_the_accuracy_follows_the_precision(bits: int) -> None:
    with ctx.workprec(bits):
        here = BallCurve(4, fmpq(10), ((fmpq(9), fmpq(1)), (fmpq(4), fmpq(4)), (fmpq(1), fmpq(5))), ())
        found = here.minimum(arb(fmpq(1, 10**6)).log())
    assert found.loss.rel_accuracy_bits() > 0.7 * bits
