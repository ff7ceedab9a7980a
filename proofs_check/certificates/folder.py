"""Certificates of statements, made and written to a folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from proofs_check.certificates import bounds, comparison, graph, loss, networks
from proofs_check.certificates.document import Formulas, document
from proofs_check.checker.verdict import IDS, proof
from proofs_check.files import make_folder, write_text
from proofs_check.statements import registry
from theory.errors import InvalidInputError

ORDERS = (4, 5, 6, 7, 8)
"""The r for which S3's matrices are written."""

WRITERS: dict[str, Callable[[], Formulas]] = {
    "S1": bounds.s1,
    "S2": bounds.s2,
    "S3": lambda: graph.s3(ORDERS),
    "S4": loss.s4,
    "S5": comparison.s5,
    "S6": comparison.s6,
    "S7": comparison.s7,
    "S9": bounds.s9,
}


def select(ids: Iterable[str]) -> list[str]:
    """The ids given, in any case, or all that have certificates.

    Raises
    ------
    InvalidInputError
        For a statement without a certificate.

    Examples
    --------
    >>> select(["s9", "S2"])
    ['S2', 'S9']
    """
    wanted = {given.upper() for given in ids}
    known = (*IDS, *networks.NETWORKS)
    for given in sorted(wanted - set(known)):
        raise InvalidInputError(f"statement {given!r} given; certificates are written for {', '.join(known)}")
    return [id_ for id_ in known if not wanted or id_ in wanted]


def certificate(id_: str) -> dict[str, Any]:
    """The certificate of a statement.

    Examples
    --------
    >>> certificate("S1")["steps"][0]["name"]
    'samples separate'
    """
    parameters = {"r": list(ORDERS)} if id_ == "S3" else {}
    own = proof(id_, ORDERS if id_ == "S3" else ())
    return document(registry()[id_], own, WRITERS[id_](), parameters)


@cache
def text(id_: str) -> str:
    """The certificate as it is written: JSON, one line a value."""
    return json.dumps(certificate(id_), ensure_ascii=False, indent=1) + "\n"


def documents(id_: str) -> dict[str, str]:
    """The certificates of a statement by file name: its proof, or its networks.

    Examples
    --------
    >>> list(documents("S1")), list(documents("S23"))
    (['S1.json'], ['S23-K7-L3.json', 'S23-K3-L4.json'])
    """
    if id_ in IDS:
        return {f"{id_}.json": text(id_)}
    made = networks.certificates(id_)
    return {f"{id_}-{name}.json": certificate for name, certificate in made.items()}


def write(ids: Iterable[str], folder: Path) -> Iterator[Path]:
    """Write certificates to ``folder``, files ``ID.json`` or ``ID-K…-L….json``, and yield the files as they are done.

    Raises
    ------
    InvalidInputError
        For an id without a certificate, or if the folder cannot be made or written.
    """
    selected = select(ids)
    make_folder(folder)
    for id_ in selected:
        for name, content in documents(id_).items():
            write_text(folder / name, content)
            yield folder / name
