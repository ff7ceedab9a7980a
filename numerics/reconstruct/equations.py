"""The equations of a critical point of the cost constant within a pattern.

C = ‖M_2‖_*² ‖W_2‖² ⋯ ‖W_{L−1}‖² tr (SᵀS)⁻¹ with S = σ(M_L) is the cost constant of a network whose S has full column rank
(S5, S23): with a common output it decides the loss at every λ.  Within a pattern, where signs and zeros are held fixed, log C
is smooth.  Write M_2 = s_2 M̂_2, W_l = s_{l+1} Ŵ_l s_l⁻¹ with diagonal s_l and σ_l = s_l².  The polar decomposition M_2 = P U,
P = s_2 R s_2 symmetric, U = s_2 V, gives ‖M_2‖_* = tr (Rσ_2) and the derivative U of it; where M_2 has less than full rank, U is
one of its subgradients, P (1 − UUᵀ) = 0.  Then all is rational in the hats, in the σ_l, in R and in V:

    G = ŜᵀσŜ,  B̂_L = −2 σŜ G⁻²/tr G⁻¹ on S > 0, multipliers at kinks,  B̂_l = Ŵ_lᵀ B̂_{l+1} likewise,

    2 σ_2 V/tr (Rσ_2) + B̂_2 = 0,    2 σ_{l+1} Ŵ_l σ_l⁻¹/‖W_l‖² + B̂_{l+1} Ẑ_lᵀ = 0,    Ŵ_l Ẑ_l = 0 at kinks,
    M̂_2 = R σ_2 V,    R (1 − σ_2 V Vᵀ) symmetrised = 0,

the first two at all entries that are not zero by the pattern.  Permutations that leave the pattern as it is leave these equations as they
are: one of each orbit is enough (the principle of symmetric criticality).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb_mat

from numerics.atlas.record import Floats
from numerics.reconstruct import matrices as on
from numerics.reconstruct.matrices import Dual, Matrix, Scalar
from numerics.reconstruct.skeleton import NOTHING, Skeleton, Start
from numerics.symmetry.actions import Integers

RANK = 1e-4
"""A singular value of M_2 counts if it exceeds this fraction of the greatest."""

Maker = Callable[[tuple[int, int], list[Any]], Matrix]
"""From a shape and the entries, row by row, to a matrix of floats, balls or field elements."""


def of_floats(shape: tuple[int, int], entries: list[Any]) -> Floats:
    """A matrix of floats."""
    return np.array(entries, dtype=np.float64).reshape(shape)


def of_balls(shape: tuple[int, int], entries: list[Any]) -> arb_mat:
    """A matrix of balls."""
    return arb_mat(*shape, entries)


@dataclass(frozen=True)
class Layers:
    """The matrices of a network in the coordinates of a skeleton.

    Attributes
    ----------
    hats : list of matrices
        M̂_2, Ŵ_2, …, Ŵ_{L−1}.
    squares, inverses : list of matrices
        σ_2, …, σ_L as diagonal matrices, and their inverses.
    multipliers : list of matrices
        For M_3, …, M_L the multipliers of the kinks.
    root, polar : matrix
        R and V.
    """

    hats: list[Matrix]
    squares: list[Matrix]
    inverses: list[Matrix]
    multipliers: list[Matrix]
    root: Matrix
    polar: Matrix


@dataclass(frozen=True, eq=False)
class System:
    """As many equations as unknowns for a critical point.

    The unknowns are: entries but for anchors, scales but for the first of a layer, multipliers of kinks, entries of R, entries of V.

    Attributes
    ----------
    skeleton : Skeleton
        The pattern.
    anchors : tuple of int
        ±1 for every orbit of neurons: the sign of its anchor.
    """

    skeleton: Skeleton
    anchors: tuple[int, ...]

    @cached_property
    def entry_labels(self) -> Integers:
        """Orbits of entries that are unknown."""
        return np.setdiff1d(np.arange(len(self.skeleton.sizes)), self.skeleton.anchors)

    @cached_property
    def scale_labels(self) -> Integers:
        """Orbits of neurons whose scale is unknown."""
        first = [int(label.min()) for label in self.skeleton.scales]
        return np.setdiff1d(np.arange(len(self.anchors)), first)

    @cached_property
    def kinks(self) -> int:
        """Number of orbits of kinks."""
        return max((int(kink.max()) + 1 for kink in self.skeleton.kinks), default=0)

    @cached_property
    def parts(self) -> tuple[int, int, int, int, int]:
        """Numbers of unknown entries, scales, multipliers, entries of R and entries of V."""
        pattern = self.skeleton
        return (
            len(self.entry_labels),
            len(self.scale_labels),
            self.kinks,
            int(pattern.pairs.max()) + 1,
            int(pattern.columns.max()) + 1,
        )

    @property
    def choices(self) -> list[int]:
        """Unknowns that belong to no network: multipliers and entries of V."""
        first, second, third, last = np.cumsum(self.parts)[[1, 2, 3, 4]].tolist()
        return [*range(first, second), *range(third, last)]

    @property
    def unknowns(self) -> int:
        """Their number, and that of the equations."""
        return sum(self.parts)

    def layers(self, values: Any, make: Maker, constants: bool = True) -> Layers:
        """The network of some values of the unknowns.

        With ``constants`` False what is fixed is 0 in the place of 1: the derivative of the network in a direction.
        """
        pattern = self.skeleton
        one: Any = int(constants)
        entries: list[Any] = [0] * len(pattern.sizes)
        for label, sign in zip(pattern.anchors, self.anchors, strict=True):
            entries[label] = sign * one
        scales: list[Any] = [one] * len(self.anchors)
        first, second, third, fourth, _ = np.cumsum(self.parts).tolist()
        for label, value in zip(self.entry_labels, values[:first], strict=True):
            entries[label] = value
        for label, value in zip(self.scale_labels, values[first:second], strict=True):
            scales[label] = value
        multipliers, root, polar = values[second:third], values[third:fourth], values[fourth:]

        def filled(labels: Integers, given: Sequence[Any]) -> Matrix:
            return make(labels.shape, [0 if at == NOTHING else given[at] for at in labels.ravel().tolist()])

        def diagonal(labels: Integers, given: Sequence[Any]) -> Matrix:
            return filled(np.where(np.eye(len(labels), dtype=bool), labels, NOTHING), given)

        return Layers(
            [filled(label, entries) for label in pattern.labels],
            [diagonal(label, scales) for label in pattern.scales],
            [diagonal(label, [1 / x for x in scales]) for label in pattern.scales] if constants else [],
            [filled(kink, multipliers) for kink in pattern.kinks],
            filled(pattern.pairs, root),
            filled(pattern.columns, polar),
        )

    def residuals(self, values: Sequence[Any], make: Maker) -> list[Any]:
        """What the equations leave at some values: floats, balls or field elements."""
        return self._residuals(self.layers(values, make))

    def jacobian(self, values: Sequence[Any], make: Maker) -> list[list[Any]]:
        """Derivatives of the residuals, one row for each unknown."""
        at = self.layers(values, make)
        rows = []
        for index in range(self.unknowns):
            direction = [0] * self.unknowns
            direction[index] = 1
            along = self.layers(direction, make, constants=False)
            inverses = [
                on.scaled(on.times(on.times(inverse, slope), inverse), -1)
                for inverse, slope in zip(at.inverses, along.squares, strict=True)
            ]
            moved = Layers(
                list(map(Dual, at.hats, along.hats)),
                list(map(Dual, at.squares, along.squares)),
                list(map(Dual, at.inverses, inverses)),
                list(map(Dual, at.multipliers, along.multipliers)),
                Dual(at.root, along.root),
                Dual(at.polar, along.polar),
            )
            rows.append([one.slope for one in self._residuals(moved)])
        return rows

    def constant(self, values: Sequence[Any], make: Maker) -> Scalar:
        """C."""
        at = self.layers(values, make)
        active = self.activations(at)[-1]
        norm = on.trace(on.times(at.root, at.squares[0]))
        found = norm * norm * on.trace(on.inverse(self._gram(at, active)))
        for index in range(1, len(at.hats)):
            found = found * self._squared_norm(at, index)
        return found

    def means(self, at: Layers) -> list[Matrix]:
        """M̂_2, …, M̂_L before σ."""
        found, active = [at.hats[0]], on.masked(at.hats[0], self.skeleton.signs[0] > 0)
        for weight, sign in zip(at.hats[1:], self.skeleton.signs[1:], strict=True):
            found.append(on.times(weight, active))
            active = on.masked(found[-1], sign > 0)
        return found

    def activations(self, at: Layers) -> list[Matrix]:
        """Ẑ_2, …, Ẑ_{L−1}, Ŝ, by the signs of the pattern."""
        signs = self.skeleton.signs
        return [on.masked(mean, sign > 0) for mean, sign in zip(self.means(at), signs, strict=True)]

    def _gram(self, at: Layers, active: Matrix) -> Matrix:
        return on.times(on.transposed(active), on.times(at.squares[-1], active))

    def _squared_norm(self, at: Layers, index: int) -> Scalar:
        hat = at.hats[index]
        weighed = on.times(on.times(at.squares[index], hat), at.inverses[index - 1])
        return on.trace(on.times(weighed, on.transposed(hat)))

    def slopes(self, at: Layers) -> tuple[list[Matrix], list[Matrix]]:
        """Derivatives of log C by M̂_2, Ŵ_2, …, up to the positive factors σ, and M̂_3, …, M̂_L."""
        pattern = self.skeleton
        means, active = self.means(at), self.activations(at)
        inverse = on.inverse(self._gram(at, active[-1]))
        back = on.times(on.times(on.times(at.squares[-1], active[-1]), inverse), inverse)
        back = on.scaled(on.scaled(back, on.reciprocal(on.trace(inverse))), -2)
        found = []
        for index in range(len(at.hats) - 1, 0, -1):
            back = on.masked(back, pattern.signs[index] > 0) + at.multipliers[index - 1]
            hat = at.hats[index]
            own = on.times(on.times(at.squares[index], hat), at.inverses[index - 1])
            own = on.scaled(on.scaled(own, on.reciprocal(self._squared_norm(at, index))), 2)
            found.append(own + on.times(back, on.transposed(active[index - 1])))
            back = on.times(on.transposed(hat), back)
        back = on.masked(back, pattern.signs[0] > 0)
        first = on.times(at.squares[0], at.polar)
        norm = on.trace(on.times(at.root, at.squares[0]))
        found.append(on.scaled(on.scaled(first, on.reciprocal(norm)), 2) + back)
        return found[::-1], means[1:]

    def _residuals(self, at: Layers) -> list[Any]:
        pattern = self.skeleton
        slopes, means = self.slopes(at)
        dropped = {pattern.anchors[int(label.min())] for label in pattern.scales}
        found: list[Any] = []
        for label, slope in zip(pattern.labels, slopes, strict=True):
            found += _sums(label, slope, dropped)
        for kink, mean in zip(pattern.kinks, means, strict=True):
            found += _sums(kink, mean, set())
        weighed = on.times(at.squares[0], at.polar)
        product = on.times(at.root, weighed)
        found += _sums(pattern.columns, at.hats[0] - product, set())
        gap = at.root - on.times(product, on.transposed(at.polar))
        return found + _sums(pattern.pairs, gap + on.transposed(gap), set())


def _sums(labels: Integers, matrix: Matrix, dropped: set[int]) -> list[Any]:
    """The entry of every orbit, by the first of its places; all entries of an orbit are equal."""
    if isinstance(matrix, Dual):
        values, slopes = (_sums(labels, part, dropped) for part in (matrix.value, matrix.slope))
        return list(map(Dual, values, slopes))
    entries = on.entries(matrix)
    orbits, places = np.unique(labels.ravel(), return_index=True)
    return [
        entries[place]
        for orbit, place in zip(orbits, places, strict=True)
        if orbit != NOTHING and orbit not in dropped
    ]


def first_values(skeleton: Skeleton, start: Start) -> tuple[System, Floats]:
    """A system and floats from which to look for its solution: the multipliers are chosen to fit best."""
    system = System(skeleton, tuple(int(start.entries[label]) for label in skeleton.anchors))
    entries, scales = start.entries[system.entry_labels], start.squares[system.scale_labels]
    values = np.concatenate([entries, scales, np.zeros(sum(system.parts[2:]))])
    values = with_polar(system, values)
    return system, with_multipliers(system, values)


def with_polar(system: System, values: Floats) -> Floats:
    """Floats with R and V chosen anew, V as the derivative of the singular values that do not vanish."""
    at = system.layers(values.tolist(), of_floats)
    half = np.sqrt(np.diag(at.squares[0]))
    left, sizes, right = np.linalg.svd(half[:, None] * at.hats[0], full_matrices=False)
    rank = int((sizes > RANK * sizes[0]).sum())
    left, sizes, right = left[:, :rank], sizes[:rank], right[:rank]
    root = (left * sizes) @ left.T / half / half[:, None]
    found = values.copy()
    third, fourth = np.cumsum(system.parts)[2:4]
    found[third:fourth] = _sums(system.skeleton.pairs, root, set())
    found[fourth:] = _sums(system.skeleton.columns, left @ right / half[:, None], set())
    return found


def with_multipliers(system: System, values: Floats) -> Floats:
    """Floats with the multipliers chosen anew, by least squares."""
    first, second = sum(system.parts[:2]), sum(system.parts[:3])
    if first == second:
        return values
    found = values.copy()
    found[first:second] = 0
    rest = np.array(system.residuals(found.tolist(), of_floats))
    rows = np.array(system.jacobian(found.tolist(), of_floats))[first:second]
    found[first:second] = np.linalg.lstsq(rows.T, -rest, rcond=1e-9)[0]
    return found
