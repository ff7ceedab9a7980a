"""What can be evaluated: a graph, an incidence matrix or a network, from a file or as an object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from math import comb
from os import PathLike
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from numerics.evaluate.candidate import Candidate
from numerics.evaluate.evaluation import Evaluation
from numerics.evaluate.graph import incidence_of, read_edges, read_graph6
from numerics.evaluate.incidence import candidates as design_candidates
from numerics.evaluate.incidence import require_incidence, require_size
from numerics.evaluate.matrix import read_csv_matrix, read_npy_matrix
from numerics.evaluate.reading import exact_matrix, read_npz, shown
from numerics.evaluate.vertices import candidates as vertex_candidates
from numerics.evaluate.weights import candidates as network_candidates
from numerics.evaluate.weights import network, read_state_dict
from numerics.exact import ExactArray
from numerics.families.kept_eigenspace import require_strongly_regular
from numerics.families.strongly_regular import vertex_layers
from numerics.predictions import triangular_root
from theory.errors import InvalidInputError


def evaluate(
    source: str | PathLike[str] | nx.Graph | NDArray[Any] | Mapping[str, NDArray[Any]],
    *,
    classes: str = "edges",
) -> Evaluation:
    """Take a graph, an incidence matrix or a network, from a file or as an object.

    Parameters
    ----------
    source : path, networkx.Graph, array or mapping
        A file (see :data:`READERS` for the extensions), a simple graph whose edges are the classes, an incidence matrix
        with a row for each point and a column for each class, or matrices ``H_1``, ``W_1``, …, ``W_L`` by name.
    classes : str
        Of a graph: its ``"edges"``, or the ``"vertices"`` of a strongly regular one (statement S27).

    Raises
    ------
    InvalidInputError
        If it cannot be read or evaluated.

    Examples
    --------
    >>> fano = [[1, 1, 1, 0, 0, 0, 0], [1, 0, 0, 1, 1, 0, 0], [1, 0, 0, 0, 0, 1, 1], [0, 1, 0, 1, 0, 1, 0],
    ...         [0, 1, 0, 0, 1, 0, 1], [0, 0, 1, 1, 0, 0, 1], [0, 0, 1, 0, 1, 1, 0]]
    >>> evaluate(np.array(fano)).at(L=4).verdict
    'not below DNC'
    >>> evaluate(nx.petersen_graph(), classes="vertices").at(L=3).always_below
    True
    """
    if classes not in CLASSES:
        raise InvalidInputError(f"classes = {shown(classes)!r} given; choose {' or '.join(CLASSES)}")
    if isinstance(source, nx.Graph):
        return CLASSES[classes](source, "the graph")
    if classes == "vertices" and not isinstance(source, str | PathLike):
        raise InvalidInputError(
            "classes = vertices given with a matrix or a network; only a graph has vertices"
        )
    if isinstance(source, np.ndarray):
        if source.ndim != 2 or source.dtype.kind not in "biufO":
            raise InvalidInputError(
                f"array of shape {source.shape} and type {source.dtype} given; give a matrix"
            )
        require_size(source.shape, "the matrix")
        return _design(require_incidence(exact_matrix(source, "the matrix"), "the matrix"), "matrix")
    if isinstance(source, Mapping):
        return _network(source, "the network")
    file = Path(source)
    if file.suffix.lower() not in READERS:
        raise InvalidInputError(
            f"{shown(file)} given; its extension must be one of {', '.join(READERS)}: a graph, a matrix or weights"
        )
    read = GRAPH_READERS.get(file.suffix.lower())
    if read is not None:
        return CLASSES[classes](read(file), shown(file))
    if classes == "vertices":
        raise InvalidInputError(
            f"classes = vertices given with {shown(file)}; only a graph has vertices: {', '.join(GRAPH_READERS)}"
        )
    return READERS[file.suffix.lower()](file)


def _design(N: ExactArray, kind: str) -> Evaluation:
    points, K = N.shape
    return Evaluation(
        what=f"{kind}: {points} {'vertices' if kind == 'graph' else 'points'}, {K} classes",
        K=K,
        depth=None,
        candidates=cache(lambda L: _nonempty(design_candidates(N, L))),
        srg="(-1/2, 1/2)" if _is_complete(N) else None,
    )


def _is_complete(N: ExactArray) -> bool:
    """Whether it is the incidence matrix of a complete graph."""
    points, K = N.shape
    pairs = triangular_root(K) == points and bool(np.isin(N, (0, 1)).all()) and (N.sum(axis=0) == 2).all()
    return bool(pairs) and len({tuple(column) for column in N.T.tolist()}) == comb(points, 2)


def _edges(graph: nx.Graph, what: str) -> Evaluation:
    return _design(incidence_of(graph, what), "graph")


def _vertices(graph: nx.Graph, what: str) -> Evaluation:
    require_size((len(graph), len(graph)), what)
    layers = vertex_layers(graph, what)
    parameters = ", ".join(map(str, require_strongly_regular(graph, what)))
    complete = [one.name for one in layers if one.space.exact and _is_complete(one.means)]
    return Evaluation(
        what=f"strongly regular graph ({parameters}): {len(graph)} vertices, the classes",
        K=len(graph),
        depth=None,
        candidates=cache(lambda L: vertex_candidates(layers, L)),
        srg=complete[0] if complete else None,
    )


def _nonempty(found: Sequence[Candidate]) -> Sequence[Candidate]:
    if not found:
        raise InvalidInputError("no choice of W_{L-1} activates anything; give another matrix")
    return found


def _network(arrays: Mapping[str, NDArray[Any]], what: str) -> Evaluation:
    H1, layers = given = network(arrays, what)
    found = network_candidates(given, rounded=any(matrix.dtype.kind == "f" for matrix in arrays.values()))
    widths = " ".join(str(len(factor)) for factor in (H1, *layers[:-1]))
    return Evaluation(
        what=f"network: L = {len(layers)}, widths {widths}, {H1.shape[1]} classes",
        K=int(H1.shape[1]),
        depth=len(layers),
        candidates=lambda L: found,
        given=given,
    )


CLASSES: dict[str, Callable[[nx.Graph, str], Evaluation]] = {"edges": _edges, "vertices": _vertices}
"""What the classes of a graph are."""

GRAPH_READERS: dict[str, Callable[[Path], nx.Graph]] = {
    ".g6": read_graph6,
    ".graph6": read_graph6,
    ".edges": read_edges,
    ".edgelist": read_edges,
}
"""How a file with a graph is read, by its extension."""

READERS: dict[str, Callable[[Path], Evaluation]] = {
    **{suffix: lambda file: evaluate(file) for suffix in GRAPH_READERS},
    ".npy": lambda file: _design(require_incidence(read_npy_matrix(file), shown(file)), "matrix"),
    ".csv": lambda file: _design(require_incidence(read_csv_matrix(file), shown(file)), "matrix"),
    ".npz": lambda file: _network(read_npz(file), shown(file)),
    ".pt": lambda file: _network(read_state_dict(file), shown(file)),
    ".pth": lambda file: _network(read_state_dict(file), shown(file)),
}
"""How a file is read, by its extension."""
