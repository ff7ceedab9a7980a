"""Explanations of records of the atlas as text, JSON and a table: what is exact, what is identified, what is open."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from flint import arb, ctx

from numerics.atlas.answer import some_records
from numerics.atlas.value import Pieces
from numerics.reconstruct.explain import DIGITS, explain
from numerics.reconstruct.explanation import Explanation, Number, Status
from numerics.reconstruct.identify import DEGREES, reach

DIGITS_SHOWN = 25
"""Digits of the cost constant for people."""

LONGEST = 120
"""Characters of a polynomial that are shown to people; JSON has all of it."""


@dataclass(frozen=True, eq=False)
class Explained:
    """A piece with the record that it was found in.

    Attributes
    ----------
    file : str
        The record.
    explanation : Explanation
        What is known of the piece.
    """

    file: str
    explanation: Explanation


def explained(
    folder: Path, K: int, L: int, lam: Fraction | None = None, digits: int = DIGITS
) -> list[Explained]:
    """Explain the pieces of the records of K classes and L layers: of the best one at λ, or of all of them.

    Raises
    ------
    InvalidInputError
        If the atlas has no record there, or none of more than single classes.
    """
    records, _ = some_records(folder, K, L)
    if lam is not None:
        records = [min(records, key=lambda one: float(Pieces.of(one).bound(lam ** (L + 1)).loss.upper()))]
    return [Explained(record.file_name, one) for record in records for one in explain(record, digits)]


def distinct(found: Iterable[Explained]) -> Iterator[Explained]:
    """Each piece once: pieces are the same if classes, depth and the exact constant are, or the record's where it is open."""
    seen = set()
    for one in found:
        what = one.explanation
        constant = what.record_constant if what.constant is None else what.constant
        with ctx.workprec(128):
            digits = 5 if what.constant is None else 15
            key = (what.classes, what.L, what.free, arb(constant.mid()).str(digits, radius=False))
        if key not in seen:
            seen.add(key)
            yield one


def describe(found: Sequence[Explained]) -> str:
    """For people: one paragraph a piece, numbers with what they are."""
    if not found:
        return "single classes of DNC and nothing else: every number is 1, C = 1 for each class\n"
    return "\n".join("\n".join(_lines(one)) + "\n" for one in found)


def _lines(one: Explained) -> Iterator[str]:
    what = one.explanation
    orbits = "+".join(map(str, what.class_orbits))
    yield f"{one.file}: {what.classes} classes, L = {what.L}"
    yield (
        f"pattern    orbits of {orbits} classes under {what.symmetries} symmetries; {what.free} free scalars"
        + (f", {what.dropped} neurons of the record left out" if what.dropped else "")
    )
    yield f"status     {what.status.value}{': ' + what.reason if what.reason else ''}"
    if what.constant is None:
        return
    with ctx.workprec(int(what.digits * 3.33)):
        yield f"C          {what.constant.str(DIGITS_SHOWN, radius=False)}" + (
            f" = {_shortened(what.identified_constant.text())}" if what.identified_constant else ""
        )
    with ctx.workprec(128):
        root = float((what.constant.root(what.L + 1) / what.classes).mid())
    yield f"           C^(1/{what.L + 1}) is {root:.10f} × DNC's, and {what.gain:.2e} below the record's"
    if what.family:
        yield f"family     of dimension {what.family}: as good for all values of the numbers that were chosen"
    if what.field_degree:
        yield f"proof      all equations hold exactly, in a number field of degree {what.field_degree}"
    elif what.proved:
        yield f"proof      one critical point within 10^-{what.digits} of these numbers, with these signs"
    else:
        yield f"evidence   all equations hold to {what.digits} digits"
    if any(number.identified is None for number in what.numbers):
        limits = ", ".join(f"{reach(what.digits, degree)} at degree {degree}" for degree in DEGREES[-3:])
        yield f"no name    means: no polynomial of degree ≤ {DEGREES[-1]}; digits of its height up to {limits}"
    for number in what.numbers:
        name = "(chosen)" if number.chosen else ""
        if number.identified and not number.chosen:
            name = f"= {_shortened(number.identified.text())}"
        yield f"  {number.name:12s} {number.places:3d} ×  {number.value}  {name}".rstrip()


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… (degree and rest in JSON)"


def to_json(found: Sequence[Explained]) -> str:
    """Everything, polynomials in full."""
    return json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=1) + "\n"


def _plain(one: Explained) -> dict[str, Any]:
    what = one.explanation
    with ctx.workprec(int(what.digits * 3.33) + 64):
        constant = None if what.constant is None else what.constant.str(what.digits - 20, radius=False)
    return {
        "file": one.file,
        "classes": what.classes,
        "L": what.L,
        "status": what.status.value,
        "reason": what.reason or None,
        "symmetries": what.symmetries,
        "class_orbits": list(what.class_orbits),
        "free": what.free,
        "family": what.family,
        "dropped": what.dropped,
        "C_record": what.record_constant.str(20, radius=False),
        "C": constant,
        "C_identified": _number(what.identified_constant),
        "gain": what.gain,
        "proved": what.proved,
        "digits": what.digits,
        "field_degree": what.field_degree,
        "numbers": [_scalar(number) for number in what.numbers],
    }


def _scalar(number: Number) -> dict[str, Any]:
    return {
        "name": number.name,
        "places": number.places,
        "value": number.value,
        "chosen": number.chosen,
        "identified": _number(number.identified),
    }


def _number(found: Any) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "text": found.text(),
        "coefficients": [str(x) for x in found.number.coefficients],
        "root": found.number.index,
        "low": str(found.number.low),
        "high": str(found.number.high),
        "strength": found.strength,
    }


def as_markdown(found: Sequence[Explained]) -> str:
    """A table of distinct pieces that are not open, and how many there are of each status."""
    every = list(distinct(found))
    heads = (
        "classes",
        "L",
        "orbits",
        "symmetries",
        "scalars",
        "family",
        "status",
        "proved",
        "C^(1/(L+1))/K",
        "C",
        "record",
    )
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for one in every:
        what = one.explanation
        if what.constant is None:
            continue
        with ctx.workprec(128):
            root = float((what.constant.root(what.L + 1) / what.classes).mid())
        cells = (
            what.classes,
            what.L,
            "+".join(map(str, what.class_orbits)),
            what.symmetries,
            what.free,
            what.family or "",
            what.status.value,
            "yes" if what.proved else "",
            f"{root:.8f}",
            _name(what),
            one.file,
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    counts = Counter(one.explanation.status for one in every)
    summary = ", ".join(f"{counts[status]} {status.value}" for status in Status if counts[status])
    return "\n".join([*lines, "", f"{len(every)} distinct pieces: {summary}."]) + "\n"


def _name(what: Explanation) -> str:
    if what.identified_constant is None:
        return ""
    degree = what.identified_constant.number.degree
    return what.identified_constant.text() if degree <= 2 else f"degree {degree}"


FORMATS = {"text": describe, "json": to_json, "md": as_markdown}
"""Formats of ``dnc atlas explain``."""
