"""The development as a folder of Coq files: what is written by hand, and what is printed for this version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

from proofs_check.coq.cheaper_networks import cheaper_networks
from proofs_check.coq.closed_forms import closed_forms
from proofs_check.coq.counterexample import counterexample_data
from proofs_check.coq.crossing import crossing_data
from proofs_check.coq.graph_data import graph_data
from proofs_check.coq.halves_data import halves_data
from proofs_check.coq.hoffman_singleton import hoffman_singleton
from proofs_check.coq.margins import margins
from proofs_check.coq.pairs_in_halves import pairs_in_halves
from proofs_check.files import make_folder, write_text

NAMESPACE = "DNC"
"""Logical name of the folder for Coq: ``coqc -Q DIR DNC``."""

PRINTED = {
    "ClosedForms": closed_forms,
    "Margins": margins,
    "GraphData": graph_data,
    "CounterexampleData": counterexample_data,
    "CrossingData": crossing_data,
    "CheaperNetworks": cheaper_networks,
    "HoffmanSingleton": hoffman_singleton,
    "PairsInHalves": pairs_in_halves,
    "HalvesData": halves_data,
}
"""Modules that are printed from the objects of the theory."""

_HOLE = re.compile(r"\b(Admitted|admit|give_up|Abort|Axioms?|Parameters?|Conjectures?|Unset|bypass_check)\b")
_IMPORT = re.compile(rf"^From {NAMESPACE} Require (?:Import )?([\w\s]+)\.", re.MULTILINE)


def development() -> dict[str, str]:
    """Names and texts of all modules, every module after those that it imports.

    The text is the same whenever and wherever it is printed.
    """
    texts = {
        entry.name.removesuffix(".v"): entry.read_text(encoding="utf-8")
        for entry in files("proofs_check.coq").iterdir()
        if entry.name.endswith(".v")
    }
    texts.update({name: make() for name, make in PRINTED.items()})
    return {name: texts[name] for name in order(texts, sorted(texts))}


def imports(text: str) -> list[str]:
    r"""Modules of the development that a module imports.

    Examples
    --------
    >>> imports("From Coq Require Import Reals.\nFrom DNC Require Import Sums\n  Model.\n")
    ['Sums', 'Model']
    """
    return [name for found in _IMPORT.findall(text) for name in found.split()]


def holes(text: str) -> list[str]:
    """Words of a module, comments included, that assume something, leave it open or switch a check off.

    Examples
    --------
    >>> holes("Lemma two : 1 = 2. Admitted.")
    ['Admitted']
    >>> holes("Lemma one : 1 = 1. Proof. easy. Qed. Print Assumptions one.")
    []
    """
    return _HOLE.findall(text)


def order(texts: Mapping[str, str], wanted: Iterable[str]) -> list[str]:
    """The wanted modules and all that they need, in an order in which they can be compiled.

    Examples
    --------
    >>> order({"A": "From DNC Require Import B.", "B": "", "C": ""}, ["A"])
    ['B', 'A']
    """
    ordered: list[str] = []

    def add(name: str) -> None:
        if name not in ordered:
            for needed in imports(texts[name]):
                add(needed)
            ordered.append(name)

    for name in wanted:
        add(name)
    return ordered


def write(folder: Path) -> list[Path]:
    """Write the development with a ``_CoqProject`` that names the files in the order of compilation.

    Raises
    ------
    InvalidInputError
        If the folder cannot be made or written.
    """
    make_folder(folder)
    texts = development()
    for name, text in texts.items():
        write_text(folder / f"{name}.v", text)
    project = folder / "_CoqProject"
    write_text(project, "\n".join([f"-Q . {NAMESPACE}", *(f"{name}.v" for name in texts), ""]))
    return [*(folder / f"{name}.v" for name in texts), project]
