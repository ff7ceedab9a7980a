import operator
from collections import Counter
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from flint import arb, ctx
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.enclosure import compare, enclose_dnc, enclose_loss, enclose_srg, enclose_table
from numerics.losses import loss_table, zero_threshold
from theory.construction import Construction, LayerCost, eigenspaces
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.errors import InvalidInputError
from theory.symbols import K, L


def holds(ball: arb, value: mpmath.mpf) -> bool:
    """Whether the ball may contain the value, known to 60 digits; the balls have fewer than 35."""
    with ctx.workprec(400):
        return bool(ball.overlaps(arb(mpmath.nstr(value, 80), 1e-60)))


def mp_dnc(classes: int, depth: int, lam: Fraction) -> mpmath.mpf:
    """½(1-q)(1+Lq) at the largest root of s^{2L} - s^{L-1} + λK (MATH.md §2)."""
    with mpmath.workdps(100):
        C = mpmath.mpf(lam.numerator) / lam.denominator * classes
        s = mpmath.findroot(lambda s: s ** (2 * depth) - s ** (depth - 1) + C, 1 - C / (depth + 1))
        q = s ** (depth + 1)
        return (1 - q) * (1 + depth * q) / 2


def mp_srg(vertices: int, depth: int, lam: Fraction, start: list[float]) -> mpmath.mpf:
    """F(q) where its gradient in q vanishes, from the formulas of MATH.md §3 and not from ``theory``."""
    with mpmath.workdps(100):
        r = mpmath.mpf(vertices)
        classes = r * (r - 1) / 2
        s2 = [((r - 2) * (r - 3) / 2) ** 2, (r - 3) ** 2, mpmath.mpf(1)]
        m = [mpmath.mpf(1), r - 1, r * (r - 3) / 2]
        if depth == 2:
            c = ((r - 1) * (r - 4) / 2 + (r - 1) * (r - 2)) ** 2
        else:
            c = (
                (mpmath.sqrt(2 * (r - 1)) + (r - 1) * mpmath.sqrt(r - 2)) ** 2
                * r ** (depth - 3)
                * classes
                * r
                / 4
            )
        root = mpmath.mpf(lam.numerator) / lam.denominator * mpmath.power(c, mpmath.mpf(1) / (depth + 1))

        def norms(q):
            return sum(m[i] * q[i] ** 2 / s2[i] for i in range(3))

        def gradient(*q):
            common = root * mpmath.power(norms(q), -mpmath.mpf(depth) / (depth + 1))
            return [(1 - q[i]) / classes - common * q[i] / s2[i] for i in range(3)]

        q = mpmath.findroot(gradient, start)
        fit = sum(m[i] * (1 - q[i]) ** 2 for i in range(3)) / (2 * classes)
        return fit + mpmath.mpf(depth + 1) / 2 * root * mpmath.power(norms(q), mpmath.mpf(1) / (depth + 1))


class TestHighPrecision:
    @pytest.mark.parametrize("depth", [2, 3, 5, 12])
    @pytest.mark.parametrize("lam", ["0.004", "1e-9", "1/777"])
    def test_dnc(self, depth: int, lam: str) -> None:
        found = enclose_dnc(6, depth, lam)
        assert found.loss.rel_accuracy_bits() > 60
        assert holds(found.loss, mp_dnc(6, depth, Fraction(lam)))

    @pytest.mark.parametrize(
        ("vertices", "depth", "lam"),
        [
            (5, 4, Fraction(1, 250)),
            (5, 2, Fraction(317480, 10**7)),
            (4, 3, Fraction(1, 100)),
            (9, 7, Fraction(1, 1000)),
            (53, 2, Fraction(0.675 * float(zero_threshold(SRG_TWO_LAYERS, 53, 2)))),
            (300, 30, Fraction(1, 10**9)),
        ],
    )
    def test_srg(self, vertices: int, depth: int, lam: Fraction) -> None:
        found = enclose_srg(vertices, depth, lam)
        start = loss_table(vertices, depth, float(lam)).srg.outputs.tolist()
        assert found.loss.rel_accuracy_bits() > 60
        assert found.zero is False
        assert holds(found.loss, mp_srg(vertices, depth, lam, start))


