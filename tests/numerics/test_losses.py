import warnings

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from numerics.block_loss import block_loss
from numerics.enclosure import enclose_dnc, enclose_loss, enclose_srg
from numerics.losses import (
    dnc_loss,
    log_product,
    log_product_equal,
    loss_of,
    loss_table,
    srg_loss,
    zero_threshold,
)
from theory.construction import Construction, LayerCost, eigenspaces
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG, SRG_TWO_LAYERS
from theory.errors import InvalidInputError
from theory.symbols import K, L


def srg_variant(depth: int) -> Construction:
    return SRG_TWO_LAYERS if depth == 2 else SRG


class TestKnownValues:
    """Numbers of MATH.md §3 and §4."""

    def test_four_layers_ten_classes(self) -> None:
        table = loss_table(5, 4, 0.004)
        assert table.dnc.loss == pytest.approx(0.0991798746, abs=5e-11)
        assert table.srg.loss == pytest.approx(0.0809113322, abs=5e-11)
        np.testing.assert_allclose(table.srg.outputs, [0.99363, 0.98577, 0.94541], atol=5e-6)
        assert (table.K, table.dnc_rank, table.srg_rank) == (10, 10, 5)
        assert not table.dnc.zero
        assert not table.srg.zero

    def test_two_layers_counterexample_near_the_threshold(self) -> None:
        threshold = zero_threshold(DNC, 10, 2)
        assert 0.8 * threshold == pytest.approx(0.0317480, abs=5e-8)
        table = loss_table(5, 2, 0.8 * threshold)
        assert table.srg.loss == pytest.approx(0.41607, abs=5e-6)
        assert table.dnc.loss == pytest.approx(0.41842, abs=5e-6)
        ratios = loss_table(5, 2, threshold * np.array([0.74, 0.746])).ratio
        assert ratios[0] > 1 > ratios[1]

    def test_two_layers_four_vertices_is_a_tie(self) -> None:
        lam = np.geomspace(1e-5, 0.06, 30)
        np.testing.assert_allclose(loss_table(4, 2, lam).ratio, 1, rtol=1e-14)


def test_dnc_is_the_root_of_its_polynomial() -> None:
    """s^{2L} - s^{L-1} + λK = 0 at its largest root, q = s^{L+1}, loss ½(1-q)(1+Lq)."""
    for depth in (2, 3, 4, 7):
        for classes in (2, 10, 300):
            for fraction in (1e-8, 1e-3, 0.5, 0.999):
                lam = float(fraction * zero_threshold(DNC, classes, depth))
                coefficients = np.zeros(2 * depth + 1)
                coefficients[[0, depth + 1, -1]] = 1, -1, lam * classes
                roots = np.roots(coefficients)
                s = roots[np.abs(roots.imag) < 1e-9].real.max()
                q = s ** (depth + 1)
                found = dnc_loss(classes, depth, log_product_equal(lam, depth))
                assert found.outputs == pytest.approx([q], rel=1e-9)
                # 1 - q cancels in the reference at small λ.
                assert found.loss == pytest.approx((1 - q) * (1 + depth * q) / 2, rel=1e-9, abs=1e-13)


