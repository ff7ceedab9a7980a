"""Strongly regular graphs by name: networkx's, and the classical families that a few lines of arithmetic give.

Notation of the families: T(r) and L_m(n) are line graphs of K_r and Latin square graphs; Paley(q) joins elements of the
field with q elements whose difference is a square; Sp(2d,q) and O±(2d,q) are the points of a symplectic space or of a
quadric, joined if they are orthogonal; VO±(2d,q) joins vectors whose difference is singular for the quadric.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations, product
from math import isqrt

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from numerics.exact import require_integer
from theory.errors import InvalidInputError

Matrix = NDArray[np.bool_]


def triangular(r: int) -> nx.Graph:
    """T(r): pairs of r points, joined if they share one.

    Examples
    --------
    >>> from numerics.graphs import strongly_regular_parameters
    >>> tuple(strongly_regular_parameters(triangular(7)))
    (21, 10, 5, 4)
    """
    pairs = list(combinations(range(require_integer("r", r, least=4)), 2))
    return _joined(np.array([[len({*e} & {*f}) == 1 for f in pairs] for e in pairs]))


def latin_square(m: int, n: int) -> nx.Graph:
    """L_m(n): cells of an n × n board, joined if they share a row, a column or one of m − 2 diagonals.

    Raises
    ------
    InvalidInputError
        If m > 3 and n is no prime, since the diagonals are those of the integers modulo n.

    Examples
    --------
    >>> from numerics.graphs import strongly_regular_parameters
    >>> tuple(strongly_regular_parameters(latin_square(3, 5)))
    (25, 12, 5, 6)
    """
    n, m = require_integer("n", n, least=3), require_integer("m", m, least=2)
    if m > n or (m > 3 and not _prime(n)):
        raise InvalidInputError(
            f"m = {m}, n = {n} given; L_m(n) needs m <= 3, or a prime number n >= m; choose m = 3"
        )
    x, y = (axis.ravel() for axis in np.indices((n, n)))
    lines = [x, y, *((x + k * y) % n for k in range(1, m - 1))]
    shared = sum((line[:, None] == line for line in lines), np.zeros((n * n, n * n), dtype=int))
    return _joined(shared == 1)


def paley(q: int) -> nx.Graph:
    """Paley's graph on a field with q elements, q a prime or the square of one, q ≡ 1 modulo 4.

    Raises
    ------
    InvalidInputError
        If q is no such number.

    Examples
    --------
    >>> from numerics.graphs import strongly_regular_parameters
    >>> [tuple(strongly_regular_parameters(paley(q))) for q in (13, 9)]
    [(13, 6, 2, 3), (9, 4, 1, 2)]
    """
    q = require_integer("q", q, least=5)
    root = isqrt(q)
    if q % 4 != 1 or not (_prime(q) or (root**2 == q and _prime(root))):
        raise InvalidInputError(
            f"q = {q} given; Paley graphs are made here for a prime q, or the square of a prime, with q ≡ 1 modulo 4"
        )
    if _prime(q):
        x = np.arange(q)
        return _joined(np.isin((x[:, None] - x) % q, x[1:] ** 2 % q))
    # The field of root² elements a + b√d with a number d that is no square.
    d = next(d for d in range(2, root) if all(a * a % root != d for a in range(root)))
    elements = list(product(range(root), repeat=2))
    squares = {((a * a + d * b * b) % root, 2 * a * b % root) for a, b in elements} - {(0, 0)}
    return _joined(
        np.array([[((a - c) % root, (b - e) % root) in squares for c, e in elements] for a, b in elements])
    )


def symplectic(d: int, q: int) -> nx.Graph:
    """Sp(2d, q) for a prime q: points of the projective space, joined if they are orthogonal.

    Examples
    --------
    >>> from numerics.graphs import strongly_regular_parameters
    >>> tuple(strongly_regular_parameters(symplectic(2, 2)))
    (15, 6, 1, 3)
    """
    form = np.kron(np.eye(require_integer("d", d, least=2), dtype=int), [[0, 1], [-1, 0]])
    points = _points(2 * d, q)
    return _joined((points @ form @ points.T) % q == 0)


def quadric(d: int, q: int, sign: int) -> nx.Graph:
    """O+(2d, q) or O−(2d, q) for a prime q: singular points, joined if they are orthogonal.

    Examples
    --------
    >>> from numerics.graphs import strongly_regular_parameters
    >>> tuple(strongly_regular_parameters(quadric(3, 2, -1)))
    (27, 10, 1, 5)
    """
    upper = _quadratic_form(d, q, sign)
    points = _points(2 * d, q)
    singular = points[np.einsum("pi,ij,pj->p", points, upper, points) % q == 0]
    return _joined((singular @ (upper + upper.T) @ singular.T) % q == 0)


def affine_quadric(d: int, q: int, sign: int) -> nx.Graph:
    """VO+(2d, q) or VO−(2d, q) for a prime q: vectors, joined if the difference is singular.

    Examples
    --------
    >>> from numerics.graphs import strongly_regular_parameters
    >>> tuple(strongly_regular_parameters(affine_quadric(2, 2, -1)))
    (16, 5, 0, 2)
    """
    upper = _quadratic_form(d, q, sign)
    vectors = np.array(list(product(range(q), repeat=2 * d)))
    steps = vectors[:, None] - vectors
    return _joined(np.einsum("abi,ij,abj->ab", steps, upper, steps) % q == 0)


def shrikhande() -> nx.Graph:
    """Shrikhande's graph: the parameters of L_2(4) without its cliques of four.

    Examples
    --------
    >>> from numerics.graphs import strongly_regular_parameters
    >>> tuple(strongly_regular_parameters(shrikhande()))
    (16, 6, 2, 2)
    """
    steps = {(0, 1), (0, 3), (1, 0), (3, 0), (1, 1), (3, 3)}
    cells = list(product(range(4), repeat=2))
    return _joined(np.array([[((a - c) % 4, (b - e) % 4) in steps for c, e in cells] for a, b in cells]))


def chang(number: int) -> nx.Graph:
    """The three graphs of Chang, number 1, 2 or 3: T(8), switched about the edges of 4 K_2, C_8 or C_3 + C_5.

    Examples
    --------
    >>> from numerics.graphs import strongly_regular_parameters
    >>> {tuple(strongly_regular_parameters(chang(number))) for number in (1, 2, 3)}
    {(28, 12, 6, 4)}
    """
    cycles = {1: ((0, 1), (2, 3), (4, 5), (6, 7)), 2: (tuple(range(8)),), 3: ((0, 1, 2), (3, 4, 5, 6, 7))}
    if number not in cycles:
        raise InvalidInputError(f"number = {number} given; Chang's graphs are numbered 1, 2 and 3")
    chosen = {
        frozenset(pair) for cycle in cycles[number] for pair in zip(cycle, cycle[1:] + cycle[:1], strict=True)
    }
    pairs = [frozenset(pair) for pair in combinations(range(8), 2)]
    inside = np.array([pair in chosen for pair in pairs])
    shared = np.array([[len(e & f) == 1 for f in pairs] for e in pairs])
    return _joined(shared ^ (inside[:, None] ^ inside))


Maker = Callable[[], nx.Graph]


def named_graphs() -> Iterator[tuple[int, str, Maker]]:
    """Vertices, name and maker of graphs on at most 60 vertices; of a graph and its complement one is here.

    Examples
    --------
    >>> [name for vertices, name, _ in named_graphs() if vertices == 16]
    ['L_2(4)', 'Shrikhande', 'Clebsch']
    """
    for q in (5, 13, 17, 29, 37, 41, 53):
        yield q, f"Paley({q})", partial(paley, q)
    for r in range(5, 12):
        yield r * (r - 1) // 2, f"T({r})", partial(triangular, r)
    for n in range(3, 8):
        for m in range(2, 4 if n != 7 else 5):
            if n > m + 1 or (m, n) == (2, 3):
                yield n * n, f"L_{m}({n})", partial(latin_square, m, n)
    yield 16, "Shrikhande", shrikhande
    yield 16, "Clebsch", partial(affine_quadric, 2, 2, -1)
    yield 27, "Schläfli", lambda: nx.complement(quadric(3, 2, -1))
    for number in (1, 2, 3):
        yield 28, f"Chang {number}", partial(chang, number)
    yield 35, "O+(6,2)", partial(quadric, 3, 2, 1)
    yield 40, "Sp(4,3)", partial(symplectic, 2, 3)
    yield 50, "Hoffman–Singleton", nx.hoffman_singleton_graph


def _prime(n: int) -> bool:
    return n > 1 and all(n % d for d in range(2, isqrt(n) + 1))


def _points(size: int, q: int) -> NDArray[np.int_]:
    """One vector for each point of a projective space: the first entry that is not 0 is 1."""
    if not _prime(q):
        raise InvalidInputError(
            f"q = {q} given; polar spaces are made here over fields with a prime number of elements"
        )
    vectors = product(range(q), repeat=size)
    return np.array([v for v in vectors if any(v) and next(x for x in v if x) == 1])


def _quadratic_form(d: int, q: int, sign: int) -> NDArray[np.int_]:
    """An upper triangular matrix: d planes x y, the last of them without singular vectors for sign −1."""
    d = require_integer("d", d, least=2)
    if sign not in (1, -1) or not _prime(q):
        raise InvalidInputError(f"q = {q}, sign = {sign} given; quadrics need a prime q, and sign 1 or -1")
    upper = np.kron(np.eye(d, dtype=int), [[0, 1], [0, 0]])
    if sign == -1:
        # x² + b xy + c y² without a root
        b, c = next(
            (b, c)
            for b, c in product(range(q), repeat=2)
            if all((x * x + b * x + c) % q for x in range(q)) and c
        )
        upper[-2:, -2:] = [[1, b], [0, c]]
    return upper


def _joined(adjacent: Matrix | NDArray[np.bool_]) -> nx.Graph:
    """The graph of a symmetric matrix, whose diagonal is left out."""
    matrix = np.array(adjacent, dtype=np.int64)
    np.fill_diagonal(matrix, 0)
    return nx.from_numpy_array(matrix)
