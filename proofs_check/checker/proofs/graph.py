"""S3: matrices between subsets of {1..r} whose entries depend on the overlap alone, and what they satisfy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb, factorial
from operator import mul
from typing import Any

from ..polynomial import Poly, Scalar
from ..reading import fields, require
from ..steps import Proof, Results, Step, conclusion, fact, identity, positive
from .srg import CLASSES, NORM_M2, SPECTRUM, r, squared_norm_b, x_y_squared

Pairs = list[tuple[Scalar, Scalar]]


def choose(top: Poly, count: int) -> Poly:
    """Binomial coefficient as a polynomial."""
    product = Poly.of(1)
    for j in range(count):
        product *= top - j
    return product / factorial(count)


def counted(a: int, b: int, c: int, overlap: int, with_e: int, with_f: int) -> Poly:
    """Number of c-sets g with |g ∩ e| = with_e, |g ∩ f| = with_f, where |e| = a, |f| = b, |e ∩ f| = overlap."""
    total = Poly({})
    for shared in range(min(overlap, with_e, with_f) + 1):
        outside = c - with_e - with_f + shared
        if outside >= 0:
            inside = (
                comb(overlap, shared)
                * comb(a - overlap, with_e - shared)
                * comb(b - overlap, with_f - shared)
            )
            total += inside * choose(r - a - b + overlap, outside)
    return total


@dataclass(frozen=True)
class Orbit:
    """The matrix with entry values[|e ∩ f|] at a-set e, b-set f."""

    a: int
    b: int
    values: tuple[Scalar, ...]

    def __matmul__(self, other: Orbit) -> Orbit:
        def entry(overlap: int) -> Poly:
            counts = (
                Poly.of(x) * z * counted(self.a, other.b, self.b, overlap, i, j)
                for i, x in enumerate(self.values)
                for j, z in enumerate(other.values)
            )
            return sum(counts, Poly({}))

        return Orbit(self.a, other.b, tuple(map(entry, range(min(self.a, other.b) + 1))))

    def __add__(self, other: Orbit) -> Orbit:
        return Orbit(
            self.a, self.b, tuple(Poly.of(x) + z for x, z in zip(self.values, other.values, strict=True))
        )

    def __sub__(self, other: Orbit) -> Orbit:
        return self + -1 * other

    def __rmul__(self, factor: Scalar) -> Orbit:
        return Orbit(self.a, self.b, tuple(Poly.of(factor) * value for value in self.values))

    def trace(self) -> Poly:
        """Of a square matrix."""
        return choose(r, self.a) * self.values[self.a]

    def relu(self) -> Orbit:
        """σ of a matrix of numbers."""
        return Orbit(
            self.a, self.b, tuple(max(Poly.of(value).number(), Fraction(0)) for value in self.values)
        )

    def equal(self, other: Orbit) -> Pairs:
        """What must agree."""
        assert (self.a, self.b) == (other.a, other.b)
        return list(zip(self.values, other.values, strict=True))

    def at(self, order: int, edges: Sequence[frozenset[int]]) -> list[list[int]]:
        """The matrix itself for r = order, with the edges in the given order; its entries must be integers."""
        vertices = [frozenset([v]) for v in range(order)]
        values = [int(Poly.of(value).put({"r": order}).number()) for value in self.values]
        rows, columns = ({1: vertices, 2: edges}[size] for size in (self.a, self.b))
        return [[values[len(e & f)] for f in columns] for e in rows]


B, Bt = Orbit(1, 2, (0, 1)), Orbit(2, 1, (0, 1))
W = Orbit(2, 1, (Fraction(1, 2), Fraction(-1, 2)))
I, J, T, A = (Orbit(2, 2, values) for values in ((0, 0, 1), (1, 1, 1), (0, 1, 0), (1, 0, 0)))  # noqa: E741
I_V, J_V = Orbit(1, 1, (0, 1)), Orbit(1, 1, (1, 1))
FACTORS = ((B, Bt), (Bt, B), (2 * W, B), (T, T), (A, A), (A, T), (J, A))
"""Integer products that explicit matrices confirm."""


def matrices(orders: tuple[int, ...], uses: Sequence[str]) -> Step:
    """For each r in ``orders`` the certificate's incidence matrix gives the products that counting gives."""
    products = [(left, right, left @ right) for left, right in FACTORS]

    def check(witness: Mapping[str, Any], _: Results) -> None:
        given = fields(witness["B"], {str(order): list for order in orders}, "B")
        for order in orders:
            edges = edges_of(given[str(order)], order)
            for left, right, product in products:
                columns = list(zip(*right.at(order, edges), strict=True))
                multiplied = [
                    [sum(map(mul, row, column)) for column in columns] for row in left.at(order, edges)
                ]
                require(
                    multiplied == product.at(order, edges), f"a product of matrices differs at r = {order}"
                )

    claim = f"the products hold for r = {', '.join(map(str, orders))} by direct multiplication"
    return Step("matrices", "matrices", tuple(uses), (claim,), {"B": dict}, check)


