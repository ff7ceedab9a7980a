"""Tables of L_DNC against L_SRG: rows from the loss functions, rendered in several formats."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from functools import cache
from io import StringIO
from pathlib import Path

import numpy as np
import polars as pl

from proofs_check.files import atomic_path
from theory.construction import instantiate
from theory.constructions import construction
from theory.derivation import latex_text
from theory.errors import InvalidInputError

LARGEST = 2_000_000
"""Most cells in one table."""


@dataclass(frozen=True)
class Row:
    """One cell (r, L, λ), all λ's equal.

    Attributes
    ----------
    r, K, L, n, lam :
        Parameters; λ as it was given, in decimals or as a fraction.
    L_DNC, L_SRG : float or str
        Least losses; in a rigorous table balls "mid +/- radius" that hold the true value.
    ratio : float or str
        L_SRG / L_DNC.
    q_DNC, q_SRG : str
        Optimal outputs, per eigenspace of the Kneser graph for SRG; "zero" where the zero solution wins, and
        "undecided" where enclosures cannot tell.
    rank_DNC, rank_SRG : int or None
        Rank of M_2, …, M_{L-1}, of M_2 for L = 2; 0 for zero, None where undecided.
    """

    r: int
    K: int
    L: int
    n: int
    lam: str
    L_DNC: float | str
    L_SRG: float | str
    ratio: float | str
    q_DNC: str
    q_SRG: str
    rank_DNC: int | None
    rank_SRG: int | None


def float_rows(r: Sequence[int], depths: Sequence[int], lams: Sequence[str], n: int) -> list[Row]:
    """Rows in float64, in the order r, L, λ.

    Raises
    ------
    InvalidInputError
        If a parameter is outside its range or the table would be too long.

    Examples
    --------
    >>> row = float_rows([5], [4], ["0.004"], 1)[0]
    >>> row.K, round(row.L_SRG, 10), row.q_SRG
    (10, 0.0809113322, '0.99363 0.98577 0.94541')
    """
    from numerics.losses import loss_table

    _require_length(len(r) * len(depths) * len(lams))
    grid = [array.ravel() for array in np.meshgrid(r, depths, np.arange(len(lams)), indexing="ij")]
    values = np.array([float(exact(lam)) for lam in lams])
    table = loss_table(grid[0], grid[1], values[grid[2]], n)
    return [
        Row(
            r=int(grid[0][i]),
            K=int(table.K[i]),
            L=int(grid[1][i]),
            n=n,
            lam=lams[grid[2][i]],
            L_DNC=float(table.dnc.loss[i]),
            L_SRG=float(table.srg.loss[i]),
            ratio=float(table.ratio[i]),
            q_DNC=_outputs(table.dnc.outputs[i], bool(table.dnc.zero[i])),
            q_SRG=_outputs(table.srg.outputs[i], bool(table.srg.zero[i])),
            rank_DNC=int(table.dnc_rank[i]),
            rank_SRG=int(table.srg_rank[i]),
        )
        for i in range(len(grid[0]))
    ]


def rigorous_rows(r: Sequence[int], depths: Sequence[int], lams: Sequence[str], n: int) -> list[Row]:
    """Rows in enclosures; λ is taken exactly as written.

    Examples
    --------
    >>> rigorous_rows([5], [4], ["0.004"], 1)[0].L_SRG[:17]
    '0.080911332199369'
    """
    from flint import ctx

    from numerics.enclosure import enclose_table

    _require_length(len(r) * len(depths) * len(lams))
    rows = []
    for value in r:
        for depth in depths:
            for lam in lams:
                (cell,) = enclose_table(value, depth, exact(lam), n)
                K = value * (value - 1) // 2
                with ctx.workprec(cell.srg.bits):
                    ratio = cell.srg.loss / cell.dnc.loss
                rows.append(
                    Row(
                        r=value,
                        K=K,
                        L=depth,
                        n=n,
                        lam=lam,
                        L_DNC=_ball(cell.dnc.loss),
                        L_SRG=_ball(cell.srg.loss),
                        ratio=_ball(ratio),
                        q_DNC=_standing(cell.dnc.zero),
                        q_SRG=_standing(cell.srg.zero),
                        rank_DNC=_rank(cell.dnc.zero, K),
                        rank_SRG=_rank(cell.srg.zero, _srg_rank(value, depth)),
                    )
                )
    return rows


_VAST_EXPONENT = re.compile(r"[eE][+-]?[\d_]{5}")
_RANGE = "λ must lie in the range of a float, about 2.3e-308 to 1.7e308"


def exact(text: str) -> Fraction:
    """Read a positive number exactly: decimals, scientific notation or a fraction.

    Raises
    ------
    InvalidInputError
        If it is no such number.

    Examples
    --------
    >>> exact("4e-3"), exact("1/250")
    (Fraction(1, 250), Fraction(1, 250))
    """
    if _VAST_EXPONENT.search(text):  # such a power of ten takes too long to write out
        raise InvalidInputError(f"λ = {text} given; {_RANGE}")
    try:
        value = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise InvalidInputError(
            f"λ = {text!r} given; λ must be a positive number such as 0.004, 4e-3 or 1/250"
        ) from None
    if value <= 0:
        raise InvalidInputError(f"λ = {text} given; λ must be positive")
    if not sys.float_info.min <= value <= sys.float_info.max:
        raise InvalidInputError(f"λ = {text} given; {_RANGE}")
    return value


def _require_length(cells: int) -> None:
    if cells > LARGEST:
        raise InvalidInputError(f"{cells} cells given; a table has at most {LARGEST}; choose fewer values")


def _outputs(outputs: np.ndarray, zero: bool) -> str:
    return "zero" if zero else " ".join(f"{q:.5f}" for q in outputs)


def _ball(ball: object) -> str:
    return str(ball.str(18)).strip("[]")  # type: ignore[attr-defined]


def _standing(zero: bool | None) -> str:
    return {True: "zero", False: "nonzero", None: "undecided"}[zero]


@cache
def _srg_rank(r: int, depth: int) -> int:
    return int(instantiate(construction("srg", depth), r).width)


def _rank(zero: bool | None, rank: int) -> int | None:
    return None if zero is None else (0 if zero else rank)


HEADINGS = {"lam": "λ", "L_DNC": "L_DNC", "L_SRG": "L_SRG", "ratio": "L_SRG/L_DNC"}


def cells(row: Row) -> list[str]:
    """The cells of a row for people: floats to ten digits."""
    return [
        f"{value:.10g}" if isinstance(value, float) else ("?" if value is None else str(value))
        for value in asdict(row).values()
    ]


def _frame(rows: Sequence[Row]) -> pl.DataFrame:
    return pl.DataFrame([asdict(row) for row in rows], infer_schema_length=None)


def to_markdown(rows: Sequence[Row]) -> str:
    """A Markdown table with aligned columns."""
    lines = [[HEADINGS.get(f.name, f.name) for f in fields(Row)], *map(cells, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    head, *body = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |" for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([head, rule, *body]) + "\n"


def to_latex(rows: Sequence[Row]) -> str:
    """A LaTeX tabular in the style of booktabs."""
    heads = [f.name for f in fields(Row)]
    titles = {
        "lam": r"$\lambda$",
        "L_DNC": r"$L_{\mathrm{DNC}}$",
        "L_SRG": r"$L_{\mathrm{SRG}}$",
        "ratio": "ratio",
    }
    lines = [r"\begin{tabular}{" + "r" * len(heads) + "}", r"\toprule"]
    lines.append(" & ".join(titles.get(head, latex_text(head)) for head in heads) + r" \\")
    lines.append(r"\midrule")
    lines += [" & ".join(latex_text(cell) for cell in cells(row)) + r" \\" for row in rows]
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def to_csv(rows: Sequence[Row]) -> str:
    """Comma-separated values with a header, floats in full precision."""
    stream = StringIO()
    _frame(rows).write_csv(stream)
    return stream.getvalue()


def to_json(rows: Sequence[Row]) -> str:
    """A JSON array of objects, floats in full precision."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def write_parquet(rows: Sequence[Row], target: Path) -> None:
    """Write a Parquet file, atomically."""
    with atomic_path(target) as path:
        _frame(rows).write_parquet(path)


TEXT_FORMATS: dict[str, Callable[[Sequence[Row]], str]] = {
    "md": to_markdown,
    "csv": to_csv,
    "latex": to_latex,
    "json": to_json,
}
"""Formats that are text."""
