"""What ``dnc evaluate`` says, as text: Markdown, CSV and JSON from :mod:`numerics.evaluate`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from io import StringIO

import polars as pl
from flint import arb, ctx

from numerics.evaluate.evaluation import Cell, Evaluation
from proofs_check.phases import digits, interval
from proofs_check.tables import exact

LARGEST = 1_000
"""Most cells at once."""

SHOWN = 10
"""Decimals for people."""


@dataclass(frozen=True)
class Row:
    """One cell (L, λ).

    Attributes
    ----------
    K, L, n, lam :
        Parameters; λ as it was given.
    layer : str
        Which W_{L-1}: of a 0/1 matrix the entries on the points of a class and elsewhere.
    ranks, ranks_after : str
        Ranks of M_2, …, M_L and of σ(M_2), …, σ(M_L).
    exact_ranks : bool
        Whether they are exact; those of floats are numerical.
    cost : str or None
        (C/K^{L+1})^{1/(L+1)}, the cost root in units of DNC's; None if some class directions are not reached.
    every_lambda : bool
        Whether it is below DNC at every λ at which DNC beats zero, because C < K^{L+1}.
    as_given, scaled : str or None
        For a network: its objective, and its loss with the best scales.
    loss, L_DNC, ratio : str
        Loss with the best scales and last layer, L_DNC and their ratio; certain digits.
    reference, L_reference, ratio_reference : str or None
        SRG or the best block sum, for K >= 6.
    verdict, against_reference : str
        Decided by enclosures.
    loss_ends, L_DNC_ends : list of str
        Decimals below and above the losses.
    """

    K: int
    L: int
    n: int
    lam: str
    layer: str
    ranks: str
    ranks_after: str
    exact_ranks: bool
    cost: str | None
    every_lambda: bool
    as_given: str | None
    scaled: str | None
    loss: str
    L_DNC: str
    ratio: str
    reference: str | None
    L_reference: str | None
    ratio_reference: str | None
    verdict: str
    against_reference: str | None
    loss_ends: list[str]
    L_DNC_ends: list[str]


AGAINST = {"<": "below", "=": "equal", ">": "above", None: "undecided"}


def row(cell: Cell, lam: str) -> Row:
    """The row of a cell.

    Examples
    --------
    >>> import networkx as nx
    >>> from numerics.evaluate import evaluate
    >>> found = row(evaluate(nx.complete_graph(5)).at(L=4), "0.004")
    >>> found.loss, found.ranks, found.ranks_after, found.verdict, found.against_reference
    ('0.0809113321…', '5 5 5', '5 5 10', 'below DNC', 'equal')
    """
    other = cell.reference
    with ctx.workprec(128):
        cost = cell.cost_constant
        root = None if cost is None else ((cost.log() / (cell.L + 1)).exp() / cell.K)
        ratio = cell.loss / cell.dnc
        against = None if other is None else cell.loss / other.loss
    return Row(
        K=cell.K,
        L=cell.L,
        n=cell.n,
        lam=lam,
        layer=cell.candidate.name,
        ranks=" ".join(str(before) for before, _ in cell.candidate.ranks),
        ranks_after=" ".join(str(after) for _, after in cell.candidate.ranks),
        exact_ranks=not cell.candidate.rounded,
        cost=_maybe(root),
        every_lambda=cell.always_below,
        as_given=None if cell.as_given is None else f"{float(cell.as_given):.{SHOWN}f}",
        scaled=_maybe(cell.scaled),
        loss=_digits(cell.loss),
        L_DNC=_digits(cell.dnc),
        ratio=_digits(ratio),
        reference=None if other is None else other.name,
        L_reference=None if other is None else _digits(other.loss),
        ratio_reference=_maybe(against),
        verdict=cell.verdict,
        against_reference=None if other is None else AGAINST[cell.against_reference],
        loss_ends=interval(cell.loss),
        L_DNC_ends=interval(cell.dnc),
    )


def rows(
    found: Evaluation, depths: Sequence[int | None], lams: Sequence[str], n: int
) -> list[tuple[Cell, Row]]:
    """Cells and rows in the order L, λ."""
    cells = [(found.at(L, exact(lam), n), lam) for L in depths for lam in lams]
    return [(cell, row(cell, lam)) for cell, lam in cells]


def _digits(ball: arb) -> str:
    """Certain digits, or rounded ones where the ball is small but holds a number with fewer decimals, such as 1."""
    text = digits(ball, SHOWN)
    few = text.endswith("…") and len(text.partition(".")[2]) <= SHOWN
    return f"{float(ball.mid()):.{SHOWN}f}" if few and ball.rad() < arb(10) ** (-SHOWN - 2) else text


def _maybe(ball: arb | None) -> str | None:
    return None if ball is None else _digits(ball)


HEADINGS = {
    "L": "L",
    "n": "n",
    "lam": "λ",
    "layer": "W_{L-1}",
    "ranks": "rank M_2…M_L",
    "ranks_after": "after σ",
    "cost": "(C/C_DNC)^(1/(L+1))",
    "as_given": "as given",
    "scaled": "best scales",
    "loss": "loss",
    "L_DNC": "L_DNC",
    "ratio": "loss/L_DNC",
    "reference": "reference",
    "ratio_reference": "loss/L_reference",
    "verdict": "verdict",
}
"""Columns of the table for people; the other formats have all of them."""


def to_markdown(what: str, found: Sequence[Row]) -> str:
    """What was given, a table, and what holds at every λ."""
    network = found[0].as_given is not None
    columns = [name for name in HEADINGS if network or name not in ("as_given", "scaled")]
    if network:
        columns.remove("layer")
    lines = [[HEADINGS[name] for name in columns]]
    lines += [
        ["–" if (value := getattr(one, name)) is None else str(value) for name in columns] for one in found
    ]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    head, *body = (
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines
    )
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    notes = []
    depths = sorted({one.L for one in found if one.every_lambda})
    if depths:
        notes.append(
            f"Below DNC at every λ at which DNC beats zero, by the cost constant: L = {', '.join(map(str, depths))}."
        )
    if not all(one.exact_ranks for one in found):
        notes.append("Ranks are numerical, since the weights are floats.")
    if network:
        notes.append(
            "The loss is that of the best scales and the best last layer W_L; the verdict is about it."
        )
    return "\n".join([what, "", head, rule, *body, *([""] if notes else []), *notes]) + "\n"


def to_csv(what: str, found: Sequence[Row]) -> str:
    """Comma-separated values with a header; ends of enclosures are separated by blanks."""
    stream = StringIO()
    records = [
        {name: " ".join(value) if isinstance(value, list) else value for name, value in asdict(one).items()}
        for one in found
    ]
    pl.DataFrame(records, infer_schema_length=None).write_csv(stream)
    return stream.getvalue()


def to_json(what: str, found: Sequence[Row]) -> str:
    """An object with what was given and all rows."""
    document = {"input": what, "rows": [asdict(one) for one in found]}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


TEXT_FORMATS: dict[str, Callable[[str, Sequence[Row]], str]] = {
    "md": to_markdown,
    "csv": to_csv,
    "json": to_json,
}
