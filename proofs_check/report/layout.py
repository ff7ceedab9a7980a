"""Where the nodes of a directed graph without cycles go: in layers, each node below all that it depends on.

Sugiyama's method in its simplest form: layers by the longest path, edges over several layers bent at places
without a node, and the order within a layer by the mean place of the neighbours, sweep by sweep.  Nodes without
any edge are the last layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]

SWEEPS = 24


@dataclass(frozen=True)
class Box:
    """Sizes in pixels: of a node, and of the room between nodes of a layer and between layers."""

    width: float
    height: float
    gap: float
    between: float


@dataclass(frozen=True)
class Layout:
    """Where everything goes.

    Attributes
    ----------
    width, height : float
        Of the whole drawing.
    nodes : dict
        Upper left corner of each node.
    edges : dict
        Points of each edge, from what is depended on to what depends on it.
    """

    width: float
    height: float
    nodes: dict[str, Point]
    edges: dict[tuple[str, str], list[Point]]


def reduced(depends_on: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Leave out dependencies that follow from others (the transitive reduction).

    Examples
    --------
    >>> reduced({"a": [], "b": ["a"], "c": ["a", "b"]})
    {'a': [], 'b': ['a'], 'c': ['b']}
    """
    above: dict[str, set[str]] = {}
    for node in _ordered(depends_on):
        direct = depends_on[node]
        above[node] = set(direct).union(*(above[other] for other in direct))
    return {
        node: [a for a in direct if not any(a in above[b] for b in direct)]
        for node, direct in depends_on.items()
    }


def layered(depends_on: Mapping[str, Sequence[str]], box: Box) -> Layout:
    """Lay out a graph whose nodes are the keys; ``depends_on`` lists for each the nodes above it.

    Raises
    ------
    ValueError
        If there is a cycle, or something that is depended on is no node.

    Examples
    --------
    >>> found = layered({"a": [], "b": ["a"]}, Box(10, 5, 2, 8))
    >>> found.nodes["a"], found.nodes["b"]
    ((2.0, 2), (2.0, 15))
    """
    depth: dict[str, int] = {}
    for node in _ordered(depends_on):
        depth[node] = 1 + max((depth[above] for above in depends_on[node]), default=-1)
    linked = {node for node, direct in depends_on.items() if direct}.union(*depends_on.values())
    lowest = 1 + max((depth[node] for node in linked), default=-1)
    depth.update(dict.fromkeys(depends_on.keys() - linked, lowest))
    # A chain is what an edge runs through: its ends and, between them, one place without a node in every layer.
    chains = {
        (above, node): [
            above,
            *(f"{above}→{node} {level}" for level in range(depth[above] + 1, depth[node])),
            node,
        ]
        for node, direct in depends_on.items()
        for above in direct
    }
    for chain in chains.values():
        for place in chain[1:-1]:
            depth[place] = int(place.rsplit(" ", 1)[1])
    links = [pair for chain in chains.values() for pair in pairwise(chain)]
    layers = _sorted_layers(depth, links)
    corners, width = _corners(layers, depends_on, box)
    edges = {
        pair: [_port(corners[place], place in depends_on, box, side) for place, side in _ports(chain)]
        for pair, chain in chains.items()
    }
    nodes = {node: corners[node] for node in depends_on}
    return Layout(width, 2 * box.gap + len(layers) * (box.height + box.between) - box.between, nodes, edges)


def _ordered(depends_on: Mapping[str, Sequence[str]]) -> list[str]:
    """The nodes, each after those that it depends on."""
    done: list[str] = []
    waiting = list(depends_on)
    while waiting:
        ready = [node for node in waiting if all(above in done for above in depends_on[node])]
        if not ready:
            raise ValueError(f"{', '.join(waiting)} given; they depend on each other or on something unknown")
        done += ready
        waiting = [node for node in waiting if node not in ready]
    return done


def _sorted_layers(depth: Mapping[str, int], links: Sequence[tuple[str, str]]) -> list[list[str]]:
    """The layers, each in the order with the fewest crossings that was seen."""
    layers: list[list[str]] = [[] for _ in range(1 + max(depth.values(), default=-1))]
    for node, level in depth.items():
        layers[level].append(node)
    up: dict[str, list[str]] = {node: [] for node in depth}
    down: dict[str, list[str]] = {node: [] for node in depth}
    for above, below in links:
        down[above].append(below)
        up[below].append(above)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, down)
    for sweep in range(SWEEPS):
        neighbours, order = (up, layers) if sweep % 2 == 0 else (down, layers[::-1])
        for fixed, layer in pairwise(order):
            places = {node: (i + 0.5) / len(fixed) for i, node in enumerate(fixed)}
            own = {node: (i + 0.5) / len(layer) for i, node in enumerate(layer)}
            mean = {
                node: sum(places[other] for other in neighbours[node]) / len(neighbours[node])
                if neighbours[node]
                else own[node]
                for node in layer
            }
            layer.sort(key=mean.__getitem__)
        crossings = _crossings(layers, down)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    return best


def _crossings(layers: Sequence[Sequence[str]], down: Mapping[str, Sequence[str]]) -> int:
    count = 0
    for upper, lower in pairwise(layers):
        places = {node: i for i, node in enumerate(lower)}
        ends = [sorted(places[below] for below in down[node]) for node in upper]
        count += sum(
            a > b for i, first in enumerate(ends) for second in ends[i + 1 :] for a in first for b in second
        )
    return count


def _corners(
    layers: Sequence[Sequence[str]], nodes: Mapping[str, object], box: Box
) -> tuple[dict[str, Point], float]:
    """Upper left corners, every layer in the middle, and the width of all."""

    def wide(place: str) -> float:
        return box.width if place in nodes else 0.0

    widths = [sum(map(wide, layer)) + box.gap * max(0, len(layer) - 1) for layer in layers]
    total = max(widths, default=0.0)
    corners: dict[str, Point] = {}
    for level, (layer, width) in enumerate(zip(layers, widths, strict=True)):
        x = box.gap + (total - width) / 2
        for place in layer:
            corners[place] = (x, box.gap + level * (box.height + box.between))
            x += wide(place) + box.gap
    return corners, total + 2 * box.gap


def _ports(chain: Sequence[str]) -> list[tuple[str, str]]:
    """Where an edge passes: leaving its upper end, through the places between, entering its lower end."""
    between = [(place, side) for place in chain[1:-1] for side in ("top", "bottom")]
    return [(chain[0], "bottom"), *between, (chain[-1], "top")]


def _port(corner: Point, is_node: bool, box: Box, side: str) -> Point:
    x, y = corner
    return x + (box.width / 2 if is_node else 0.0), y + (box.height if side == "bottom" else 0.0)
