"""The answer: loss, ranks and cost constant of what was given, against DNC and against SRG."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import log
from typing import Literal

from flint import arb

from numerics.checks import Exact, exact, whole
from numerics.enclosure import enclose_loss
from numerics.evaluate.candidate import Candidate, Network
from numerics.evaluate.reference import Reference, reference
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
        >>> import networkx as nx
        >>> from numerics.evaluate import evaluate
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


def _order(a: arb, b: arb, same: bool) -> Order:
    """Compare two losses; ``same`` says that they are known to be one function of λ."""
    if same or a == b:  # balls are equal only if both are exact, as ½ is
        return "="
    return "<" if a < b else ">" if a > b else None
