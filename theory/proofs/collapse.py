"""DNC1 is free: n samples a class behave as one with n·λ_H (statement S1, MATH.md §2)."""

from functools import cache

import sympy as sp

from theory import facts
from theory.derivation import Derivation, Step
from theory.obligations import Identity
from theory.symbols import K, lam_H, n


@cache
def collapse(one_sample: sp.Expr = n * lam_H) -> Derivation:
    """Steps from the objective with n samples a class to the objective with one.

    Parameters
    ----------
    one_sample : sympy.Expr
        What stands in the place of λ_H in the problem with one sample a class.
    """
    j = sp.Symbol("j", integer=True, positive=True)
    cls = sp.Symbol("k", integer=True, positive=True)
    fit = sp.IndexedBase("e")  # squared error of sample j of class k
    norm = sp.IndexedBase("h")  # squared norm of its feature
    sample_cost = fit[cls, j] / (2 * K * n) + lam_H * norm[cls, j] / 2
    best_fit, best_norm, weights = sp.symbols("e_min h_min R_W", real=True)
    best = best_fit / (2 * K * n) + lam_H * best_norm / 2
    return Derivation(
        "collapse",
        "DNC1 is free: n samples a class behave as one with n·λ_H",
        (
            Step(
                "For fixed weights the objective is a sum over samples",
                sp.Sum(sample_cost, (j, 1, n), (cls, 1, K)) + weights,
                "the network acts on every column of H_1 by itself, and so does the Frobenius norm; R_W is the penalty"
                " of the weights",
                obligations=(
                    Identity(
                        sp.Sum(sample_cost, (j, 1, n)).expand(),
                        sp.Sum(fit[cls, j], (j, 1, n)) / (2 * K * n)
                        + lam_H * sp.Sum(norm[cls, j], (j, 1, n)) / 2,
                        "fit and penalty of one class",
                    ),
                ),
            ),
            Step(
                "Every sample of a class takes the feature of its cheapest sample",
                n * best,
                "n times the least sample cost is at most the sum of the sample costs of that class",
                facts=(facts.MIN_BELOW_MEAN,),
                obligations=(
                    Identity(sp.Sum(best, (j, 1, n)).doit(), n * best, "n equal samples cost n times one"),
                ),
            ),
            Step(
                "This is the objective with one sample a class and n·λ_H",
                best_fit / (2 * K) + one_sample * best_norm / 2,
                "the factor n cancels in the fit, whose normalisation is 1/(2Kn), and stays at λ_H; conversely n copies"
                " of a one-sample solution are an n-sample solution of the same value, so the infima agree",
                obligations=(
                    Identity(n * best, best_fit / (2 * K) + one_sample * best_norm / 2, "n·λ_H replaces λ_H"),
                ),
            ),
        ),
    )
