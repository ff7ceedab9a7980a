"""Closed forms of the loss, from (shape cost, spectrum) alone (MATH.md §2).

Nothing here knows a particular construction; :mod:`theory.closed_form` puts one in.
"""

from __future__ import annotations

from functools import cache

import sympy as sp

from theory.construction import Construction
from theory.derivation import Derivation, Step
from theory.obligations import Identity, merge_powers
from theory.symbols import C_hat, L, kappa, q, s


def uniform_loss(output: sp.Expr = q, cost_root: sp.Expr = C_hat) -> sp.Expr:
    """f(q) = (1-q)²/2 + (L+1)/2 · Ĉ q^(2/(L+1)), the loss where every eigenspace has output q.

    Examples
    --------
    >>> uniform_loss(sp.Integer(0))
    1/2
    """
    return (1 - output) ** 2 / 2 + (L + 1) / 2 * cost_root * output ** (2 / (L + 1))


def uniform_stationarity() -> sp.Expr:
    """The factor of df/ds that decides its sign, with q = s^(L+1): s^(2L) - s^(L-1) + Ĉ."""
    loss = (1 - s ** (L + 1)) ** 2 / 2 + (L + 1) / 2 * C_hat * s**2
    return sp.expand(sp.factor(merge_powers(sp.diff(loss, s) / s)) / (L + 1))


def minimum_at(output: sp.Expr = q) -> sp.Expr:
    """½(1-q)(1+Lq): the value of f at a stationary point q, with Ĉ eliminated."""
    return sp.factor(merge_powers(uniform_loss(q, cost_root_at(q)))).subs(q, output)


def cost_root_at(output: sp.Expr = q) -> sp.Expr:
    """Ĉ for which ``output`` is stationary: (1-q) q^((L-1)/(L+1))."""
    return (1 - output) * output ** ((L - 1) / (L + 1))


def threshold_output() -> sp.Expr:
    """The q at which the nonzero minimum ties with the zero solution, solved from ½(1-q)(1+Lq) = ½."""
    (solution,) = sp.solve(minimum_at(q) - sp.Rational(1, 2), q)  # q > 0, so that 0 is not among them
    return sp.together(solution)


def threshold() -> sp.Expr:
    """The Ĉ below which DNC-like (uniform) solutions beat zero: (1/L) ((L-1)/L)^((L-1)/(L+1)).

    Examples
    --------
    >>> threshold().subs(L, 2)
    2**(2/3)/4
    """
    output = threshold_output()
    return sp.simplify(1 - output) * output ** ((L - 1) / (L + 1))


def trigonometric_root() -> sp.Expr:
    """For L = 3: the largest root u = s² of u³ - u + Ĉ = 0 as (2/√3) cos(⅓ arccos(-(3√3/2) Ĉ))."""
    return 2 / sp.sqrt(3) * sp.cos(sp.acos(-3 * sp.sqrt(3) / 2 * C_hat) / 3)


def deficit_series(terms: int) -> sp.Expr:
    """Lagrange series of 1 - q in powers of Ĉ, for general L, up to Ĉ^terms.

    p = 1 - q solves p = Ĉ (1-p)^(-α) with α = (L-1)/(L+1), so the coefficient of Ĉ^k is the (k-1)-th
    derivative of (1-p)^(-kα) at p = 0, over k!.

    Examples
    --------
    >>> sp.factor(deficit_series(2).coeff(C_hat, 2))
    (L - 1)/(L + 1)
    """
    return _lagrange_series(terms).subs(_alpha, (L - 1) / (L + 1))


_alpha = sp.Symbol("alpha", positive=True)


def _lagrange_series(terms: int) -> sp.Expr:
    p = sp.Symbol("p")
    return sp.Add(
        *(
            C_hat**k * sp.expand(sp.diff((1 - p) ** (-k * _alpha), p, k - 1).subs(p, 0)) / sp.factorial(k)
            for k in range(1, terms + 1)
        )
    )


def trace_of_ridge(construction: Construction) -> sp.Expr:
    """T(κ) = Σ m_i s_i²/(s_i² + κ)² of a construction."""
    return sp.Add(
        *(
            space.multiplicity * space.singular_value**2 / (space.singular_value**2 + kappa) ** 2
            for space in construction.spectrum
        )
    )


def kappa_curve(construction: Construction, total: sp.Expr | None = None) -> tuple[sp.Expr, sp.Expr]:
    """Λ and the loss as functions of κ.

    Parameters
    ----------
    construction : Construction
        One block.
    total : sympy.Expr, optional
        Number of classes of the whole problem, if the construction is one block of several.

    Returns
    -------
    Λ, loss : sympy.Expr
        A point of the curve for every κ > 0.

    Examples
    --------
    >>> from theory.constructions.dnc import DNC
    >>> sp.factor(kappa_curve(DNC)[1])
    kappa*(L + kappa + 1)/(2*(kappa + 1)**2)
    """
    classes = construction.classes if total is None else total
    T = trace_of_ridge(construction)
    fit = sp.Add(
        *(space.multiplicity / (space.singular_value**2 + kappa) ** 2 for space in construction.spectrum)
    )
    product = (kappa / classes) ** (L + 1) * T**L / construction.shape_cost
    return product, kappa**2 / (2 * classes) * fit + (L + 1) / 2 * kappa * T / classes


MINIMUM = (1 - q) * (1 + L * q) / 2
"""What S2 says f is at its largest stationary point q."""

THRESHOLD = ((L - 1) / L) ** ((L - 1) / (L + 1)) / L
"""The Ĉ from which on zero is at least as good, as S2 says it."""