class TestKnownValues:
    def test_four_layers_ten_classes(self) -> None:
        assert enclose_dnc(10, 4, "0.004").loss.overlaps(arb("0.0991798746", 5e-11))
        assert enclose_srg(5, 4, "0.004").loss.overlaps(arb("0.0809113322", 5e-11))
        assert compare(enclose_srg(5, 4, "0.004"), enclose_dnc(10, 4, "0.004")) == "<"

    def test_counterexample_at_two_layers(self) -> None:
        lam = "0.0317480"
        assert compare(enclose_srg(5, 2, lam), enclose_dnc(10, 2, lam)) == "<"
        assert compare(enclose_srg(5, 2, "0.029"), enclose_dnc(10, 2, "0.029")) == ">"
        assert compare(enclose_srg(6, 2, "0.02"), enclose_dnc(15, 2, "0.02")) == ">"

    def test_extreme_values(self) -> None:
        found = enclose_srg(10**4, 1000, "1e-300")
        assert found.loss.rel_accuracy_bits() > 60
        assert compare(found, enclose_dnc(10**4 * (10**4 - 1) // 2, 1000, "1e-300")) == "<"
        tiny = enclose_srg(10**4, 1000, Fraction(1, 10**2000))
        assert tiny.loss.rel_accuracy_bits() > 60
        assert tiny.loss > 0


class TestDecisions:
    def test_beyond_the_threshold_the_loss_is_one_half(self) -> None:
        for found in (enclose_dnc(10, 4, 1), enclose_srg(7, 3, 10**9), enclose_srg(7, 2, "0.9")):
            assert found.zero is True
            assert found.loss == arb(1) / 2
            assert found.kappa == (None,)

    def test_at_the_exact_threshold_nothing_is_claimed(self) -> None:
        """DNC, K = 2, L = 3: (λK)^4 = (1/3)^4 (2/3)^2, a rational Λ at which both solutions cost 1/2."""
        product = Fraction(1, 81) * Fraction(4, 9) / 16
        at = enclose_loss(DNC, 2, 3, product)
        assert at.zero is None
        assert not at.decided
        assert at.loss.contains(arb(1) / 2)
        assert at.loss.rel_accuracy_bits() > 40
        below = enclose_loss(DNC, 2, 3, product * (1 - Fraction(1, 10**60)))
        above = enclose_loss(DNC, 2, 3, product * (1 + Fraction(1, 10**60)))
        assert (below.zero, above.zero) == (False, True)
        assert compare(below, above) == "<"
        assert compare(at, above) is None

    def test_precision_is_raised_to_tell_close_losses_apart(self) -> None:
        a, b = enclose_dnc(10, 4, "0.004"), enclose_dnc(10, 4, Fraction(1, 250) + Fraction(1, 10**100))
        assert a.loss.overlaps(b.loss)
        assert compare(a, b) == "<"
        assert compare(b, a) == ">"

    def test_equal_losses_of_different_constructions(self) -> None:
        """At L = 2, r = 4 the SRG solution costs what DNC costs, at every λ."""
        for lam in ("1e-6", "0.01", "0.06"):
            assert compare(enclose_srg(4, 2, lam), enclose_dnc(6, 2, lam)) == "="
        assert compare(enclose_srg(4, 3, "0.01"), enclose_dnc(6, 3, "0.01")) == ">"

    def test_the_same_irrational_loss_is_not_decided(self) -> None:
        assert compare(enclose_srg(5, 4, "0.004"), enclose_srg(5, 4, 0.004)) in ("<", ">")
        assert compare(enclose_srg(5, 4, "0.004"), enclose_srg(5, 4, "1/250")) is None

    def test_a_float_is_its_binary_value(self) -> None:
        assert compare(enclose_dnc(10, 4, 0.1**3), enclose_dnc(10, 4, Fraction(0.1**3))) == "="
        assert compare(enclose_dnc(10, 4, 0.001), enclose_dnc(10, 4, "0.001")) != "="


class TestInputs:
    def test_factors_and_products_agree(self) -> None:
        factors = enclose_loss(DNC, 10, 3, [4, "0.001", "0.01", 0.5, Fraction(1, 50)])
        product = enclose_loss(DNC, 10, 3, Fraction(4, 1000) * Fraction(1, 100) * Fraction(1, 2) / 50)
        assert factors.loss.overlaps(product.loss)
        equal = enclose_dnc(10, 3, "0.003", n=7)
        assert equal.loss.overlaps(enclose_loss(DNC, 10, 3, [7, *["0.003"] * 4]).loss)

    def test_precision_of_the_caller_is_left_alone(self) -> None:
        with ctx.workprec(77):
            enclose_srg(5, 4, "0.0041")
            compare(enclose_srg(5, 4, "0.0041"), enclose_srg(5, 4, "41/10000"))
            assert ctx.prec == 77

    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (
                lambda: enclose_srg(3, 4, "0.1"),
                r"^r = 3 given; the srg construction needs an integer r >= 4$",
            ),
            (lambda: enclose_srg(5, 1, "0.1"), r"^L = 1 given"),
            (lambda: enclose_srg(5, 2.0, "0.1"), r"^L = 2\.0 given"),
            (lambda: enclose_dnc(1, 3, "0.1"), r"^K = 1 given"),
            (lambda: enclose_dnc(10, 3, "-0.1"), r"^lambda = -0\.1 given"),
            (lambda: enclose_dnc(10, 3, float("nan")), r"^lambda = nan given"),
            (lambda: enclose_dnc(10, 3, "0.1", n=0), r"^n = 0 given"),
            (lambda: enclose_loss(SRG, 5, 2, "0.1"), r"^L = 2 given; .*srg"),
            (lambda: enclose_loss(SRG_PLUS_DNC, 5, 3, "0.1"), r"needs values of K, r"),
            (lambda: enclose_loss(SRG_PLUS_DNC, {"r": 5, "K": 9}, 3, "0.1"), r"= -1 given"),
            (lambda: enclose_loss(DNC, 10, 3, ["0.1", 0]), r"^factor of the product = 0 given"),
        ],
    )
    def test_bad_values(self, call, message: str) -> None:
        with pytest.raises(InvalidInputError, match=message):
            call()

    def test_irrational_squares_are_refused(self) -> None:
        fourth_root = Construction(
            name="fourth",
            title="",
            source="",
            parameter=K,
            smallest=2,
            classes=K,
            layer_costs=(LayerCost("", K, L, ""),),
            spectrum=eigenspaces((K ** sp.Rational(1, 4), K)),
            width=K,
        )
        with pytest.raises(InvalidInputError, match="rational"):
            enclose_loss(fourth_root, 3, 3, "0.1")


