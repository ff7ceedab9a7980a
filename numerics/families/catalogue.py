"""Explicit networks of every known family at given K and L."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, combinations
from math import comb
from typing import Any

import numpy as np

from numerics.block_loss import optimal_kappa
from numerics.exact import require_integer
from numerics.families import half_sets
from numerics.families.closed import seven, singles_pairs, star
from numerics.families.graph_edges import GRAPHS_UP_TO, EdgeShape, cheapest_edge_shapes
from numerics.families.polished import polished
from numerics.families.set_system import SetSystem, network
from numerics.solution import Block, Solution, build
from numerics.solution.subsets import eigenvalues, subset_family

LARGEST_R = 4
"""Set systems have at most so many points here."""


def family_networks(
    K: int, L: int, lam: float = 0.004, n: int = 1, *, polish: bool = False
) -> Iterator[tuple[str, Solution]]:
    """Networks of all families on K classes, at their least loss for all λ's equal to ``lam``.

    Those that are better given up at this λ are left out, so that nothing may be left for a large one.

    Parameters
    ----------
    K, L : int
        Classes >= 2 and depth >= 3.
    lam : float
        Common value of all λ's.
    n : int
        Samples per class; 1 if ``polish``.
    polish : bool
        After each set system also yield the stationary point near it, all of whose entries are free: seconds each.

    Yields
    ------
    name, solution : str, Solution

    Examples
    --------
    >>> for name, found in family_networks(3, 4):
    ...     print(name, round(found.objective(0.004, (0.004,) * 4).total, 7))
    dnc K = 3 0.0299275
    star r = 2 0.029286
    sets of sizes 1, 2 of 2 points 0.0292534
    edges of K_3, identity 0.0316953
    """
    K, L = require_integer("K", K, least=2), require_integer("L", L, least=3)
    model: dict[str, Any] = {"lambda_H": float(lam), "lambdas": (float(lam),) * L, "n": n}
    for name, make in _makers(K, L, n * lam ** (L + 1)):
        solution = make(model)
        if solution.objective(model["lambda_H"], model["lambdas"]).total < 0.5:
            yield name, solution
            if polish and (name.startswith("sets") or name.startswith("point")):
                yield f"{name}, polished", polished(solution, model["lambda_H"], model["lambdas"])


def _makers(K: int, L: int, product: float) -> Iterator[tuple[str, Callable[[dict[str, Any]], Solution]]]:
    """Names of the networks and how to make them."""
    for block in single_blocks(K):
        yield f"{block.name} {block.family.symbol} = {block.parameter}", partial(_block, block)
    if K >= 3:
        yield f"star r = {K - 1}", lambda model: star(K, **model)
    for r in range(3, K):
        if r * (r + 1) // 2 == K:
            yield f"singles-pairs r = {r}", partial(_singles_pairs, r)
    for r in half_sets.parameters(K):
        yield f"half-sets r = {r}", partial(_half_sets, r)
    for system in (*symmetric_systems(K), *found_systems(K)):
        yield system.name, partial(_system, system)
    if K == 7:
        yield "point and pairs of 4 points", lambda model: seven(**model)
    if K <= GRAPHS_UP_TO:
        for shape in cheapest_edge_shapes(K):
            kappa = optimal_kappa(
                np.log(product) + shape.log_shape_cost(L), shape.singular_values, np.ones(K), L
            )
            if np.isfinite(kappa):
                yield shape.name, partial(_edges, shape, float(kappa))


def _block(block: Block, model: dict[str, Any]) -> Solution:
    return build([block], **model)


def _system(system: SetSystem, model: dict[str, Any]) -> Solution:
    return network(system, **model)


def _singles_pairs(r: int, model: dict[str, Any]) -> Solution:
    return singles_pairs(r, **model)


def _half_sets(r: int, model: dict[str, Any]) -> Solution:
    return half_sets.network(r, **model)


def _edges(shape: EdgeShape, kappa: float, model: dict[str, Any]) -> Solution:
    return shape.solution(kappa, **model)


FOUND: dict[int, tuple[tuple[tuple[int, ...], ...], ...]] = {
    5: (((0,), (1,), (0, 1), (0, 2), (1, 2)), ((0,), (2,), (0, 1), (1, 2), (0, 1, 2))),
    6: (((0,), (1,), (2,), (0, 1), (0, 2), (0, 1, 2)),),
    7: (((0,), (0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)),),
    10: (((0,), (1,), (2,), (3,), (0, 1), (0, 2), (0, 3), (0, 1, 2), (0, 1, 3), (0, 2, 3)),),
    8: (((0, 3), (0, 4), (1, 2), (1, 3), (1, 4), (2, 3), (2, 4), (3, 4)),),
}
"""Less symmetric systems, by K: found by training and by a search over all systems on three points."""


def found_systems(K: int) -> Iterator[SetSystem]:
    """The systems of ``FOUND``."""
    for sets in FOUND.get(K, ()):
        yield SetSystem(max(map(max, sets)) + 1, sets)


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
                if r < K and np.linalg.matrix_rank(system.incidence) == r:
                    yield system