@cache
def uniform_case(minimum: sp.Expr = MINIMUM, threshold_root: sp.Expr = THRESHOLD) -> Derivation:
    """Steps to the closed form where all outputs are equal (statement S2), to the values that are stated."""
    stationarity = uniform_stationarity()
    loss_in_s = (1 - s ** (L + 1)) ** 2 / 2 + (L + 1) / 2 * C_hat * s**2
    peak = ((L - 1) / (2 * L)) ** (1 / (L + 1))
    return Derivation(
        "uniform",
        "The uniform case: closed form, threshold and the zero solution",
        (
            Step(
                "The loss in one variable",
                sp.Eq(sp.Function("f")(q), uniform_loss()),
                "all outputs are q and Ĉ^(L+1) is Λ times the cost constant at q = 1",
            ),
            Step(
                "Stationary points, with q = s^(L+1)",
                sp.Eq(stationarity, 0),
                "df/ds = (L+1) s (s^(2L) − s^(L−1) + Ĉ); s^(L−1) − s^(2L) rises up to s^(L+1) = (L−1)/(2L) and falls"
                " after it, so f rises, falls and rises again: its minimum is at 0 or at the largest root",
                obligations=(
                    Identity(sp.diff(loss_in_s, s), (L + 1) * s * stationarity, "df/ds"),
                    Identity(
                        sp.diff(s ** (L - 1) - s ** (2 * L), s),
                        s ** (L - 2) * ((L - 1) - 2 * L * s ** (L + 1)),
                        "slope of s^(L−1) − s^(2L)",
                    ),
                    Identity((L - 1) - 2 * L * peak ** (L + 1), 0, "where the slope vanishes"),
                ),
            ),
            Step(
                "The value at the largest root",
                sp.Eq(sp.Symbol("f_min"), minimum),
                "Ĉ = (1−q) q^((L−1)/(L+1)) is put in",
                obligations=(
                    Identity(stationarity.subs(C_hat, (1 - s ** (L + 1)) * s ** (L - 1)), 0, "Ĉ at the root"),
                    Identity(uniform_loss(q, cost_root_at(q)), minimum, "the value of f there"),
                ),
            ),
            Step(
                "When it beats zero",
                sp.StrictLessThan(C_hat, threshold_root),
                "½(1−q)(1+Lq) < ½ exactly when q > (L−1)/L; there Ĉ = (1−q) q^((L−1)/(L+1)) falls in q, so the condition"
                " on q is one on Ĉ. Beyond the threshold the optimum is 0 with loss ½",
                obligations=(
                    Identity(minimum_at() - sp.Rational(1, 2), q * (L - 1 - L * q) / 2, "gap to zero"),
                    Identity(threshold_output(), (L - 1) / L, "output at the threshold"),
                    Identity(threshold(), threshold_root, "Ĉ at the threshold"),
                    Identity(
                        sp.diff(cost_root_at(q), q),
                        q ** ((L - 1) / (L + 1) - 1) * ((L - 1) - 2 * L * q) / (L + 1),
                        "Ĉ falls for q > (L−1)/(2L)",
                    ),
                ),
            ),
        ),
    )


@cache
def solved_forms(order: int = 4) -> Derivation:
    """Explicit roots: trigonometric for L = 3, a Lagrange series in Ĉ for general L."""
    theta = sp.Symbol("theta", positive=True)
    u = 2 / sp.sqrt(3) * sp.cos(theta)
    root = trigonometric_root()
    (angle,) = (cosine.args[0] for cosine in root.atoms(sp.cos))
    p = deficit_series(order)
    # p (1-p)^α - Ĉ with (1-p)^α expanded: everything up to Ĉ^order must cancel, as polynomials in α.
    series = _lagrange_series(order)
    binomial = sp.Add(*(sp.ff(_alpha, k) / sp.factorial(k) * (-series) ** k for k in range(order)))
    remainder = sp.Poly(sp.expand(sp.expand_func(series * binomial - C_hat)), C_hat)
    low_orders = [remainder.coeff_monomial(C_hat**k) for k in range(order + 1)]
    return Derivation(
        "roots",
        "Explicit roots of s^(2L) − s^(L−1) + Ĉ = 0",
        (
            Step(
                "L = 3: the trigonometric root, u = s²",
                sp.Eq(sp.Symbol("u"), root),
                "u = (2/√3) cos θ turns u³ − u into (2/(3√3)) cos 3θ, and the largest root has the least θ",
                obligations=(
                    Identity(
                        sp.expand_trig(2 / (3 * sp.sqrt(3)) * sp.cos(3 * theta)), u**3 - u, "triple angle"
                    ),
                    Identity(root, u.subs(theta, angle), "the root is (2/√3) cos θ for its own θ"),
                    Identity(2 / (3 * sp.sqrt(3)) * sp.cos(3 * angle), -C_hat, "with this θ, u³ − u = −Ĉ"),
                    Identity(root.subs(C_hat, 0), 1, "at Ĉ = 0 it is the root 1, not 0 or −1"),
                    Identity(
                        uniform_stationarity().subs(L, 3).subs(s, sp.sqrt(sp.Symbol("u", positive=True))),
                        sp.Symbol("u", positive=True) ** 3 - sp.Symbol("u", positive=True) + C_hat,
                        "the cubic in u = s²",
                    ),
                ),
            ),
            Step(
                f"General L: Lagrange series to order {order}",
                sp.Eq(q, 1 - sp.collect(p, C_hat, sp.factor) + sp.Order(C_hat ** (order + 1))),
                "p = 1 − q solves p (1−p)^((L−1)/(L+1)) = Ĉ; inversion of that power series",
                obligations=tuple(
                    Identity(sp.together(coefficient), 0, f"coefficient of Ĉ^{k}")
                    for k, coefficient in enumerate(low_orders)
                ),
            ),
        ),
    )
