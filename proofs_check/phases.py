"""The λ-phase diagram as text: Markdown, CSV, JSON and LaTeX from :mod:`numerics.phase.diagram`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from io import StringIO
from typing import Any

import polars as pl
from flint import arb

from numerics.phase.algebraic import AlgebraicNumber, bounds
from numerics.phase.candidates import Field, Kind
from numerics.phase.diagram import Boundary, Phase, PhaseDiagram, phase_diagram
from theory.derivation import latex_text
from theory.errors import InvalidInputError

LARGEST = 2_000
"""Most diagrams at once."""

SHOWN, WRITTEN = 12, 25
"""Decimals for people, and in files."""

LONGEST = 90
"""Polynomials longer than this are left to JSON and CSV."""


def diagrams(r: Sequence[int], depths: Sequence[int], field: Field) -> list[PhaseDiagram]:
    """Phase diagrams in the order L, r.

    Raises
    ------
    InvalidInputError
        If a parameter is outside its range or there would be too many.

    Examples
    --------
    >>> [len(diagram.phases) for diagram in diagrams([4, 5], [2], Field.SINGLE)]
    [2, 3]
    """
    if len(r) * len(depths) > LARGEST:
        raise InvalidInputError(
            f"{len(r) * len(depths)} pairs (r, L) given; at most {LARGEST} at once; choose fewer values"
        )
    return [phase_diagram(value, depth, field) for depth in depths for value in r]


def digits(ball: arb, decimals: int = SHOWN) -> str:
    """Decimals of the number in a ball, all of them certain, cut off and not rounded.

    Examples
    --------
    >>> digits(arb(2).sqrt()), digits(arb(0.5))
    ('1.414213562373…', '0.5')
    """
    low, high = bounds(ball)
    scale = 10**decimals
    if low == high and (low * scale).denominator == 1:
        return f"{float(low):.{decimals}f}".rstrip("0").rstrip(".")
    while decimals and low * scale // 1 != high * scale // 1:
        decimals, scale = decimals - 1, scale // 10
    return _decimal(low, decimals, up=False) + "…"


def interval(ball: arb) -> list[str]:
    """Decimals just below and just above a ball.

    Examples
    --------
    >>> interval(arb(2).sqrt())
    ['1.4142135623730947013854120', '1.4142135623730951454746219']
    """
    low, high = bounds(ball)
    return [_decimal(low, WRITTEN, up=False), _decimal(high, WRITTEN, up=True)]


def _decimal(value: Fraction, decimals: int, *, up: bool) -> str:
    scaled = value * 10**decimals
    whole = -(-scaled.numerator // scaled.denominator) if up else scaled.numerator // scaled.denominator
    sign, size = "-" * (whole < 0), str(abs(whole)).rjust(decimals + 1, "0")
    return f"{sign}{size[:-decimals]}.{size[-decimals:]}" if decimals else sign + size


def best(phase: Phase) -> str:
    """The winner, and what ties with it everywhere.

    Examples
    --------
    >>> best(phase_diagram(4, 2).phases[0])
    'DNC = SRG'
    """
    if not phase.best:
        return "undecided: " + " or ".join(rival.name for rival in phase.rivals)
    tied = len(phase.best) - 1
    return (
        phase.name
        + (f" = {phase.best[1].name}" if tied else "")
        + (f" and {tied - 1} more" if tied > 1 else "")
    )


def summary(diagram: PhaseDiagram, decimals: int = 9) -> str:
    """The phases in one line, with the boundaries in units of DNC's threshold between them.

    Examples
    --------
    >>> summary(phase_diagram(5, 2))
    'DNC | 0.741666042… | SRG | 1.040045638… | zero'
    """
    parts = []
    for phase in diagram.phases:
        tie = any(other.kind is Kind.SRG for other in phase.best[1:])
        parts.append(f"{phase.name} = {Kind.SRG}" if tie else phase.name)
        if phase.end:
            parts.append(relative(diagram, phase.end, decimals))
    return " | ".join(parts)


def relative(diagram: PhaseDiagram, boundary: Boundary, decimals: int = SHOWN) -> str:
    """A boundary in units of DNC's threshold, which is exactly 1."""
    unit = boundary.threshold_of
    return "1" if unit is not None and unit.name == "DNC" else digits(diagram.relative(boundary), decimals)


def _range(start: str, end: str) -> str:
    return f"{start} – {end}"


def _table(found: Iterable[PhaseDiagram]) -> list[list[str]]:
    """Cells for people, with a heading."""
    lines = [["L", "r", "K", "best", "λ/threshold", "λ", "at the end"]]
    for diagram in found:
        for phase in diagram.phases:
            start, end = phase.start, phase.end
            lines.append(
                [
                    str(diagram.L),
                    str(diagram.r),
                    str(diagram.K),
                    best(phase),
                    _range(
                        relative(diagram, start) if start else "0", relative(diagram, end) if end else "∞"
                    ),
                    _range(
                        digits(diagram.lam(start)) if start else "0", digits(diagram.lam(end)) if end else "∞"
                    ),
                    _ending(end) if end else "",
                ]
            )
    return lines


def _ending(end: Boundary) -> str:
    degree = f"; Z of degree {end.power.degree}" if end.power else ""
    return end.cause + degree


