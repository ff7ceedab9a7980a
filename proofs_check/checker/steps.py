"""The steps of a proof: what each claims, and how the witness that a certificate gives for it is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from .facts import FACTS
from .polynomial import Monomial, Poly, Scalar
from .reading import rationals, require
from .roots import evaluate, variations

Interval = tuple[Fraction, Fraction]
Results = Mapping[str, Any]
"""What the steps before have found, by name."""

MOST_BREAKS = 24


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes
    ----------
    name, rule : str
        Its name within the statement, and how it is checked.
    uses : tuple of str
        Steps and statements that it rests on; steps must come before it.
    claims : tuple of str
        What it claims, every formula in normal form.
    witness : dict
        Fields of the witness and their types.
    check : callable
        Takes the witness and the results of earlier steps; raises Rejected or returns what it found.
    """

    name: str
    rule: str
    uses: tuple[str, ...]
    claims: tuple[str, ...]
    witness: Mapping[str, type]
    check: Callable[[Mapping[str, Any], Results], Any]


@dataclass(frozen=True)
class Proof:
    """What the checker itself says of a statement: the text and all steps of its proof."""

    quantifiers: str
    hypotheses: tuple[str, ...]
    claim: str
    rests_on: tuple[str, ...]
    steps: tuple[Step, ...]


def identity(name: str, *pairs: tuple[Scalar, Scalar], uses: Sequence[str] = ()) -> Step:
    """Both sides of each pair have the same normal form; the certificate states it."""

    def check(_: Mapping[str, Any], __: Results) -> None:
        for left, right in pairs:
            require(Poly.of(left) == right, f"{left} is not {right}")

    return Step(name, "identity", tuple(uses), tuple(str(Poly.of(left)) for left, _ in pairs), {}, check)


def positive(
    name: str, *parts: tuple[Poly, Mapping[str, int]], strict: bool = True, uses: Sequence[str] = ()
) -> Step:
    """Each polynomial is > 0 (or ≥ 0) where its variables are at least their bounds.

    Shifted to the bounds all coefficients are ≥ 0 and, for strictness, the constant one is > 0.  Coefficients
    a + b√2 are bounded by means of the witness's rational bounds on √2.
    """

    @cache
    def shifted() -> list[tuple[str, Poly]]:
        moved = (p.put({x: Poly.variable(x) + low for x, low in bounds.items()}) for p, bounds in parts)
        return [(str(p), p) for p in moved]

    def check(witness: Mapping[str, Any], __: Results) -> None:
        require(
            witness["shifted"] == [text for text, _ in shifted()], "these are not the shifted coefficients"
        )
        below, above = root_of_two(witness["√2"])
        for _, p in shifted():
            bound: dict[Monomial, Fraction] = {(): Fraction(0)}
            for monomial, value in p.terms.items():
                rest = tuple(pair for pair in monomial if pair[0] != "√2")
                root = (below if value > 0 else above) if rest != monomial else 1
                bound[rest] = bound.get(rest, Fraction(0)) + value * root
            require(min(bound.values()) >= 0, "a shifted coefficient may be negative")
            require(not strict or bound[()] > 0, "the constant shifted coefficient may be 0")

    claims = (f"{p} {'>' if strict else '>='} 0{_where(bounds)}" for p, bounds in parts)
    return Step(name, "positive", tuple(uses), tuple(claims), {"shifted": list, "√2": list}, check)


def _where(bounds: Mapping[str, int]) -> str:
    return " for " + ", ".join(f"{x} >= {low}" for x, low in bounds.items()) if bounds else ""


def root_of_two(value: object) -> Interval:
    """Rational bounds on √2 from a witness."""
    bounds = rationals(value, 2, "√2")
    require(len(bounds) == 2, "√2 needs two bounds")
    below, above = bounds
    require(below > 0 and above > 0 and below**2 < 2 < above**2, f"{below}, {above} do not enclose √2")
    return below, above


def sign_pattern(p: Sequence[Fraction], points: Sequence[Fraction | None], changes: int) -> Interval | None:
    """Decide that p has exactly ``changes`` (0 or 1) roots in an interval, from points that divide it.

    Returns the piece with the root.  At the first point p may vanish, at the others not; ``None`` is ∞.
    """
    found = None
    for low, high in zip(points, points[1:]):  # noqa: B905, RUF007 - pairs of neighbours
        assert low is not None
        require(high is None or low < high, f"the points {low}, {high} are not increasing")
        require(high is None or evaluate(p, high) != 0, f"the polynomial vanishes at {high}")
        count = variations(p, low, high)
        require(count <= 1, f"Descartes' rule does not decide between {low} and {high}")
        if count:
            require(found is None and high is not None, f"one root more beyond {low}")
            assert high is not None
            found = (low, high)
    require(
        (found is not None) == bool(changes), f"{int(found is not None)} roots where {changes} are claimed"
    )
    return found


def roots(
    name: str,
    p: Poly,
    x: str,
    end: tuple[str, Callable[[Results], Fraction | None]],
    changes: int,
    uses: Sequence[str] = (),
) -> Step:
    """The polynomial is > 0 for small x > 0, and keeps its sign (0 changes) or loses it once (1 change) up to ``end``."""
    coefficients = p.coefficients(x)

    def check(witness: Mapping[str, Any], results: Results) -> Interval | None:
        breaks = rationals(witness["breaks"], MOST_BREAKS, "breaks")
        require(next(c for c in coefficients if c) > 0, "the polynomial is not positive for small arguments")
        return sign_pattern(coefficients, [Fraction(0), *breaks, end[1](results)], changes)

    claim = f"{p} has {changes} root(s) for 0 < {x} < {end[0]} and is > 0 at first"
    return Step(name, "roots", tuple(uses), (claim,), {"breaks": list}, check)


def fact(name: str, uses: Sequence[str] = ()) -> Step:
    """A named fact from the checker's list, applied to the steps it uses."""
    return Step(name, "fact", tuple(uses), (FACTS[name],), {}, lambda _, __: None)


def conclusion(name: str, claim: str, uses: Sequence[str]) -> Step:
    """The statement, or a part of it, from the steps it uses."""
    return Step(name, "conclusion", tuple(uses), (claim,), {}, lambda _, __: None)
