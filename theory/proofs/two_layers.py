"""L = 2: SRG against DNC for every r ≥ 4 and every λ (the exceptions of statement S5).

With ℓ = Λ^(1/3) a point of the SRG family with outputs q costs a + (3/2) K ρ^(2/3) ℓ, where a is its fit and
ρ² = ‖M_2‖_*² (Σ m_i q_i²/s_i²)/K³; DNC with output ρ costs (1-ρ)²/2 + (3/2) K ρ^(2/3) ℓ.  Both are lines
in ℓ of the same slope, and DNC's loss is the minimum of its lines and ½.  So SRG loses at every ℓ if each of
its lines lies above that concave minimum, a question about rational functions of κ and r.
"""

from functools import cache

import sympy as sp

from theory import facts
from theory.constructions.srg import CLASSES, NUCLEAR_NORM_M2, SRG_TWO_LAYERS
from theory.derivation import Derivation, Step
from theory.loss import threshold
from theory.obligations import Identity, PositivePolynomial
from theory.symbols import K, L, Lam, kappa, r

rho = sp.Symbol("rho", positive=True)


# Everything below is cleared of the positive denominators K and D = Π (s_i² + κ)².


def _squares() -> list[tuple[sp.Poly, sp.Poly]]:
    """(m_i, (s_i² + κ)²) as polynomials in r and κ."""
    return [
        (_poly(space.multiplicity), _poly((space.singular_value**2 + kappa) ** 2))
        for space in SRG_TWO_LAYERS.spectrum
    ]


def _poly(expression: sp.Expr) -> sp.Poly:
    return sp.Poly(sp.expand(expression), r, kappa, domain=sp.QQ)


def denominator() -> sp.Poly:
    """D = Π (s_i² + κ)²; a product of squares of numbers that are positive for r ≥ 4, κ ≥ 0."""
    return sp.prod([square for _, square in _squares()], start=_poly(sp.Integer(1)))


def _cleared_sum(weights: list[sp.Expr]) -> sp.Poly:
    """D Σ m_i w_i/(s_i² + κ)²."""
    squares = _squares()
    total = _poly(sp.Integer(0))
    for i, (multiplicity, _) in enumerate(squares):
        others = [square for j, (_, square) in enumerate(squares) if j != i]
        total += sp.prod(others, start=multiplicity * _poly(weights[i]))
    return total


def cleared_trace() -> sp.Poly:
    """D·T(κ) = D Σ m_i s_i²/(s_i² + κ)²."""
    return _cleared_sum([space.singular_value**2 for space in SRG_TWO_LAYERS.spectrum])


def cleared_gain() -> sp.Poly:
    """K·D·G, G = ½ - fit = (1/K) Σ m_i (q_i - q_i²/2) with q_i = s_i²/(s_i² + κ)."""
    squares = [space.singular_value**2 for space in SRG_TWO_LAYERS.spectrum]
    return _cleared_sum([square * (square + 2 * kappa) / 2 for square in squares])


def never_beats_zero() -> sp.Poly:
    """K³D³ ((27/128) ρ² - G³), with ρ² = ‖M_2‖_*² T/K³."""
    scaled = _poly(sp.Rational(27, 128) * NUCLEAR_NORM_M2**2)
    return scaled * cleared_trace() * denominator() ** 2 - cleared_gain() ** 3


@cache
def tie_at_r4(value: int = 4) -> Derivation:
    """L = 2, r = 4: SRG and DNC cost the same at every λ."""
    spectrum = [space.singular_value.subs(r, value) for space in SRG_TWO_LAYERS.spectrum]
    constant = SRG_TWO_LAYERS.uniform_cost_constant.subs(r, value).subs(L, 2)
    return Derivation(
        "two-layers-r4",
        "L = 2, r = 4: SRG and DNC tie at every λ",
        (
            Step(
                "Same spectrum and same cost constant as DNC",
                sp.Eq(sp.Symbol("C_SRG"), K**3),
                "A is a permutation matrix and ‖J − BᵀB‖_* = K = 6, so both losses are the same function of Λ",
                obligations=(
                    *(Identity(singular_value, 1, "singular value of A") for singular_value in spectrum),
                    Identity(constant, CLASSES.subs(r, value) ** 3, "cost constant"),
                ),
            ),
        ),
    )


@cache
def loses_from_r7(start: int = 7) -> Derivation:
    """L = 2, r ≥ 7: SRG costs more than DNC wherever DNC beats zero, and never beats zero elsewhere."""
    return Derivation(
        "two-layers-r7",
        "L = 2, r ≥ 7: SRG loses to DNC at every λ",
        (_lines(), _criterion(), _near_zero(start), _near_dnc(start)),
    )


