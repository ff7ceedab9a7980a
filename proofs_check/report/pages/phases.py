"""The phase diagram: who is the best at which λ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from proofs_check.report.page import Inputs, Page

if TYPE_CHECKING:
    from numerics.phase.diagram import Boundary, Phase, PhaseDiagram

R, DEPTHS = range(4, 9), range(2, 6)
WIDTH, BAR, GAP, LEFT = 640.0, 26.0, 8.0, 62.0
LETTER = 7.2
"""Room for a letter of a label."""

STYLES = {
    "DNC": ("dnc", "DNC"),
    "SRG": ("srg", "SRG on all classes"),
    "SRG, others given up": ("part", "SRG on some classes, others given up"),
    "block sum": ("blocks", "block sum, no class given up"),
    "constant": ("constant", "constant predictor"),
    "zero": ("zero", "zero"),
    "undecided": ("open", "undecided"),
}
"""Style class and words for each kind of winner."""


@dataclass(frozen=True)
class Bar:
    """A phase in the drawing."""

    x: float
    width: float
    style: str
    shown: str
    title: str


@dataclass(frozen=True)
class Line:
    """All phases at one r."""

    r: int
    K: int
    y: float
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Panel:
    """All r at one depth, and the ticks of the axis."""

    L: int
    lines: Sequence[Line]
    height: float
    ticks: Sequence[tuple[float, str]]


def pages(inputs: Inputs) -> Iterator[Page]:
    """The one page."""
    from proofs_check.phases import to_csv

    found = diagrams()
    kinds = {_kind(phase) for diagram in found for phase in diagram.phases}
    yield Page(
        "phases.html",
        "phases.html",
        "Phase diagram",
        {
            "panels": [panel([diagram for diagram in found if diagram.L == L]) for L in DEPTHS],
            "size": {"width": WIDTH, "bar": BAR, "left": LEFT},
            "kinds": [STYLES[kind] for kind in STYLES if kind in kinds],
            "rows": [_row(diagram, phase) for diagram in found for phase in diagram.phases],
            "standing": inputs.standings.get("S15"),
            "file": "data/phases.csv",
        },
        label="Phases",
        files={"data/phases.csv": to_csv(found)},
    )


@cache
def diagrams() -> list[PhaseDiagram]:
    """The diagrams, computed once; figures and exports have the same."""
    from numerics.phase.candidates import Field
    from proofs_check import phases

    return phases.diagrams(R, DEPTHS, Field.SINGLE)


def panel(found: Sequence[PhaseDiagram]) -> Panel:
    """Lay out the diagrams of one depth; the axis is λ over DNC's zero threshold.

    Examples
    --------
    >>> from numerics.phase.diagram import phase_diagram
    >>> (line,) = panel([phase_diagram(5, 2)]).lines
    >>> [bar.style for bar in line.bars]
    ['dnc', 'srg', 'zero']
    """
    ends = [_place(diagram, phase.end) for diagram in found for phase in diagram.phases if phase.end]
    end = 1.08 * max([1.0, *ends])
    scale = (WIDTH - LEFT) / end
    lines = [
        Line(
            diagram.r,
            diagram.K,
            GAP + place * (BAR + GAP),
            [_bar(diagram, phase, end, scale) for phase in diagram.phases],
        )
        for place, diagram in enumerate(found)
    ]
    ticks = [(LEFT + value / 5 * scale, f"{value / 5:g}") for value in range(int(5 * end) + 1)]
    return Panel(found[0].L, lines, GAP + len(lines) * (BAR + GAP), ticks)


def _place(diagram: PhaseDiagram, boundary: Boundary) -> float:
    return float(diagram.relative(boundary).mid())


def _kind(phase: Phase) -> str:
    return str(phase.best[0].kind) if phase.best else "undecided"


def _bar(diagram: PhaseDiagram, phase: Phase, end: float, scale: float) -> Bar:
    from proofs_check.phases import best, relative

    start = _place(diagram, phase.start) if phase.start else 0.0
    stop = _place(diagram, phase.end) if phase.end else end
    name, width = best(phase), (stop - start) * scale
    shown = next((text for text in (name, name.split(" ⊕ ")[0]) if len(text) * LETTER < width), "")
    since = relative(diagram, phase.start) if phase.start else "0"
    until = relative(diagram, phase.end) if phase.end else "∞"
    title = f"{name}: λ from {since} to {until} times DNC’s zero threshold"
    return Bar(LEFT + start * scale, width, STYLES[_kind(phase)][0], shown, title)


def _row(diagram: PhaseDiagram, phase: Phase) -> dict[str, Any]:
    """What the table shows; every end with the number that it is sorted by."""
    from proofs_check.phases import best, digits, relative

    ends = []
    for boundary, without in ((phase.start, ("0", 0.0)), (phase.end, ("∞", 1e300))):
        if boundary:
            lam = diagram.lam(boundary)
            ends += [
                (relative(diagram, boundary), _place(diagram, boundary)),
                (digits(lam), float(lam.mid())),
            ]
        else:
            ends += [without, without]
    return {"L": diagram.L, "r": diagram.r, "K": diagram.K, "best": best(phase), "ends": ends}
