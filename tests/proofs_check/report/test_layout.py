"""The layered layout: everything below what it depends on, no two nodes on one place."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.report.layout import Box, layered, reduced

BOX = Box(40, 20, 6, 12)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, list[str]]:
    size = draw(st.integers(0, 14))
    names = [f"n{i}" for i in range(size)]
    return {
        name: draw(st.lists(st.sampled_from(names[:i]), unique=True, max_size=4)) if i else []
        for i, name in enumerate(names)
    }


def ancestors(graph: dict[str, list[str]], node: str) -> set[str]:
    found: set[str] = set()
    waiting = [node]
    while waiting:
        for above in graph[waiting.pop()]:
            if above not in found:
                found.add(above)
                waiting.append(above)
    return found


@given(graphs())
def test_the_reduction_keeps_who_rests_on_whom_and_drops_what_follows(graph: dict[str, list[str]]) -> None:
    smaller = reduced(graph)
    for node in graph:
        assert ancestors(smaller, node) == ancestors(graph, node)
        for above in smaller[node]:
            rest = {**smaller, node: [other for other in smaller[node] if other != above]}
            assert above not in ancestors(rest, node)


@given(graphs())
def test_nodes_lie_below_what_they_depend_on_and_apart(graph: dict[str, list[str]]) -> None:
    found = layered(graph, BOX)
    assert set(found.nodes) == set(graph)
    for node, direct in graph.items():
        x, y = found.nodes[node]
        assert 0 <= x <= found.width - BOX.width
        assert 0 <= y <= found.height - BOX.height
        for above in direct:
            assert found.nodes[above][1] + BOX.height + BOX.between <= y
            points = found.edges[above, node]
            ys = [point[1] for point in points]
            assert ys == sorted(ys)
            assert points[0] == (found.nodes[above][0] + BOX.width / 2, found.nodes[above][1] + BOX.height)
            assert points[-1] == (x + BOX.width / 2, y)
    corners = sorted(found.nodes.values(), key=lambda corner: (corner[1], corner[0]))
    for (x, y), (next_x, next_y) in itertools.pairwise(corners):
        assert y != next_y or x + BOX.width + BOX.gap <= next_x


@given(graphs())
def test_long_edges_pass_between_the_nodes(graph: dict[str, list[str]]) -> None:
    found = layered(graph, BOX)
    for points in found.edges.values():
        for x, y in points[1:-1]:
            for left, top in found.nodes.values():
                assert not (left <= x <= left + BOX.width and top < y < top + BOX.height)


def test_nodes_without_edges_are_the_last_layer() -> None:
    found = layered({"a": [], "lonely": [], "b": ["a"]}, BOX).nodes
    assert found["a"][1] < found["b"][1] < found["lonely"][1]


def test_crossings_are_taken_out() -> None:
    graph = {"a": [], "b": [], "c": [], "x": ["c"], "y": ["b"], "z": ["a"]}
    found = layered(graph, BOX).nodes
    upper = sorted("abc", key=lambda name: found[name][0])
    lower = sorted("xyz", key=lambda name: found[name][0])
    assert ["zyx"["abc".index(name)] for name in upper] == lower


@pytest.mark.parametrize("graph", [{"a": ["a"]}, {"a": ["b"], "b": ["a"]}, {"a": ["unknown"]}])
def test_cycles_and_unknown_nodes_are_refused(graph: dict[str, list[str]]) -> None:
    with pytest.raises(ValueError, match="depend on each other or on something unknown"):
        layered(graph, BOX)