class TestAgainstEnclosures:
    """The true value lies in the ball; the float must be within 1e-12 of it."""

    @staticmethod
    def check(value: float, ball) -> None:
        assert abs(value - float(ball.mid())) <= 1e-12 * float(ball.mid())

    @pytest.mark.parametrize("depth", [2, 3, 4, 5, 8, 33, 1000])
    @pytest.mark.parametrize("vertices", [4, 5, 6, 8, 11, 17, 60, 1000, 10_000])
    def test_over_the_whole_range(self, vertices: int, depth: int) -> None:
        classes = vertices * (vertices - 1) // 2
        thresholds = [
            zero_threshold(srg_variant(depth), vertices, depth),
            zero_threshold(DNC, classes, depth),
        ]
        lam = [5e-324, 1e-300, 1e-100, 1e-20, 1e-6, 1e300]
        lam += [float(f * t) for t in thresholds for f in (1e-2, 0.3, 0.7, 0.9, 0.999, 1.001, 3)]
        table = loss_table(vertices, depth, lam)
        for i, value in enumerate(lam):
            self.check(
                table.srg.loss[i], enclose_srg(vertices, depth, value).loss
            ) if value > 1e-310 else None
            self.check(table.dnc.loss[i], enclose_dnc(classes, depth, value).loss) if value > 1e-310 else None
            assert table.srg.zero[i] == (enclose_srg(vertices, depth, value).zero is True)
            assert table.dnc.zero[i] == (enclose_dnc(classes, depth, value).zero is True)

    @settings(deadline=None, max_examples=60)
    @given(
        st.integers(4, 300),
        st.integers(2, 60),
        st.floats(-12, 0.1).map(np.exp),
        st.integers(1, 5000),
    )
    def test_random_cells(self, vertices: int, depth: int, fraction: float, n: int) -> None:
        threshold = zero_threshold(srg_variant(depth), vertices, depth)
        lam = float(fraction * threshold / n ** (1 / (depth + 1)))
        found = srg_loss(vertices, depth, log_product_equal(lam, depth, n))
        self.check(float(found.loss), enclose_srg(vertices, depth, lam, n).loss)

    # At L = 2 the eigenspace of 1 is given up near the threshold: its branch of the κ-curve is not the first.
    @pytest.mark.parametrize(
        ("vertices", "fraction"),
        [(11, 0.849), (12, 0.776), (17, 0.858), (53, 0.675), (120, 0.9), (9000, 0.9)],
    )
    def test_minima_beyond_the_first_branch(self, vertices: int, fraction: float) -> None:
        lam = float(fraction * zero_threshold(SRG_TWO_LAYERS, vertices, 2))
        found = srg_loss(vertices, 2, log_product_equal(lam, 2))
        assert found.outputs[2] < 0.1 < found.outputs[1]
        enclosed = enclose_srg(vertices, 2, lam)
        self.check(float(found.loss), enclosed.loss)
        assert float(found.kappa) == pytest.approx(float(enclosed.kappa[0].mid()), rel=1e-9)


class TestThreshold:
    @pytest.mark.parametrize("depth", [2, 3, 4, 10, 1000])
    @pytest.mark.parametrize("vertices", [4, 5, 10, 100, 10_000])
    def test_zero_wins_just_beyond_and_not_just_before(self, vertices: int, depth: int) -> None:
        construction = srg_variant(depth)
        threshold = zero_threshold(construction, vertices, depth)
        before, beyond = (
            srg_loss(vertices, depth, log_product_equal(threshold * factor, depth))
            for factor in (1 - 1e-9, 1 + 1e-9)
        )
        assert not before.zero
        assert 0.5 - 1e-6 < before.loss < 0.5
        assert beyond.zero
        assert beyond.loss == 0.5
        assert np.isposinf(beyond.kappa)
        assert np.all(beyond.outputs == 0)

    def test_dnc_threshold_formula(self) -> None:
        depth = np.array([2, 3, 4, 50, 1000])
        expected = (1 / depth) * ((depth - 1) / depth) ** ((depth - 1) / (depth + 1)) / 21
        np.testing.assert_allclose(zero_threshold(DNC, 21, depth), expected, rtol=1e-14)

    def test_broadcasts(self) -> None:
        found = zero_threshold(SRG, np.arange(4, 9)[:, None], np.arange(3, 6))
        assert found.shape == (5, 3)
        assert found[2, 1] == zero_threshold(SRG, 6, 4)


@given(st.integers(4, 60), st.integers(2, 30), st.integers(0, 10**6))
def test_losses_increase_with_lambda(vertices: int, depth: int, seed: int) -> None:
    lam = np.sort(np.exp(np.random.default_rng(seed).uniform(-20, 0, 200)))
    for found in (loss_table(vertices, depth, lam).srg, loss_table(vertices, depth, lam).dnc):
        assert np.all(np.diff(found.loss) >= 0)
        assert np.all(np.diff(found.kappa[~found.zero]) > 0)
        assert np.all(found.loss[found.zero] == 0.5)


