"""The convex problem of a single layer, its dual, and the closed forms that SRG uses (MATH.md S13).

SRG is optimal layer by layer: each layer has the least norm that turns the activations before it into the
activations after it.  All these problems have one form, with W unknown, X the input and T >= 0 the
activations:

    minimise φ(W)  subject to  σ(W X) = T,

that is (W X)_ij = T_ij where T_ij > 0 and (W X)_ij <= 0 elsewhere.  Here φ is half the squared Frobenius
norm, for a weight matrix, or the nuclear norm, for a product of two factors.  For every Z whose entries
are <= 0 where T vanishes, weak duality gives

    φ(W)  >=  ⟨Z, T⟩ - φ*(Z Xᵀ)        for every feasible W,

with φ* = φ in the first case; in the second φ* = 0 if the operator norm of Z Xᵀ is at most 1, and ∞ else.
A pair (W, Z) of equal values proves that W is optimal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from numerics.graphs import incidence_matrix, kneser_adjacency, triangular_adjacency
from theory.errors import InvalidInputError

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LayerProblem:
    """Minimise φ(W) subject to σ(W X) = T.

    Attributes
    ----------
    X : ndarray, shape (d, K)
        Input of the layer.
    T : ndarray, shape (d', K)
        Activations to produce, all >= 0.
    norm : {"frobenius", "nuclear"}
        φ is half the squared Frobenius norm, or the nuclear norm, of W.
    relu : bool
        False asks for W X = T instead.

    Raises
    ------
    InvalidInputError
        If the numbers of columns differ, T has negative entries or the norm is unknown.

    Examples
    --------
    >>> problem = LayerProblem(np.eye(2), np.eye(2), "nuclear")
    >>> problem.value(np.eye(2)), problem.lower_bound(np.eye(2))
    (2.0, 2.0)
    """

    X: FloatArray
    T: FloatArray
    norm: Literal["frobenius", "nuclear"]
    relu: bool = True

    def __post_init__(self) -> None:
        if (
            self.X.shape[1:] != self.T.shape[1:]
            or self.T.min() < 0
            or self.norm not in ("frobenius", "nuclear")
        ):
            raise InvalidInputError(
                f"X of shape {self.X.shape}, T of shape {self.T.shape} with least entry {self.T.min()} and"
                f" norm {self.norm!r} given; X and T need equal numbers of columns, T >= 0, and the norm"
                " 'frobenius' or 'nuclear'"
            )

    @property
    def fixed(self) -> NDArray[np.bool_]:
        """Where W X is prescribed; elsewhere it is only bounded above by 0."""
        return (self.T > 0) | (not self.relu)

    def value(self, W: FloatArray) -> float:
        """φ(W)."""
        return float(np.vdot(W, W) / 2 if self.norm == "frobenius" else np.linalg.norm(W, "nuc"))

    def residual(self, W: FloatArray) -> float:
        """Largest entry of |σ(W X) - T|, without σ if ``relu`` is False."""
        product = W @ self.X
        return float(np.abs((np.maximum(product, 0) if self.relu else product) - self.T).max())

    def repaired(self, Z: FloatArray) -> FloatArray:
        """Return a feasible dual point near ``Z``: clipped off the support of T, scaled to norm 1."""
        feasible = np.where(self.fixed, Z, np.minimum(Z, 0))
        if self.norm == "nuclear":
            feasible /= max(1.0, np.linalg.norm(feasible @ self.X.T, ord=2))
        return feasible

    def lower_bound(self, Z: FloatArray) -> float:
        """⟨Z, T⟩ - φ*(Z Xᵀ) for a feasible dual point Z: no feasible W has a smaller φ(W)."""
        conjugate = self.value(Z @ self.X.T) if self.norm == "frobenius" else 0.0
        return float(np.vdot(Z, self.T)) - conjugate

    def radius(self, Z: FloatArray, gap: float) -> float:
        """How far optima may lie from a feasible W_0 with φ(W_0) = lower_bound(Z) + gap.

        For the Frobenius norm, by strong convexity, ‖W - W_0‖_F <= (2 gap)^{1/2} for every optimal W.
        For the nuclear norm φ(W) exceeds the bound by Σ Z_ij (W X)_ij over the entries that are not
        prescribed; so if those Z_ij are all <= -m < 0, the entries of W X - T sum to at most gap / m in
        modulus.  The radius is infinite if no such m exists.
        """
        if self.norm == "frobenius":
            return float(np.sqrt(2 * gap))
        margin = -np.max(Z[~self.fixed], initial=-np.inf)
        return float(gap / margin) if margin > 0 else np.inf


@dataclass(frozen=True, eq=False)
class ClosedForm:
    """A layer problem with its solution W and dual solution Z in closed form."""

    problem: LayerProblem
    W: FloatArray
    Z: FloatArray

    @property
    def gap(self) -> float:
        """φ(W) minus the lower bound from Z: zero up to rounding proves that W is optimal."""
        return self.problem.value(self.W) - self.problem.lower_bound(self.problem.repaired(self.Z))


def srg_closed_forms(r: int) -> dict[str, ClosedForm]:
    """The layer problems of S13 with the closed forms that SRG uses and their dual certificates.

    Parameters
    ----------
    r : int
        Number of vertices, >= 4.

    Returns
    -------
    dict
        ``"W_{L-1}"``: least norm with σ(W B) = A.  Row e of W is -1/2 on the endpoints of e and +1/2
        elsewhere; row e of Z is r/(2(r-2)(r-3)) on the edges disjoint from e, -1/(2(r-2)) on those that
        meet e, and 0 on e itself.

        ``"M_2"``: least nuclear norm with σ(M) = B, which is B itself.  The certificate Z = (BBᵀ)^{-1/2} B
        is negative off the support of B, so that B is the only solution.

        ``"W_2"`` and ``"W_2, linear"``: least norm with σ(W B) = B and with W B = B, which is I_r for both;
        Z = (BBᵀ)⁻¹ B has the entries 1/(r-1) on the support of B and -1/((r-1)(r-2)) off it.

    Raises
    ------
    InvalidInputError
        If ``r`` is not an integer >= 4.

    Examples
    --------
    >>> all(abs(claim.gap) < 1e-12 for claim in srg_closed_forms(10).values())
    True
    """
    B = incidence_matrix(r).astype(np.float64)
    A = kneser_adjacency(r).astype(np.float64)
    A_T = triangular_adjacency(r).astype(np.float64)
    # BBᵀ has the eigenvalue 2(r-1) on constant vectors and r-2 on the others, and columns of B sum to 2.
    inverse_root = (r - 2) ** -0.5 * B + 2 / r * ((2 * (r - 1)) ** -0.5 - (r - 2) ** -0.5)
    inverse = (B - 1 / (r - 1)) / (r - 2)  # (BBᵀ)⁻¹ B
    last = r / (2 * (r - 2) * (r - 3)) * A - A_T / (2 * (r - 2))
    identity = np.eye(r)
    return {
        "W_{L-1}": ClosedForm(LayerProblem(B, A, "frobenius"), 1 / 2 - B.T, last),
        "M_2": ClosedForm(LayerProblem(np.eye(B.shape[1]), B, "nuclear"), B, inverse_root),
        "W_2": ClosedForm(LayerProblem(B, B, "frobenius"), identity, inverse),
        "W_2, linear": ClosedForm(LayerProblem(B, B, "frobenius", relu=False), identity, inverse),
    }
