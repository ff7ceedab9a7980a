"""The features whose last two layers are certified, and ``python -m numerics.last_layers.instances FOLDER`` to do it anew.

Set systems have free weights, one a class; edges of graphs have none.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations
from pathlib import Path

import networkx as nx

from numerics.families.catalogue import FOUND
from numerics.families.set_system import SetSystem
from numerics.files import write_whole
from numerics.last_layers.record import Record
from numerics.last_layers.regions import Permutation, Vector, closure
from numerics.last_layers.search import search
from theory.errors import InvalidInputError

LAM = Fraction(1, 250)

MOST_VERTICES = 7
"""Of graphs whose edges are the classes."""


@dataclass(frozen=True)
class Features:
    """Columns z_k with their symmetries.

    Attributes
    ----------
    name : str
        What they are.
    columns : tuple of integer tuples
        z_1, …, z_K.
    symmetries : tuple of permutations
        Of the coordinates.
    free_weights : bool
        Whether the weights of the classes are chosen too.
    """

    name: str
    columns: tuple[Vector, ...]
    symmetries: tuple[Permutation, ...]
    free_weights: bool = True

    def record(self, L: int | None = None, lam: Fraction | None = None) -> Record:
        """Solve and certify."""
        return search(self.name, self.columns, self.symmetries, free_weights=self.free_weights, L=L, lam=lam)


def set_system(system: SetSystem) -> Features:
    """The sets of a system.

    Examples
    --------
    >>> set_system(SetSystem.of_sizes(2, (1, 2))).columns
    ((1, 0), (0, 1), (1, 1))
    """
    return Features(system.name, _indicators(system.sets, system.r), _generators(p for p, _ in system.group))


def edges_of_complete_graph(r: int) -> Features:
    """SRG's own activations, the incidence matrix of K_r."""
    pairs = SetSystem.of_sizes(r, (2,)).sets if r <= 5 else tuple(combinations(range(r), 2))
    cycle = (*range(1, r), 0)
    return Features(f"edges of K_{r}", _indicators(pairs, r), ((1, 0, *range(2, r)), cycle), False)


def cells_of_board() -> Features:
    """The edges of K_{3,3}."""
    cells = [(i, 3 + j) for i in range(3) for j in range(3)]
    symmetries = ((1, 0, 2, 3, 4, 5), (1, 2, 0, 3, 4, 5), (3, 4, 5, 0, 1, 2))
    return Features("edges of K_3,3", _indicators(cells, 6), symmetries, False)


def edges_of_graph(graph: nx.Graph, name: str) -> Features:
    """The incidence matrix of any small graph, with all its symmetries.

    Parameters
    ----------
    graph : networkx.Graph
        Simple, with two or more edges and at most ``MOST_VERTICES`` vertices that have edges.
    name : str
        Of the graph.

    Raises
    ------
    InvalidInputError
        If it is not.

    Examples
    --------
    >>> path = edges_of_graph(nx.path_graph(4), "P_4")
    >>> path.columns, path.symmetries
    (((1, 1, 0, 0), (0, 1, 1, 0), (0, 0, 1, 1)), ((3, 2, 1, 0),))
    """
    vertices = [v for v in graph if graph.degree(v)]
    if graph.is_directed() or graph.is_multigraph() or nx.number_of_selfloops(graph) or graph.size() < 2:
        raise InvalidInputError(f"{graph} given; classes are the edges of a simple graph with two or more")
    if len(vertices) > MOST_VERTICES:
        raise InvalidInputError(
            f"{len(vertices)} vertices given; the cones are enumerated for at most {MOST_VERTICES}"
        )
    place = {v: i for i, v in enumerate(vertices)}
    edges = [tuple(sorted((place[a], place[b]))) for a, b in graph.edges]
    known = set(edges)
    keeps = [
        p
        for p in permutations(range(len(vertices)))
        if all(tuple(sorted((p[a], p[b]))) in known for a, b in edges)
    ]
    return Features(f"edges of {name}", _indicators(edges, len(vertices)), _generators(keeps), False)


def _indicators(sets: Sequence[Sequence[int]], d: int) -> tuple[Vector, ...]:
    return tuple(tuple(int(i in e) for i in range(d)) for e in sets)


def _generators(group: Iterable[Permutation]) -> tuple[Permutation, ...]:
    """A few permutations that make all of a group."""
    chosen: list[Permutation] = []
    made: set[Permutation] = set()
    for symmetry in group:
        made = made or {tuple(range(len(symmetry)))}
        if symmetry not in made:
            chosen.append(symmetry)
            made = set(closure(chosen, len(symmetry)))
    return tuple(chosen)


def _sizes(r: int, *sizes: int) -> Features:
    return set_system(SetSystem.of_sizes(r, sizes))


def _found(K: int, number: int = 0) -> Features:
    sets = FOUND[K][number]
    return set_system(SetSystem(max(map(max, sets)) + 1, sets))


FEATURES: Mapping[str, Features] = {
    "star-2": _sizes(2, 1, 2),
    "star-3": _sizes(3, 1, 3),
    "star-4": _sizes(4, 1, 4),
    "five-a": _found(5, 0),
    "five-b": _found(5, 1),
    "six": _found(6),
    "sets-3-12": _sizes(3, 1, 2),
    "sets-3-123": _sizes(3, 1, 2, 3),
    "point-and-pairs": _found(7),
    "sets-4-13": _sizes(4, 1, 3),
    "sets-4-12": _sizes(4, 1, 2),
    "ten": _found(10),
    "sets-4-124": _sizes(4, 1, 2, 4),
    "sets-4-123": _sizes(4, 1, 2, 3),
    "sets-4-1234": _sizes(4, 1, 2, 3, 4),
    "edges-4": edges_of_complete_graph(4),
    "edges-5": edges_of_complete_graph(5),
    "edges-6": edges_of_complete_graph(6),
    "board-3": cells_of_board(),
}
"""By the names of the files."""

LOSSES: Mapping[str, tuple[tuple[int, Fraction], ...]] = {
    "star-2": ((4, LAM),),
    "star-3": ((4, LAM),),
    "five-a": ((4, LAM),),
    "five-b": ((4, LAM),),
    "six": ((4, LAM),),
    "sets-3-12": ((4, LAM),),
    "sets-4-13": ((4, LAM),),
    "sets-4-12": ((5, LAM),),
    **{f"edges-{r}": tuple((L, Fraction(8, 100 * r * (r - 1))) for L in (3, 4)) for r in (4, 5, 6)},
    "board-3": ((3, LAM), (4, LAM)),
}
"""Depths and λ at which losses are compared too."""


def instances() -> dict[str, tuple[Features, int | None, Fraction | None]]:
    """Every record by the name of its file: features, depth and λ, or None for outputs that are the targets."""
    found: dict[str, tuple[Features, int | None, Fraction | None]] = {}
    for name, features in FEATURES.items():
        found[name] = features, None, None
        for L, lam in LOSSES.get(name, ()):
            found[f"{name}-L{L}"] = features, L, lam
    return found


def main(arguments: Sequence[str]) -> None:
    """Write records to a folder: all of them, or those that are named."""
    folder, *names = arguments
    Path(folder).mkdir(parents=True, exist_ok=True)
    for name, (features, L, lam) in instances().items():
        if not names or name in names:
            record = features.record(L, lam)
            write_whole(Path(folder) / f"{name}.json", record.to_json().encode())
            print(f"{name}: {record.fault() or 'valid'}, {record.value().str(10)}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