def to_markdown(found: Sequence[PhaseDiagram]) -> str:
    """A Markdown table with aligned columns, and below it what numbers the boundaries are."""
    lines = _table(found)
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    head, *body = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([head, rule, *body, "", *_notes(found)]) + "\n"


def _notes(found: Sequence[PhaseDiagram]) -> list[str]:
    """What numbers the boundaries are; each once."""
    notes = [
        "λ: all λ's equal, n = 1; else Λ^(1/(L+1)), Λ = n λ_H λ_1 ⋯ λ_L. threshold: DNC's zero threshold."
        " 0_m: m classes given up. Z = (Kλ)^(L+1)."
    ]
    for diagram in found:
        for phase in diagram.phases:
            if phase.end is not None:
                about = f"- L = {diagram.L}, {relative(diagram, phase.end)}: {_number(phase.end)}"
                if about not in notes:
                    notes.append(about)
    return notes


def _number(boundary: Boundary) -> str:
    parts = []
    for unit, _, kappa in boundary.kappas:
        if kappa is not None and len(kappa.polynomial("κ")) <= LONGEST:
            parts.append(f"κ of {unit.name} is {_root(kappa, 'κ')}")
    if boundary.power is not None:
        parts.append(f"Z is {_root(boundary.power, 'Z')}")
    elif boundary.equations:
        parts.append("algebraic, a solution of the equations " + "; ".join(boundary.equations))
    return ", ".join(parts) if parts else boundary.cause


def _root(number: AlgebraicNumber, name: str) -> str:
    text = number.polynomial(name)
    shown = text if len(text) <= LONGEST else f"an irreducible polynomial of degree {number.degree}"
    return f"real root {number.index} of {shown}"


def to_latex(found: Sequence[PhaseDiagram]) -> str:
    """A LaTeX tabular in the style of booktabs."""
    head, *body = _table(found)
    lines = [r"\begin{tabular}{rrrllll}", r"\toprule"]
    lines.append(" & ".join(latex_text(cell) for cell in head) + r" \\")
    lines.append(r"\midrule")
    lines += [" & ".join(latex_text(cell) for cell in line) + r" \\" for line in body]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def records(found: Iterable[PhaseDiagram]) -> list[dict[str, Any]]:
    """Everything about the diagrams, JSON-ready; numbers that are not whole are decimals and fractions in strings."""
    return [
        {
            "r": diagram.r,
            "K": diagram.K,
            "L": diagram.L,
            "among": str(diagram.field),
            "decided": diagram.decided,
            "phases": [
                {
                    "best": [candidate.name for candidate in phase.best],
                    "kind": str(phase.best[0].kind) if phase.best else None,
                    "rivals": [rival.name for rival in phase.rivals],
                    "from": _boundary(diagram, phase.start) if phase.start else None,
                    "to": _boundary(diagram, phase.end) if phase.end else None,
                }
                for phase in diagram.phases
            ],
        }
        for diagram in found
    ]


def _boundary(diagram: PhaseDiagram, boundary: Boundary) -> dict[str, Any]:
    return {
        "cause": boundary.cause,
        "relative": interval(diagram.relative(boundary)),
        "lambda": interval(diagram.lam(boundary)),
        "Z": _algebraic(boundary.power),
        "kappa": [
            {"unit": unit.name, "in": interval(ball) if ball is not None else None, "is": _algebraic(number)}
            for unit, ball, number in boundary.kappas
        ],
        "equations": list(boundary.equations),
    }


def _algebraic(number: AlgebraicNumber | None) -> dict[str, Any] | None:
    if number is None:
        return None
    return {
        "coefficients": [str(value) for value in number.coefficients],
        "root": number.index,
        "in": [str(number.low), str(number.high)],
    }


def to_json(found: Sequence[PhaseDiagram]) -> str:
    """A JSON array, one object a diagram."""
    return json.dumps(records(found), ensure_ascii=False, indent=1) + "\n"


def to_csv(found: Sequence[PhaseDiagram]) -> str:
    """One row a phase; enclosures as two columns, polynomials as coefficients from the constant term upwards."""
    rows = []
    for record in records(found):
        for phase in record["phases"]:
            row = {name: record[name] for name in ("r", "K", "L", "among")}
            row |= {"best": " = ".join(phase["best"]) or "undecided", "kind": phase["kind"]}
            for side in ("from", "to"):
                end = phase[side]
                for name in ("relative", "lambda"):
                    low, high = end[name] if end else (None, None)
                    row |= {f"{name}_{side}_low": low, f"{name}_{side}_high": high}
            end = phase["to"]
            power = end["Z"] if end else None
            row |= {
                "at_the_end": end["cause"] if end else None,
                "Z_polynomial": " ".join(power["coefficients"]) if power else None,
                "Z_root": power["root"] if power else None,
                "equations": "; ".join(end["equations"]) if end else None,
            }
            rows.append(row)
    stream = StringIO()
    pl.DataFrame(rows, infer_schema_length=None).write_csv(stream)
    return stream.getvalue()


TEXT_FORMATS: dict[str, Callable[[Sequence[PhaseDiagram]], str]] = {
    "md": to_markdown,
    "csv": to_csv,
    "latex": to_latex,
    "json": to_json,
}
"""Formats of ``dnc phase``."""