def test_nothing_overflows_or_warns_anywhere() -> None:
    lam = np.concatenate((np.geomspace(1e-300, 1e300, 61), [5e-324, 1.7e308]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = loss_table(
            np.array([4, 5, 17, 10**4, 10**6])[:, None, None], np.array([2, 3, 4, 1000, 10**6])[:, None], lam
        )
        entries = [table.ratio, table.dnc.loss, table.srg.loss, table.dnc.outputs, table.srg.outputs]
    for entry in entries:
        assert np.all(np.isfinite(entry))
    assert np.all((table.srg.loss > 0) & (table.srg.loss <= 0.5))
    assert not np.any(np.isnan(table.srg.kappa))
    np.testing.assert_array_equal(table.srg_rank == 0, table.srg.zero)


class TestLogProduct:
    def test_equal_and_separate_agree(self) -> None:
        assert log_product(7, 0.01, [0.01] * 4) == pytest.approx(
            float(log_product_equal(0.01, 4, 7)), rel=1e-15
        )

    def test_only_the_product_matters(self) -> None:
        """MATH.md §2: n samples with λ_H are one sample with n λ_H."""
        many = dnc_loss(10, 3, log_product(4, 0.001, [0.01, 0.02, 0.03])).loss
        one = dnc_loss(10, 3, log_product(1, 0.004, [0.03, 0.02, 0.01])).loss
        assert many == pytest.approx(float(one), rel=1e-14)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((0, 0.1, [0.1]), "n = 0"),
            ((1.5, 0.1, [0.1]), r"n = 1\.5"),
            ((1, 0.0, [0.1]), "lambda_H = 0"),
            ((1, 0.1, [0.1, -2.0]), "lambda_2 = -2"),
            ((1, np.nan, [0.1]), "lambda_H = nan"),
        ],
    )
    def test_bad_values(self, arguments: tuple, message: str) -> None:
        with pytest.raises(InvalidInputError, match=message):
            log_product(*arguments)


class TestAnyConstruction:
    def test_block_sum_is_the_sum_of_its_blocks(self) -> None:
        product = log_product_equal(np.geomspace(1e-5, 0.1, 40), 4)
        both = loss_of(SRG_PLUS_DNC, {"r": 5, "K": 17}, 4, product)
        srg = block_loss(
            product + 2 * np.log(4 * 3**0.5 + 8**0.5) + np.log(5 * 12.5), [3, 2, 1], [1, 4, 5], 4, 17
        )
        dnc = block_loss(product + 4 * np.log(7), [1], [7], 4, 17)
        np.testing.assert_allclose(both.loss, srg.loss + dnc.loss, rtol=1e-13)
        np.testing.assert_array_equal(both.zero, srg.zero & dnc.zero)
        assert np.all(both.loss[both.zero] == pytest.approx(0.5, rel=1e-15))

    def test_remainders_of_one_class_and_none(self) -> None:
        product = log_product_equal(0.004, 4)
        found = loss_of(SRG_PLUS_DNC, {"r": 5, "K": [10, 11]}, 4, product)
        assert found.loss[0] == srg_loss(5, 4, product).loss
        one = block_loss(product, [1.0], [1.0], 4, 11).loss
        assert found.blocks[1].loss.tolist() == [0.0, one]

    def test_srg_plus_dnc_beats_dnc(self) -> None:
        """S6: for L = 3, K >= 10 and L >= 4, K >= 6."""
        for vertices, depth, classes in ((5, 3, np.arange(10, 60)), (4, 4, np.arange(6, 60))):
            lam = zero_threshold(DNC, classes, depth) * np.geomspace(1e-4, 1, 9)[:, None]
            product = log_product_equal(lam, depth)
            both = loss_of(SRG_PLUS_DNC, {"r": vertices, "K": classes}, depth, product)
            assert np.all(both.loss < dnc_loss(classes, depth, product).loss)

    def test_a_new_construction_needs_nothing_here(self) -> None:
        """Irrational singular values and a cost that depends on the depth in its own way."""
        new = Construction(
            name="new",
            title="",
            source="",
            parameter=K,
            smallest=2,
            classes=2 * K,
            layer_costs=(
                LayerCost("H_1, W_1", sp.sqrt(K), sp.Integer(2), ""),
                LayerCost("", 3 * K, L - 2, ""),
            ),
            spectrum=eigenspaces((sp.sqrt(K), K), (sp.sqrt(2), K)),
            width=K,
        )
        found = loss_of(new, [4, 9], 5, -30.0)
        for i, value in enumerate((4.0, 9.0)):
            log_cost = -30 + np.log(value) + 3 * np.log(3 * value)
            direct = block_loss(log_cost, [value**0.5, 2**0.5], [value, value], 5)
            assert found.loss[i] == pytest.approx(float(direct.loss), rel=1e-14)
        with pytest.raises(InvalidInputError, match="L = 2"):
            loss_of(SRG, 5, 2, -3.0)


