"""Whether a certificate is a proof of the statement that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from . import cost_constant, network
from .facts import FACTS
from .proofs import PROOFS
from .reading import Rejected, fields, load, require, shown
from .steps import Proof, Step

FORMAT = "dnc-verifier certificate 1"
IDS = tuple(PROOFS)
ORDERS = range(4, 9)
"""The r for which S3's parameter may ask for matrices."""

TOP = {
    "format": str,
    "id": str,
    "parameters": dict,
    "title": str,
    "statement": dict,
    "rests_on": list,
    "steps": list,
}
STATEMENT = {"quantifiers": str, "hypotheses": list, "claim": str}
STEP = {"name": str, "rule": str, "uses": list, "claims": list, "witness": dict, "comment": str}


@dataclass(frozen=True)
class Verdict:
    """The answer for one file: ``problem`` is None if it was accepted."""

    file: str
    id: str | None
    problem: str | None
    rests_on: tuple[str, ...] = ()
    claim: str = ""


@cache
def proof(id_: str, orders: tuple[int, ...]) -> Proof:
    """The checker's own statement and proof, from id and parameters."""
    return PROOFS[id_](orders) if id_ == "S3" else PROOFS[id_]()


def parameters(id_: str, given: object) -> tuple[int, ...]:
    """The r of S3's matrices, at least three; no other statement has parameters."""
    orders = fields(given, {"r": list} if id_ == "S3" else {}, "parameters").get("r", [])
    if id_ == "S3":
        right = all(type(order) is int and order in ORDERS for order in orders)
        require(right and len(orders) >= 3 and sorted(set(orders)) == orders,
                f"r must be at least three increasing integers from {ORDERS.start} to {ORDERS.stop - 1}")  # fmt: skip
    return tuple(orders)


def check(document: Mapping[str, Any]) -> tuple[str, Proof]:
    """Check a certificate that was read.

    Returns
    -------
    id, Proof
        What it proves.

    Raises
    ------
    Rejected
        With the first thing that fails.
    """
    top = fields(document, TOP, "the certificate")
    require(top["format"] == FORMAT, f"format {shown(top['format'])}; this checker reads {FORMAT!r}")
    id_ = top["id"]
    require(id_ in IDS, f"id {shown(id_)}; there are certificates for {', '.join(IDS)}")
    own = proof(id_, parameters(id_, top["parameters"]))
    statement = fields(top["statement"], STATEMENT, "the statement")
    for field in STATEMENT:
        expected = getattr(own, field)
        require(statement[field] == (list(expected) if field == "hypotheses" else expected),
                f"the statement differs from {id_} in its {field}")  # fmt: skip
    require(top["rests_on"] == list(own.rests_on), f"it must rest on {', '.join(own.rests_on) or 'nothing'}")
    results: dict[str, Any] = dict.fromkeys(own.rests_on)
    wanted = {step.name: step for step in own.steps}
    for number, given in enumerate(top["steps"], start=1):
        where = f"step {number}"
        try:
            entry = fields(given, STEP, "it")
            where += f" ({shown(entry['name'])})"
            _check_step(entry, wanted, results)
        except Rejected as why:
            raise Rejected(f"{where}: {why}") from None
    missing = [name for name in wanted if name not in results]
    if missing:
        raise Rejected(f"the step {missing[0]!r} is missing")
    return id_, own


def _check_step(entry: Mapping[str, Any], wanted: Mapping[str, Step], results: dict[str, Any]) -> None:
    name = entry["name"]
    known = entry["rule"] != "fact" or entry["claims"] in [[text] for text in FACTS.values()]
    require(known, "it cites a fact that is not in this checker's list")
    require(name in wanted, "the proof has no such step")
    require(name not in results, "it is repeated")
    step = wanted[name]
    require(entry["rule"] == step.rule, f"its rule must be {step.rule}")
    require(entry["uses"] == list(step.uses), f"it must use {', '.join(step.uses) or 'nothing'}")
    require(all(used in results for used in step.uses), "it comes before a step that it uses")
    require(
        entry["claims"] == list(step.claims),
        f"it does not claim what is needed here: {shown(step.claims[0])}",
    )
    results[name] = step.check(fields(entry["witness"], step.witness, "its witness"), results)


def check_file(path: Path) -> Verdict:
    """Read and check one file; whatever is wrong with it is the verdict."""
    try:
        document = load(path)
        for kind in (network, cost_constant):
            if document.get("format") == kind.FORMAT:
                name, claim = kind.check(document)
                return Verdict(str(path), name, None, kind.RESTS_ON, claim)
        id_, own = check(document)
    except Rejected as why:
        return Verdict(str(path), None, str(why))
    except OSError as error:
        return Verdict(str(path), None, f"it cannot be read: {error.strerror}")
    return Verdict(str(path), id_, None, own.rests_on, own.claim)


def certificates(paths: Iterable[Path]) -> list[Path]:
    """The files themselves, and the ``*.json`` files of folders."""
    return [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]


def missing(verdicts: Iterable[Verdict]) -> dict[str, list[str]]:
    """For each accepted id what it rests on, directly or not, and no accepted certificate proves."""
    rests = {v.id: v.rests_on for v in verdicts if v.id is not None}

    def needed(id_: str) -> list[str]:
        return [
            i for other in rests.get(id_, ()) for i in ([] if other in rests else [other]) + needed(other)
        ]

    return {id_: list(dict.fromkeys(needed(id_))) for id_ in rests if needed(id_)}