@cache
def _lines() -> Step:
    C, R, ell = sp.symbols("C R ell", positive=True)
    return Step(
        "Every point of either family is a line in ℓ = Λ^(1/3)",
        sp.Eq(
            sp.Function("F")(sp.Symbol("ell")),
            sp.Symbol("a") + sp.Rational(3, 2) * K * rho ** sp.Rational(2, 3) * ell,
        ),
        "at L = 2 the cost is (3/2)(ΛCR)^(1/3); DNC with output ρ has R = Kρ² and C = K², hence the same slope",
        obligations=(
            Identity(
                (sp.Rational(3, 2) * (Lam * C * R) ** sp.Rational(1, 3)).subs(R, K**3 * rho**2 / C),
                sp.Rational(3, 2) * K * rho ** sp.Rational(2, 3) * Lam ** sp.Rational(1, 3),
                "slope in terms of ρ",
            ),
            Identity((K**2 * K * rho**2) / K**3, rho**2, "DNC's ρ is its output"),
        ),
    )


@cache
def _criterion() -> Step:
    at_threshold = sp.Rational(3, 2) * threshold().subs(L, 2) * rho ** sp.Rational(2, 3)
    G, fit = sp.symbols("G a", real=True)
    return Step(
        "When such a line lies above DNC's loss at every ℓ",
        sp.Or(
            sp.StrictGreaterThan(fit, (1 - rho) ** 2 / 2),
            sp.StrictGreaterThan(rho, 1),
            sp.And(sp.Le(rho, sp.Rational(1, 2)), sp.StrictLessThan(G**3, sp.Rational(27, 128) * rho**2)),
        ),
        "DNC's loss D is concave. If a > (1−ρ)²/2 the line lies above DNC's line of output ρ, and for ρ > 1 above that of"
        " output 1. If ρ ≤ ½, its slope is at most that of D left of the threshold, where q ≥ ½, so it is enough that it"
        " lies above (threshold, ½): G = ½ − a < (3/2)Kρ^(2/3)ℓ there. In all cases it lies above ½ beyond the threshold",
        obligations=(
            Identity(at_threshold**3, sp.Rational(27, 128) * rho**2, "cube of the cost at DNC's threshold"),
            Identity(
                (sp.Rational(1, 2) - G) - (1 - rho) ** 2 / 2,
                rho - rho**2 / 2 - G,
                "a > (1−ρ)²/2 in terms of G",
            ),
        ),
        facts=(facts.CONCAVE_MINIMUM,),
    )


def _near_zero(start: int) -> Step:
    return Step(
        f"r ≥ {start}: G³ < (27/128) ρ² for every κ > 0",
        sp.StrictGreaterThan(sp.Rational(27, 128) * rho**2 - sp.Symbol("G") ** 3, 0),
        f"cleared of denominators this is a polynomial in r and κ whose coefficients in (r − {start}, κ) are all nonnegative",
        obligations=(
            PositivePolynomial(
                never_beats_zero().as_expr(), {r: start, kappa: 0}, note="(27/128)ρ² − G³, cleared"
            ),
        ),
    )


def _near_dnc(start: int) -> Step:
    # θ = q_3/ρ at most; μ = (m_1 + m_2)/K; h = ρ - ρ²/2 - (bound on G).
    third = SRG_TWO_LAYERS.spectrum[2]
    theta_squared = CLASSES**3 / (NUCLEAR_NORM_M2**2 * third.multiplicity)
    share = 2 / (r - 1)
    slack = rho - rho**2 / 2 - share / 2 - (1 - share) * (2 * rho / 3 - (2 * rho / 3) ** 2 / 2)
    return Step(
        f"r ≥ {start}: a > (1−ρ)²/2 wherever ½ ≤ ρ ≤ 1",
        sp.StrictGreaterThan(slack, 0),
        "q − q²/2 is at most ½ on the first two eigenspaces, a share 2/(r−1) of the classes; on the third, m_3 q_3² ≤ R"
        " gives q_3 ≤ 2ρ/3. The remaining function of ρ is concave and positive at ρ = ½ and ρ = 1",
        obligations=(
            Identity(third.singular_value, 1, "third singular value"),
            Identity(1 - third.multiplicity / CLASSES, share, "share of the other two eigenspaces"),
            PositivePolynomial(
                sp.expand(sp.numer(sp.together(4 * sp.cancel(1 / theta_squared) - 9))),
                {r: start},
                False,
                "(q_3/ρ)² ≤ 4/9",
            ),
            PositivePolynomial(
                sp.denom(sp.together(4 * sp.cancel(1 / theta_squared) - 9)),
                {r: start},
                note="its denominator",
            ),
            Identity(sp.diff(slack, rho, 2), -1 + sp.Rational(4, 9) * (1 - share), "concave, since 4/9 < 1"),
            PositivePolynomial(
                sp.expand(sp.cancel(72 * (r - 1) * slack.subs(rho, sp.Rational(1, 2)))),
                {r: start},
                note="ρ = ½",
            ),
            PositivePolynomial(
                sp.expand(sp.cancel(18 * (r - 1) * slack.subs(rho, 1))), {r: start}, note="ρ = 1"
            ),
        ),
    )
