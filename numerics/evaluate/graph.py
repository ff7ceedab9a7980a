"""Graphs whose edges are the classes: graph6, or a list of edges."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np

from numerics.evaluate.incidence import MOST_CLASSES
from numerics.evaluate.reading import read_bytes, read_text, shown
from numerics.exact import ExactArray
from theory.errors import InvalidInputError

MOST_GRAPH6 = 100_000
"""Bytes of a graph6 line: about 1000 vertices."""


def read_graph6(file: Path) -> nx.Graph:
    """Read a file with one graph in graph6 format.

    Raises
    ------
    InvalidInputError
        If it holds anything else.
    """
    lines = read_bytes(file).split()
    if len(lines) != 1:
        raise InvalidInputError(f"{shown(file)} holds {len(lines)} graphs; give a graph6 file with one")
    if len(lines[0]) > MOST_GRAPH6:
        raise InvalidInputError(
            f"{shown(file)} has a graph of {len(lines[0])} bytes; at most {MOST_GRAPH6} are read"
        )
    try:
        return nx.from_graph6_bytes(lines[0])
    except (nx.NetworkXException, ValueError, IndexError) as error:
        raise InvalidInputError(
            f"{shown(file)} is not in graph6 format ({shown(error)}); write it with networkx.write_graph6"
        ) from None


def read_edges(file: Path) -> nx.Graph:
    """Read a list of edges: two names of vertices a line, separated by blanks or a comma; # starts a comment.

    Raises
    ------
    InvalidInputError
        If a line is not of this form, a loop, or an edge that was there before.
    """
    graph = nx.Graph()
    for count, line in enumerate(read_text(file).splitlines(), start=1):
        names = line.split("#")[0].replace(",", " ").split()
        if not names:
            continue
        where = f"{shown(file)}, line {count}"
        if len(names) != 2:
            raise InvalidInputError(
                f"{where}: {shown(line.strip())!r} given; write one edge a line, as the names of its two vertices"
            )
        if names[0] == names[1]:
            raise InvalidInputError(
                f"{where}: a loop at {shown(names[0])!r}; only simple graphs are evaluated"
            )
        if graph.has_edge(*names):
            raise InvalidInputError(
                f"{where}: the edge {shown(' '.join(names))!r} occurs twice; only simple graphs are evaluated"
            )
        graph.add_edge(*names)
        if graph.number_of_edges() > MOST_CLASSES:
            raise InvalidInputError(f"{where}: more than {MOST_CLASSES} edges; give a smaller graph")
    return graph


def incidence_of(graph: nx.Graph, what: str) -> ExactArray:
    """Vertex-edge incidence matrix of a simple graph.

    Parameters
    ----------
    graph : networkx.Graph
        Its edges are the classes, in networkx's order.
    what : str
        Where it comes from, for messages.

    Raises
    ------
    InvalidInputError
        If it is directed, has parallel edges or loops, or too few or too many edges.

    Examples
    --------
    >>> incidence_of(nx.path_graph(3), "example").tolist()
    [[1, 0], [1, 1], [0, 1]]
    """
    if graph.is_directed() or graph.is_multigraph() or nx.number_of_selfloops(graph):
        raise InvalidInputError(
            f"{what} is directed, or has loops or parallel edges; only simple graphs are evaluated"
        )
    edges = list(graph.edges)
    if not 2 <= len(edges) <= MOST_CLASSES:
        raise InvalidInputError(
            f"{what} is a graph with {len(edges)} edges; they are the classes, and 2 to {MOST_CLASSES} are needed"
        )
    row = {vertex: index for index, vertex in enumerate(graph)}
    N = np.zeros((len(row), len(edges)), dtype=np.int64)
    for column, edge in enumerate(edges):
        for vertex in edge:
            N[row[vertex], column] = 1
    return N[N.any(axis=1)]
