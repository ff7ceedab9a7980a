"""One result: a network, and what proves that it cannot be better; as JSON, read without trust."""

from __future__ import annotations

import json
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from flint import arb, ctx

from numerics.exact import rank
from numerics.families.certificate import nuclear_norm
from numerics.last_layers.certificate import Cone, DualCertificate
from numerics.last_layers.floor import LossFloor, fixed_floor
from numerics.last_layers.neurons import Neurons
from numerics.last_layers.weights import PRECISION, Contraction, product_bound
from numerics.rationals import to_ball
from theory.errors import InvalidInputError

SHIPPED = Path(__file__).parent / "data"
"""The records that come with the program."""


@dataclass(frozen=True, eq=False)
class Record:
    """A network with its certificates.

    Attributes
    ----------
    name : str
        Of the features.
    neurons : Neurons
        The network's activations and last two layers.
    dual : DualCertificate
        For the same columns.
    contraction : Contraction or None
        For the claim about all weights; without it the weights are fixed.
    L, lam : int or None, Fraction or None
        Depth and common λ of the losses that are compared; None where all outputs are the targets, for every L and λ.
    """

    name: str
    neurons: Neurons
    dual: DualCertificate
    contraction: Contraction | None = None
    L: int | None = None
    lam: Fraction | None = None

    @property
    def K(self) -> int:
        """Number of classes."""
        return self.dual.K

    @cached_property
    def rank(self) -> int:
        """Rank of Z."""
        return rank(self.neurons.shape().means)

    def fault(self) -> str | None:
        """What is wrong with the certificates; None if they prove what they should."""
        neurons, d = self.neurons, len(self.dual.columns[0]) if self.dual.columns else 0
        if self.dual.columns != neurons.columns or len(neurons.weights) != self.K or not d:
            return "columns: the network and the certificate do not belong together"
        if min(neurons.weights) <= 0 or not neurons.rows or len(neurons.outputs) != self.K:
            return "network: a weight that is not positive, no neurons, or outputs for other classes"
        if any(len(row) != d for row in neurons.rows) or any(
            len(row) != len(neurons.rows) for row in neurons.outputs
        ):
            return "network: shapes that do not fit"
        if (self.L is None) != (self.lam is None) or (self.L and self.lam and (self.L < 3 or self.lam <= 0)):
            return "L and λ: one of them without the other, or out of range"
        if min(map(min, self.dual.columns)) < 0:
            return "columns: an activation is negative"
        if self.contraction and [len(row) for row in self.contraction.matrix] != [self.K] * d:
            return "X: not of the shape of Z"
        return self.dual.fault() or (self.contraction.fault() if self.contraction else None)

    def value(self) -> arb:
        """Ball of what the network costs: ‖Z‖_* g, or its loss at λ with the best scales."""
        shape = self.neurons.shape()
        with ctx.workprec(PRECISION):
            if self.L is None or self.lam is None:
                return nuclear_norm(shape.means) * self.neurons.cost(fitting=True)
            penalty = (to_ball(self._product) * shape.constant(self.L)).root(self.L + 1) * (self.L + 1) / 2
            return to_ball(self.neurons.error() / (2 * self.K)) + penalty

    def within(self, gap: Fraction) -> bool:
        """Whether :meth:`at_least` reaches (1 − gap) times what the network costs."""
        with ctx.workprec(PRECISION):
            return self.at_least(to_ball(1 - gap) * self.value())

    def at_least(self, enough: arb) -> bool:
        """Whether it is proved that nothing costs less than ``enough``, if there is no :meth:`fault`.

        Nothing: no last two layers with any number of neurons and, if there is a contraction, no weights of the classes; in
        the units of :meth:`value`.
        """
        with ctx.workprec(PRECISION):
            if self.L is None or self.lam is None:
                if self.contraction:
                    return bool(product_bound(self.dual, self.contraction) >= enough)
                floor = nuclear_norm(self.neurons.shape().means) * to_ball(
                    self.dual.bound(self.neurons.weights)
                )
                return bool(floor >= enough)
            if self.contraction:
                found = LossFloor(self.dual, self.contraction, self.L, self.rank, self._product)
                return found.at_least(enough)
            return bool(self.floor() >= enough)

    def floor(self) -> arb:
        """Lower bound on the loss at λ of all last two layers, for fixed weights."""
        assert self.L is not None
        before = nuclear_norm(self.neurons.shape().means) ** 2 * arb(self.rank) ** (self.L - 3)
        return fixed_floor(self.dual, self.neurons.weights, self.L, self._product, before)

    @property
    def _product(self) -> Fraction:
        assert self.L is not None
        assert self.lam is not None
        return self.lam ** (self.L + 1)

    def to_json(self) -> str:
        """One JSON object; see :func:`from_json`."""
        neurons = self.neurons
        data = {
            "name": self.name,
            "L": self.L,
            "lambda": str(self.lam) if self.lam else None,
            "columns": self.dual.columns,
            "weights": [str(w) for w in neurons.weights],
            "rows": neurons.rows,
            "outputs": neurons.outputs,
            **proof_data(self.dual, self.contraction),
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def proof_data(dual: DualCertificate, contraction: Contraction | None) -> dict[str, Any]:
    """Certificates as JSON-ready data, without the columns."""
    return {
        "contraction": {"bits": contraction.bits, "matrix": contraction.matrix} if contraction else None,
        "dual": {
            "bits": dual.bits,
            "matrix": dual.matrix,
            "symmetries": dual.symmetries,
            "cuts": dual.cuts,
            "cones": [{"point": c.point, "multipliers": c.multipliers} for c in dual.cones],
        },
    }


def proof_from(data: Any) -> tuple[DualCertificate, Contraction | None]:
    """Certificates from data with ``columns``; nothing is checked but types.

    Raises
    ------
    KeyError, TypeError, ValueError
        If something is missing or of another type.
    """
    dual, X = data["dual"], data["contraction"]
    certificate = DualCertificate(
        vectors(data["columns"]),
        vectors(dual["matrix"]),
        _of(int, dual["bits"]),
        vectors(dual["symmetries"]),
        tuple(Cone(_vector(c["point"]), _triples(c["multipliers"])) for c in dual["cones"]),
        vectors(dual["cuts"]),
    )
    return certificate, Contraction(vectors(X["matrix"]), _of(int, X["bits"])) if X else None


def from_json(text: str) -> Record:
    """Read a record; nothing of what it claims is checked.

    Raises
    ------
    InvalidInputError
        If the text is no record.
    """
    try:
        data = json.loads(text)
        dual, contraction = proof_from(data)
        return Record(
            name=_of(str, data["name"]),
            neurons=Neurons(
                dual.columns,
                tuple(Fraction(_of(str, w)) for w in data["weights"]),
                vectors(data["rows"]),
                vectors(data["outputs"]),
            ),
            dual=dual,
            contraction=contraction,
            L=None if data["L"] is None else _of(int, data["L"]),
            lam=None if data["lambda"] is None else Fraction(_of(str, data["lambda"])),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError, RecursionError) as error:
        raise InvalidInputError(
            f"a text that is no record of last layers given ({type(error).__name__}); write it with dnc families"
        ) from None


@cache
def shipped(name: str) -> Record:
    """A record that comes with the program, by the name of its file.

    Raises
    ------
    InvalidInputError
        If there is none of that name.

    Examples
    --------
    >>> record = shipped("star-2")
    >>> record.K, record.fault() is None, round(float(record.value()), 6)
    (3, True, 10.439561)
    """
    path = SHIPPED / f"{name}.json"
    if name not in shipped_names():
        raise InvalidInputError(f"record {name!r} given; there are {', '.join(shipped_names())}")
    return from_json(path.read_text(encoding="utf-8"))


def shipped_names() -> tuple[str, ...]:
    """Names of all records that come with the program."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.json")))


def _of(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(value)
    return value


def _vector(values: Any) -> tuple[int, ...]:
    return tuple(_of(int, value) for value in _of(list, values))


def vectors(values: Any) -> tuple[tuple[int, ...], ...]:
    """A list of lists of integers as tuples; a TypeError if it is none."""
    return tuple(_vector(value) for value in _of(list, values))


def _triples(values: Any) -> tuple[tuple[int, int, int], ...]:
    return tuple((i, j, n) for i, j, n in vectors(values))
