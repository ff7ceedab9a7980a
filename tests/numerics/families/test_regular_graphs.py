"""Strongly regular graphs by name: known parameters, and what is refused."""

from functools import partial

import networkx as nx
import numpy as np
import pytest

from numerics.families.regular_graphs import (
    affine_quadric,
    chang,
    latin_square,
    named_graphs,
    paley,
    quadric,
    shrikhande,
    symplectic,
    triangular,
)
from numerics.graphs import strongly_regular_parameters
from theory.errors import InvalidInputError

KNOWN = {
    "Paley(5)": (5, 2, 0, 1),
    "Paley(17)": (17, 8, 3, 4),
    "Paley(53)": (53, 26, 12, 13),
    "T(5)": (10, 6, 3, 4),
    "T(11)": (55, 18, 9, 4),
    "L_2(3)": (9, 4, 1, 2),
    "L_3(6)": (36, 15, 6, 6),
    "L_4(7)": (49, 24, 11, 12),
    "Shrikhande": (16, 6, 2, 2),
    "Clebsch": (16, 5, 0, 2),
    "Schläfli": (27, 16, 10, 8),
    "Chang 2": (28, 12, 6, 4),
    "O+(6,2)": (35, 18, 9, 9),
    "Sp(4,3)": (40, 12, 2, 4),
    "Hoffman–Singleton": (50, 7, 0, 1),
}


def test_named_graphs_have_the_parameters_of_the_literature():
    found = {}
    for vertices, name, make in named_graphs():
        parameters = strongly_regular_parameters(make())
        assert parameters is not None, name
        assert parameters.primitive
        assert parameters.v == vertices <= 60
        found[name] = tuple(parameters)
    assert {name: found[name] for name in KNOWN} == KNOWN


@pytest.mark.parametrize(
    ("make", "other"),
    [
        (partial(paley, 5), partial(nx.cycle_graph, 5)),
        (partial(paley, 9), partial(latin_square, 2, 3)),
        (partial(symplectic, 2, 2), lambda: nx.complement(triangular(6))),
        (partial(quadric, 3, 2, 1), lambda: nx.complement(nx.complement(quadric(3, 2, 1)))),
        (partial(affine_quadric, 2, 2, 1), lambda: nx.complement(latin_square(2, 4))),
    ],
)
def test_isomorphisms_that_are_known(make, other):
    assert nx.is_isomorphic(make(), other())


def test_cospectral_graphs_are_not_isomorphic():
    assert not nx.is_isomorphic(shrikhande(), latin_square(2, 4))
    graphs = [triangular(8), chang(1), chang(2), chang(3)]
    largest = [sum(len(clique) == 7 for clique in nx.find_cliques(graph)) for graph in graphs]
    assert largest[0] == 8
    assert max(largest[1:]) < 8, "cliques of seven"
    spectra = [np.linalg.eigvalsh(nx.to_numpy_array(graph)) for graph in graphs]
    assert all(np.allclose(spectrum, spectra[0]) for spectrum in spectra)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (partial(paley, 7), "q = 7 given"),
        (partial(paley, 21), "q = 21 given"),
        (partial(latin_square, 4, 6), r"m = 4, n = 6 given; L_m\(n\) needs m <= 3"),
        (partial(latin_square, 6, 5), "m = 6, n = 5 given"),
        (partial(triangular, 3), "r"),
        (partial(symplectic, 2, 4), "q = 4 given; polar spaces"),
        (partial(quadric, 2, 3, 0), "sign = 0 given"),
        (partial(affine_quadric, 2, 6, 1), "q = 6"),
        (partial(chang, 4), "number = 4 given"),
    ],
)
def test_what_does_not_exist_is_refused_in_one_line(make, message):
    with pytest.raises(InvalidInputError, match=message) as refused:
        make()
    assert "\n" not in str(refused.value)
