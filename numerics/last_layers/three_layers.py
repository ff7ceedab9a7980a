"""All set systems on two or three points at L = 3: none beats DNC, whatever its weights (statement S26).

The least ‖Z‖_* g over weights and last two layers is bounded for every system of K sets with r < K; at L = 3 its square is the
cost constant, and DNC's is K⁴.  ``python -m numerics.last_layers.three_layers FILE`` makes the certificates anew.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, permutations
from pathlib import Path

import numpy as np
from flint import arb, ctx

from numerics.families.set_system import SetSystem
from numerics.files import write_whole
from numerics.last_layers.certificate import DualCertificate
from numerics.last_layers.record import proof_data, proof_from
from numerics.last_layers.regions import Vector
from numerics.last_layers.weights import PRECISION, Contraction, product_bound

SHIPPED = Path(__file__).parent / "data" / "three-layers" / "floors.json"

SIZES = ((2, 3), (3, 4), (3, 5), (3, 6), (3, 7))
"""Points and classes."""

_ROUNDS = 20


def systems(r: int, K: int) -> Iterator[SetSystem]:
    """All systems of K nonempty subsets of r points whose incidence matrix has rank r, up to permutations of the points.

    Examples
    --------
    >>> [system.name for system in systems(2, 3)], len(list(systems(3, 4)))
    (['sets of sizes 1, 2 of 2 points'], 10)
    """
    sets = [e for size in range(1, r + 1) for e in combinations(range(r), size)]
    seen = set()
    for chosen in combinations(sets, K):
        images = (
            tuple(sorted((tuple(sorted(p[i] for i in e)) for e in chosen), key=lambda e: (len(e), e)))
            for p in permutations(range(r))
        )
        key = min(images)
        system = SetSystem(r, key)
        if key not in seen and np.linalg.matrix_rank(system.incidence) == r:
            seen.add(key)
            yield system


def columns(system: SetSystem) -> tuple[Vector, ...]:
    """The indicator vectors of the sets."""
    return tuple(tuple(int(x) for x in column) for column in system.incidence.T)


@cache
def shipped() -> dict[tuple[Vector, ...], tuple[DualCertificate, Contraction]]:
    """The certificates that come with the program, by their columns; none of them is checked.

    Examples
    --------
    >>> len(shipped())
    21
    """
    found = {}
    for data in json.loads(SHIPPED.read_text(encoding="utf-8")):
        dual, contraction = proof_from(data)
        if contraction is not None:
            found[dual.columns] = dual, contraction
    return found


def floor(system: SetSystem) -> arb | None:
    """A proved lower bound of ‖Z‖_* g for all weights and last two layers; None if there is no valid certificate."""
    found = shipped().get(columns(system))
    if found is None:
        return None
    dual, contraction = found
    fits = [len(row) for row in contraction.matrix] == [dual.K] * len(dual.columns[0])
    if not fits or dual.fault() is not None or contraction.fault() is not None:
        return None
    with ctx.workprec(PRECISION):
        return product_bound(dual, contraction)


def main(arguments: Sequence[str]) -> None:
    """Solve for every system and write the file that is named."""
    from numerics.last_layers.instances import set_system
    from numerics.last_layers.search import mirrors
    from numerics.last_layers.solver import DualProgram
    from numerics.last_layers.weights import best_weights

    made = []
    for r, K in SIZES:
        for system in systems(r, K):
            features = set_system(system)
            program = DualProgram(features.columns, features.symmetries, mirrors(features.symmetries, r))
            weights = np.ones(K)
            for _ in range(_ROUNDS):
                weights = np.sqrt(
                    weights * best_weights(features.columns, program.maximise(weights), weights)
                )
            dual = program.maximise(weights)
            contraction = Contraction.of(np.array(features.columns, dtype=float).T * weights)
            made.append({"columns": features.columns, **proof_data(dual, contraction)})
    write_whole(Path(arguments[0]), (json.dumps(made, separators=(",", ":")) + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1:])
