"""The table of certified last layers: every shipped record, checked when it is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction

GAP = Fraction(1, 10**6)


@dataclass(frozen=True)
class CertifiedRow:
    """One record.

    Attributes
    ----------
    features : str
        What the classes are.
    K, rank : int
        Classes, and the rank of their activations.
    minimised : str
        ``‖Z‖_* g`` where the outputs are the targets, or the loss at L and λ.
    over : str
        What is chosen: the last two layers, or the weights of the classes too.
    network : float
        What the record's network costs.
    neurons, cones : int
        Neurons of layer L, and cones of the certificate.
    proved : bool
        Whether the certificates prove that nothing costs a millionth less.
    """

    features: str
    K: int
    rank: int
    minimised: str
    over: str
    network: float
    neurons: int
    cones: int
    proved: bool


def rows() -> Iterator[CertifiedRow]:
    """Check every shipped record; by name.

    Examples
    --------
    >>> next(rows()).features
    'edges of K_3,3'
    """
    from numerics.last_layers.record import shipped, shipped_names

    for name in shipped_names():
        record = shipped(name)
        yield CertifiedRow(
            features=record.name,
            K=record.K,
            rank=record.rank,
            minimised="‖Z‖_* g" if record.L is None else f"loss, L = {record.L}, λ = {record.lam}",
            over="last two layers, weights" if record.contraction else "last two layers",
            network=float(record.value()),
            neurons=len(record.neurons.rows),
            cones=len(record.dual.cones),
            proved=record.fault() is None and record.within(GAP),
        )


HEADINGS = {"proved": "within 10⁻⁶"}


def to_markdown(found: Sequence[CertifiedRow]) -> str:
    """A Markdown table."""
    cells = [list(asdict(row).values()) for row in found]
    lines = [[HEADINGS.get(name, name) for name in CertifiedRow.__dataclass_fields__], *cells]
    body = ["| " + " | ".join(map(_text, line)) + " |" for line in lines]
    return "\n".join([body[0], "|" + "---|" * len(lines[0]), *body[1:]]) + "\n"


def to_csv(found: Sequence[CertifiedRow]) -> str:
    """Comma-separated values with a header."""
    import polars as pl

    return pl.DataFrame([asdict(row) for row in found]).write_csv()


def to_json(found: Sequence[CertifiedRow]) -> str:
    """A JSON array of objects."""
    return json.dumps([asdict(row) for row in found], ensure_ascii=False, indent=1) + "\n"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "proved" if value else "not proved"
    return f"{value:.9g}" if isinstance(value, float) else str(value)


TEXT_FORMATS: dict[str, Callable[[Sequence[CertifiedRow]], str]] = {
    "md": to_markdown,
    "csv": to_csv,
    "json": to_json,
}
"""Formats of ``dnc families --certify``."""
