"""The answer: loss, ranks and cost constant of what was given, against DNC and against SRG."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import comb, log
from os import PathLike
from pathlib import Path
from typing import Any, Literal

import networkx as nx
import numpy as np
from flint import arb
from numpy.typing import NDArray

from numerics.checks import Exact, exact, whole
from numerics.enclosure import enclose_loss
from numerics.evaluate.candidate import Candidate, Network
from numerics.evaluate.graph import incidence_of, read_edges, read_graph6
from numerics.evaluate.incidence import candidates as design_candidates
from numerics.evaluate.incidence import require_incidence, require_size
from numerics.evaluate.matrix import read_csv_matrix, read_npy_matrix
from numerics.evaluate.reading import exact_matrix, read_npz, shown
from numerics.evaluate.reference import Reference, reference
from numerics.evaluate.vertices import candidates as vertex_candidates
from numerics.evaluate.weights import candidates as network_candidates
from numerics.evaluate.weights import network, read_state_dict
from numerics.exact import ExactArray
from numerics.families.kept_eigenspace import require_strongly_regular
from numerics.families.strongly_regular import vertex_layers
from numerics.predictions import triangular_root
from numerics.rescale import enclose_rescaled
from numerics.solution.model import exact_objective
from theory.constructions.dnc import DNC
from theory.errors import InvalidInputError

Order = Literal["<", "=", ">"] | None
"""How two losses compare by their balls; None if they overlap."""

VERDICTS: dict[Order, str] = {
    "<": "below DNC",
    "=": "equal to DNC",
    ">": "not below DNC",
    None: "undecided",
}

MOST_DEPTH = 50


@dataclass(frozen=True, eq=False)
class Cell:
    """What was given at one (L, λ's, n).

    Attributes
    ----------
    L, K, n : int
        Depth, classes, samples per class.
    lambda_H, lambdas : Fraction and tuple of Fraction
        The λ's, exactly.
    candidate : Candidate
        The best of the candidates.
    loss : arb
        Holds its least loss, over all scales and last layers.
    dnc : arb
        Holds L_DNC.
    reference : Reference or None
        SRG or the best block sum, with its loss; None for K < 6.
    against_dnc, against_reference : "<", "=", ">" or None
        How ``loss`` compares.
    scaled : arb or None
        For a network: holds its loss with its own last layer and the best scales.
    as_given : Fraction or None
        For a network: its objective, exactly.
    """

    L: int
    K: int
    n: int
    lambda_H: Fraction
    lambdas: tuple[Fraction, ...]
    candidate: Candidate
    loss: arb
    dnc: arb
    reference: Reference | None
    against_dnc: Order
    against_reference: Order
    scaled: arb | None = None
    as_given: Fraction | None = None

    @property
    def verdict(self) -> str:
        """``"below DNC"``, ``"equal to DNC"``, ``"not below DNC"`` or ``"undecided"``: decided by enclosures."""
        return VERDICTS[self.against_dnc]

    @property
    def cost_constant(self) -> arb | None:
        """C at outputs 1; None where not all classes are reached.  DNC has K^{L+1}."""
        return self.candidate.family.cost_constant()

    @property
    def always_below(self) -> bool:
        """Whether it is below DNC at every λ at which DNC beats zero, by its cost constant (S5)."""
        constant = self.cost_constant
        return constant is not None and bool(constant < self.K ** (self.L + 1))

    @property
    def ratio(self) -> arb:
        """Loss over L_DNC."""
        return self.loss / self.dnc


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was given, ready to be evaluated at any λ's; and at any depth, unless it is a network.

    Attributes
    ----------
    what : str
        A description, safe to print.
    K : int
        Classes.
    depth : int or None
        L of a network.
    candidates : callable
        From L to the candidates; never empty.
    given : tuple or None
        H_1 and W_1, …, W_L of a network.
    srg : str or None
        Name of the candidate that is SRG itself.
    """

    what: str
    K: int
    depth: int | None
    candidates: Callable[[int], Sequence[Candidate]]
    given: Network | None = None
    srg: str | None = None

    def at(
        self,
        L: int | None = None,
        lam: Exact = "0.004",
        n: int = 1,
        *,
        lambda_H: Exact | None = None,
        lambdas: Sequence[Exact] | None = None,
    ) -> Cell:
        """Evaluate.

        Parameters
        ----------
        L : int, optional
            Depth; that of the network if not given, or 4.
        lam : exact number
            All λ's, unless ``lambda_H`` or ``lambdas`` are given.  A string stands for the decimal.
        n : int
            Samples per class.
        lambda_H, lambdas : exact numbers, optional
            Separate λ's.

        Raises
        ------
        InvalidInputError
            If an argument is outside its range, or L is not that of the network.

        Examples
        --------
        >>> cell = evaluate(nx.complete_graph(5)).at(L=4, lam="0.004")
        >>> cell.verdict, cell.always_below, cell.against_reference, cell.loss.str(10)
        ('below DNC', True, '=', '[0.08091133220 +/- 6.33e-13]')
        """
        L = self._depth(L)
        n = whole("n", n, 1)
        first = exact("λ_H", lam if lambda_H is None else lambda_H)
        others = tuple(exact("λ", value) for value in (lambdas if lambdas is not None else [lam] * L))
        if len(others) != L:
            raise InvalidInputError(f"{len(others)} λ's given for L = {L}; give one λ for each weight matrix")
        factors: list[Exact] = [n, first, *others]
        product = sum(log(x.numerator) - log(x.denominator) for x in (Fraction(n), first, *others))
        candidate = min(self.candidates(L), key=lambda one: float(one.family.loss(product)))
        loss = candidate.enclose(factors)
        dnc = enclose_loss(DNC, self.K, L, factors).loss
        other = reference(self.K, L, factors)
        against_dnc = _order(loss, dnc, candidate.family.ties_with_dnc())
        against_reference = against_dnc
        if other is None or other.name != "DNC":
            against_reference = _order(loss, other.loss, candidate.name == self.srg) if other else None
        return Cell(
            L=L,
            K=self.K,
            n=n,
            lambda_H=first,
            lambdas=others,
            candidate=candidate,
            loss=loss,
            dnc=dnc,
            reference=other,
            against_dnc=against_dnc,
            against_reference=against_reference,
            scaled=None if self.given is None else enclose_rescaled(*self.given, n * first, others),
            as_given=None if self.given is None else exact_objective(*self.given, n * first, others),
        )

    def _depth(self, L: int | None) -> int:
        if L is None:
            L = self.depth or 4
        if self.depth is not None and self.depth != L:
            raise InvalidInputError(f"L = {L} given; {self.what} has L = {self.depth}; leave L out")
        if whole("L", L, 2) > MOST_DEPTH:
            raise InvalidInputError(f"L = {L} given; L is at most {MOST_DEPTH} here")
        return L


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


def _order(a: arb, b: arb, same: bool) -> Order:
    """Compare two losses; ``same`` says that they are known to be one function of λ."""
    if same or a == b:  # balls are equal only if both are exact, as ½ is
        return "="
    return "<" if a < b else ">" if a > b else None


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