def edges_of(rows: object, order: int) -> list[frozenset[int]]:
    """The edges that are the columns of an incidence matrix, every edge of K_r once."""
    size, where = comb(order, 2), f"B at r = {order}"
    right = isinstance(rows, list) and len(rows) == order and all(isinstance(row, str) for row in rows)
    require(right and all(len(row) == size for row in rows), f"{where} has not {order} rows of {size} digits")  # type: ignore[attr-defined]
    columns = [frozenset(v for v in range(order) if rows[v][j] == "1") for j in range(size)]  # type: ignore[index]
    digits = all(set(row) <= {"0", "1"} for row in rows)  # type: ignore[attr-defined]
    every = {frozenset(pair) for pair in combinations(range(order), 2)}
    require(digits and set(columns) == every, f"the columns of {where} are not the edges of K_{order}")
    return columns


def s3(orders: tuple[int, ...]) -> Proof:
    """Graph identities; the parameter says for which r matrices are multiplied."""
    rows = r * (Bt @ B) - 4 * J
    N = J, rows, r * (r - 1) * (r - 2) * I - 2 * (r - 2) * J - (r - 1) * rows  # scale_j times the projections
    scale = CLASSES, r * (r - 2), r * (r - 1) * (r - 2)
    shares = 2 * (r - 2), r - 1, Poly.of(1)  # scale[2] / scale[j]
    kneser = (r - 2) * (r - 3) / 2, -(r - 3), Poly.of(1)
    last = (r - 1) * (r - 4) / 2, -(r - 2), Poly({})

    def spectral(eigenvalues: tuple[Poly, ...]) -> Orbit:
        first, second, third = (v * share * E for v, share, E in zip(eigenvalues, shares, N, strict=True))
        return first + second + third

    zero = 0 * J
    steps = (
        identity("counts", *((sum((counted(2, 2, 2, k, i, j) for j in range(3)), Poly({})), counted(2, 2, 2, 2, i, i))
                             for k in range(3) for i in range(3))),
        matrices(orders, ["counts"]),
        identity("gram", *(B @ Bt).equal((r - 2) * I_V + J_V), *(Bt @ B).equal(2 * I + T), *(I + T + A).equal(J),
                 uses=["matrices"]),
        identity("strongly regular",
                 *(T @ T).equal(2 * (r - 2) * I + (r - 2) * T + 4 * A),
                 *(A @ A).equal(choose(r - 2, 2) * I + choose(r - 4, 2) * A + choose(r - 3, 2) * T),
                 (J.trace(), CLASSES), uses=["matrices"]),
        identity("layers", *(W @ B).equal(A - I), *(W @ B).equal(J - Bt @ B),
                 *(W @ B).relu().equal(A), *B.relu().equal(B),
                 ((W @ Orbit(1, 2, W.values)).trace(), CLASSES * r / 4), ((I_V @ I_V).trace(), r), uses=["gram"]),
        identity("projections",
                 *(pair for i in range(3) for j in range(3) for pair in (N[i] @ N[j]).equal(scale[i] * N[i] if i == j else zero)),
                 *(J_V @ J_V).equal(r * J_V), uses=["gram"]),
        identity("ranks of projections",
                 *((E.trace(), c * m) for E, c, (_, m) in zip(N, scale, SPECTRUM, strict=True)), uses=["projections"]),
        positive("scales", *((c, {"r": 4}) for c in scale)),
        fact("spectral decomposition", ["projections", "ranks of projections", "scales"]),
        identity("spectra",
                 *(scale[2] * A).equal(spectral(kneser)), *(scale[2] * (W @ B)).equal(spectral(last)),
                 *(r * (B @ Bt)).equal(2 * (r - 1) * J_V + (r - 2) * (r * I_V - J_V)),
                 *((v**2, s**2) for v, (s, _) in zip(kneser, SPECTRUM, strict=True)),
                 uses=["spectral decomposition", "layers"]),
        identity("nuclear norms", (x_y_squared(), squared_norm_b()), (last[0] + (r - 2) * (r - 1), NORM_M2),
                 uses=["spectra"]),
        positive("eigenvalues", (r - 2, {"r": 4}), (SPECTRUM[0][0], {"r": 4}), (r - 3, {"r": 4}), (SPECTRUM[2][1], {"r": 4}),
                 (last[0], {"r": 5}), uses=["spectra"]),
        identity("r = 4", (last[0].put({"r": 4}), 0), (1 + (r - 1), r), ((r - 1).put({"r": 4}), 3), uses=["spectra"]),
    )  # fmt: skip
    claim = (
        "For every r ≥ 4: BBᵀ = (r−2)I + J, BᵀB = 2I + A_T, W_{L−1}B = A − I = J − BᵀB, σ(A − I) = A; T(r) and the"
        " Kneser graph are strongly regular with the stated parameters; A has the eigenvalues C(r−2,2), −(r−3), 1 with"
        " multiplicities 1, r−1, r(r−3)/2; rank M_l = r for l < L; rank M_L = r for r ≥ 5 and 3 for r = 4;"
        " rank σ(M_L) = K."
    )
    used = ["gram", "strongly regular", "layers", "spectra", "nuclear norms", "eigenvalues", "r = 4"]
    return Proof(
        f"for all r; by direct multiplication also for r = {', '.join(map(str, orders))}",
        ("r ≥ 4 an integer", "L ≥ 3 for the layers; at L = 2, M_2 = J − BᵀB"),
        claim,
        (),
        (*steps, conclusion("S3", claim, used)),
    )
