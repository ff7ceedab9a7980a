"""Explicit networks of every known family at given K and L."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations
from math import comb

import numpy as np

from numerics.exact import require_integer
from numerics.families.set_system import SetSystem, network
from numerics.solution import Block, Solution, build
from numerics.solution.subsets import eigenvalues, subset_family

LARGEST_R = 4
"""Set systems have at most so many points here."""


def family_networks(K: int, L: int, lam: float = 0.004, n: int = 1) -> Iterator[tuple[str, Solution]]:
    """Networks of all families on K classes, at their least loss for all λ's equal to ``lam``.

    Those that are better given up at this λ are left out, so that nothing may be left for a large one.

    Parameters
    ----------
    K, L : int
        Classes >= 2 and depth >= 3.
    lam : float
        Common value of all λ's.
    n : int
        Samples per class.

    Yields
    ------
    name, solution : str, Solution

    Examples
    --------
    >>> for name, found in family_networks(3, 4):
    ...     print(name, round(found.objective(0.004, (0.004,) * 4).total, 7))
    dnc K = 3 0.0299275
    sets of sizes 1, 2 of 2 points 0.0292534
    sets of sizes 1 of 3 points 0.0299275
    sets of sizes 2 of 3 points 0.0312061
    """
    K, L = require_integer("K", K, least=2), require_integer("L", L, least=3)
    model = {"lambda_H": float(lam), "lambdas": (float(lam),) * L, "n": n}
    for block in single_blocks(K):
        solution = build([block], **model)  # type: ignore[arg-type]
        if solution.H1.any():
            yield f"{block.name} {block.family.symbol} = {block.parameter}", solution
    for system in symmetric_systems(K):
        solution = network(system, **model)  # type: ignore[arg-type]
        if solution.H1.any():
            yield system.name, solution


def single_blocks(K: int) -> Iterator[Block]:
    """DNC, SRG and the t-subsets with K classes and t >= 2, those whose σ(M_L) is invertible.

    Examples
    --------
    >>> [block.name for block in single_blocks(20)]
    ['dnc', 'subsets3-far1', 'subsets3-far2', 'subsets3-near1', 'subsets3-near2']
    """
    yield Block("dnc", K)
    for t in range(2, K):
        r = next((r for r in range(2 * t, K + 1) if comb(r, t) >= K), None)
        if r is None or comb(r, t) != K:
            continue
        if t == 2:
            yield Block("srg", r)
        for side, zero in (
            *(("far", z) for z in range(1 + (t == 2), t)),
            *(("near", z) for z in range(1, t)),
        ):
            name = f"subsets{t}-{side}{zero}"
            if subset_family(name) is not None and 0 not in eigenvalues(name, r):
                yield Block(name, r)


def symmetric_systems(K: int) -> Iterator[SetSystem]:
    """Set systems of K sets that all permutations of their points keep, on at most ``LARGEST_R`` points.

    Examples
    --------
    >>> [system.name for system in symmetric_systems(6)]
    ['sets of sizes 1, 2 of 3 points', 'sets of sizes 2 of 4 points']
    """
    for r in range(2, LARGEST_R + 1):
        choices = chain.from_iterable(combinations(range(1, r + 1), k) for k in range(1, r + 1))
        for sizes in choices:
            if sum(comb(r, size) for size in sizes) == K:
                system = SetSystem.of_sizes(r, sizes)
                if np.linalg.matrix_rank(system.incidence) == r:
                    yield system