class TestTable:
    def test_layouts_agree(self) -> None:
        vertices, depth = np.arange(4, 30)[:, None, None], np.arange(2, 9)[:, None]
        lam = np.geomspace(1e-6, 0.1, 50)
        grid = loss_table(vertices, depth, lam)
        flat = loss_table(*(x.ravel() for x in np.broadcast_arrays(vertices, depth, lam)))
        for name in ("ratio", "K", "srg_rank", "dnc_rank"):
            np.testing.assert_array_equal(getattr(grid, name).ravel(), getattr(flat, name))
        np.testing.assert_array_equal(grid.srg.outputs.reshape(-1, 3), flat.srg.outputs)
        one = loss_table(7, 5, lam[20])
        assert one.ratio == grid.ratio[3, 3, 20]

    def test_samples_per_class(self) -> None:
        many = loss_table(5, 4, 0.002, n=[1, 50])
        equal = loss_table(5, 4, 0.002 * np.array([1, 50]) ** 0.2)
        np.testing.assert_allclose(many.ratio, equal.ratio, rtol=1e-13)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ((3, 4, 0.1), r"^r = 3 given; the srg construction needs an integer r >= 4$"),
            (([5, 4.5, 2], 4, 0.1), r"^r = 4\.5 given"),
            ((np.nan, 4, 0.1), r"^r = nan given"),
            ((5, 1, 0.1), r"^L = 1 given; the model needs an integer L >= 2$"),
            ((5, [3, 2.5], 0.1), r"^L = 2\.5 given"),
            ((5, 4, [0.1, 0.0]), r"^lambda = 0 given; it must be positive and finite$"),
            ((5, 4, [0.1, np.nan]), r"^lambda = nan given"),
            ((5, 4, -np.inf), r"^lambda = -inf given"),
            ((5, 4, 0.1, 0), r"^n = 0 given"),
            (("five", 4, 0.1), r"^r = 'five' given"),
        ],
    )
    def test_bad_values(self, arguments: tuple, message: str) -> None:
        with pytest.raises(InvalidInputError, match=message):
            loss_table(*arguments)

    def test_other_bad_values(self) -> None:
        for call in (
            lambda: dnc_loss(1, 3, -3.0),
            lambda: dnc_loss(10, 3, np.nan),
            lambda: srg_loss(5, 3, -np.inf),
            lambda: zero_threshold(DNC, 10, 1),
        ):
            with pytest.raises(InvalidInputError):
                call()


def test_block_sums_agree_with_enclosures() -> None:
    for lam in (1e-4, 0.004, 0.03):
        found = loss_of(SRG_PLUS_DNC, {"r": 6, "K": 19}, 5, log_product_equal(lam, 5))
        ball = enclose_loss(SRG_PLUS_DNC, {"r": 6, "K": 19}, 5, [lam] * 6)
        TestAgainstEnclosures.check(float(found.loss), ball.loss)
