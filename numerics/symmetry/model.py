"""Networks whose matrices are constant on orbits of pairs: a few scalars instead of all weights.

Where the group permutes the classes, a critical point of the objective among equivariant networks is one among all
networks, since the gradient at an equivariant network is equivariant.  A minimum among them need not be one among all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.optimize import minimize

from numerics.checks import Floats
from numerics.exact import ExactArray
from numerics.solution import Solution
from numerics.symmetry.actions import Action, Integers, orbits_of_pairs
from theory.errors import InvalidInputError


@dataclass(frozen=True, eq=False)
class SymmetricModel:
    """The equivariant networks with given layers, one sample a class.

    Attributes
    ----------
    layers : tuple of Action
        The group on the neurons of layers 1, …, L.
    classes : Action
        The group on the classes.

    Examples
    --------
    SRG's own layers at L = 3: three layers of points, edges and the classes, which are edges.

    >>> from numerics.symmetry import subsets
    >>> points, edges = subsets(5, 1), subsets(5, 2)
    >>> SymmetricModel((points, points, edges), edges).dimensions
    (2, 2, 2, 3)
    """

    layers: tuple[Action, ...]
    classes: Action

    @cached_property
    def labels(self) -> tuple[Integers, ...]:
        """Orbit numbers of H_1, W_1, …, W_L."""
        chain = (*self.layers, self.classes)
        return (
            orbits_of_pairs(self.layers[0], self.classes),
            *(orbits_of_pairs(after, before) for before, after in pairwise(chain)),
        )

    @property
    def dimensions(self) -> tuple[int, ...]:
        """Number of scalars in each of H_1, W_1, …, W_L."""
        return tuple(int(label.max()) + 1 for label in self.labels)

    def expand(self, scalars: Floats | Sequence[Fraction]) -> tuple[ExactArray, ...]:
        """H_1, W_1, …, W_L from the scalars of all orbits, one after the other; floats or fractions."""
        values = np.asarray(scalars)
        if values.shape != (sum(self.dimensions),):
            raise InvalidInputError(
                f"scalars of shape {values.shape} given; the model has {sum(self.dimensions)} orbits of pairs"
            )
        parts = np.split(values, np.cumsum(self.dimensions)[:-1])
        return tuple(part[label] for part, label in zip(parts, self.labels, strict=True))

    def project(self, matrices: Sequence[Floats]) -> Floats:
        """Means over all orbits: the scalars of the nearest equivariant matrices."""
        return np.concatenate(
            [
                np.bincount(label.ravel(), np.ravel(matrix)) / np.bincount(label.ravel())
                for label, matrix in zip(self.labels, matrices, strict=True)
            ]
        )

    def is_equivariant(self, matrices: Sequence[ExactArray]) -> bool:
        """Whether exact matrices are constant on every orbit."""
        return all(
            len(set(matrix[label == orbit].tolist())) == 1
            for matrix, label in zip(matrices, self.labels, strict=True)
            for orbit in range(label.max() + 1)
        )

    def solution(self, scalars: Floats) -> Solution:
        """The network."""
        first, *weights = self.expand(scalars)
        return Solution(first, tuple(weights))

    def rational(self, scalars: Floats, bits: int = 40) -> tuple[ExactArray, ...]:
        """H_1, W_1, …, W_L with every scalar rounded to a multiple of 2^-bits; equivariant exactly."""
        return self.expand([Fraction(round(x * 2**bits), 2**bits) for x in map(float, scalars)])

    def loss_and_slope(self, scalars: Floats, lam: float) -> tuple[float, Floats]:
        """The objective with all λ's equal, and its derivatives by the scalars."""
        matrices = self.expand(scalars)
        inputs = [matrices[0]]
        out = matrices[1] @ inputs[0]
        for weight in matrices[2:]:
            inputs.append(np.maximum(out, 0))
            out = weight @ inputs[-1]
        K = self.classes.size
        residual = out - np.eye(K)
        penalty = sum(float((matrix**2).sum()) for matrix in matrices)
        back, slopes = residual / K, []
        for layer in range(len(matrices) - 1, 0, -1):
            slopes.append(back @ inputs[layer - 1].T + lam * matrices[layer])
            back = matrices[layer].T @ back
            if layer > 1:
                back = back * (inputs[layer - 1] > 0)
        slopes.append(back + lam * matrices[0])
        gradient = [
            np.bincount(label.ravel(), slope.ravel())
            for label, slope in zip(self.labels, reversed(slopes), strict=True)
        ]
        return float((residual**2).sum() / (2 * K) + lam / 2 * penalty), np.concatenate(gradient)

    def search(self, lam: float, starts: int = 30, seed: int = 0) -> tuple[float, Floats]:
        """The least loss, with its scalars, that quasi-Newton descent reaches from random starts: evidence only.

        Examples
        --------
        >>> from numerics.symmetry import subsets
        >>> edges = subsets(4, 2)
        >>> loss, _ = SymmetricModel((edges, edges), edges).search(0.004, starts=5)
        >>> bool(loss < 0.5)
        True
        """
        rng = np.random.default_rng(seed)
        best, where = 0.5, np.zeros(sum(self.dimensions))
        for _ in range(starts):
            start = rng.standard_normal(sum(self.dimensions)) * rng.choice((0.2, 0.5, 1.0))
            # At the kinks of σ a line search fails early: a few restarts go on from there.
            for _ in range(4):
                found = minimize(
                    self.loss_and_slope, start, (lam,), jac=True, method="L-BFGS-B", options={"maxiter": 2000}
                )
                start = found.x
            if found.fun < best:
                best, where = float(found.fun), np.asarray(found.x)
        return best, where