def test_block_sums() -> None:
    """Half of the classes each: the total is the sum, and zero only if both blocks are."""
    both = enclose_loss(SRG_PLUS_DNC, {"r": 5, "K": 20}, 4, ["0.001"] * 5)
    assert len(both.kappa) == 2
    assert compare(both, enclose_dnc(20, 4, "0.001")) == "<"
    assert enclose_loss(SRG_PLUS_DNC, {"r": 5, "K": 20}, 4, 1).loss == arb(1) / 2
    alone = enclose_loss(SRG_PLUS_DNC, {"r": 5, "K": 10}, 4, ["0.001"] * 5)
    assert alone.loss.overlaps(enclose_srg(5, 4, "0.001").loss)


@settings(deadline=None, max_examples=40)
@given(st.integers(4, 40), st.integers(2, 12), st.floats(1e-9, 1))
def test_monotone_in_lambda_and_never_above_one_half(vertices: int, depth: int, lam: float) -> None:
    low, high = enclose_srg(vertices, depth, lam), enclose_srg(vertices, depth, Fraction(lam) * 2)
    assert not high.loss < low.loss
    assert not low.loss > arb(1) / 2
    if low.zero is False:
        assert compare(low, high) == "<"
    if low.zero:
        assert high.zero


def test_table_agrees_with_floats_and_single_cells() -> None:
    vertices, depth = np.arange(4, 14)[:, None, None], np.arange(2, 8)[:, None]
    lam = np.geomspace(1e-5, 0.05, 7)
    cells = enclose_table(vertices, depth, lam)
    table = loss_table(vertices, depth, lam)
    assert len(cells) == table.ratio.size
    for cell, ratio, dnc, srg in zip(
        cells, table.ratio.ravel(), table.dnc.loss.ravel(), table.srg.loss.ravel(), strict=True
    ):
        assert float(cell.dnc.loss.mid()) == pytest.approx(float(dnc), rel=1e-12)
        assert float(cell.srg.loss.mid()) == pytest.approx(float(srg), rel=1e-12)
        assert min(cell.dnc.loss.rel_accuracy_bits(), cell.srg.loss.rel_accuracy_bits()) > 60
        if abs(ratio - 1) > 1e-12:
            assert {"<": operator.lt, ">": operator.gt}[cell.order or ""](ratio, 1)
    counts = Counter(cell.order for cell in cells)
    assert counts[None] == 0
    assert (cells[0].r, cells[0].L, cells[0].lam) == (4, 2, lam[0])
