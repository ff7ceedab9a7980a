"""From a strongly regular graph to candidates whose classes are its vertices (statement S27)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from numerics.checks import whole
from numerics.evaluate.candidate import Candidate
from numerics.exact import ExactArray
from numerics.families.strongly_regular import VertexLayers

PLACES = 2**40
"""Layers with irrational entries are rounded to multiples of its inverse: then all of their rank is in floats."""


def candidates(layers: Sequence[VertexLayers], L: int) -> list[Candidate]:
    """All candidates at one depth; at L = 2 W_1 H_1 = M_L itself.

    Parameters
    ----------
    layers : sequence of VertexLayers
        From :func:`numerics.families.strongly_regular.vertex_layers`.
    L : int
        Depth >= 2.

    Examples
    --------
    >>> import networkx as nx
    >>> from numerics.families.strongly_regular import vertex_layers
    >>> [one.ranks for one in candidates(vertex_layers(nx.petersen_graph()), 4)]
    [((6, 6), (6, 6), (6, 10)), ((5, 5), (5, 5), (5, 10)), ((5, 5), (5, 5), (5, 10))]
    """
    return [_candidate(one, whole("L", L, 2)) for one in layers]


def _candidate(one: VertexLayers, L: int) -> Candidate:
    rounded = not one.space.exact
    if L == 2:
        return Candidate(one.name, (_exact(one.rows @ one.means),), (), rounded)
    middle = (_exact(one.middle),) * (L - 3) if L > 3 else ()
    return Candidate(one.name, (_exact(one.means),), (*middle, _exact(one.rows)), rounded)


def _exact(matrix: Any) -> ExactArray:
    if matrix.dtype.kind != "f":
        return np.asarray(matrix)
    steps = [Fraction(int(step), PLACES) for step in np.rint(matrix.ravel() * PLACES)]
    return np.array(steps, dtype=object).reshape(matrix.shape)
