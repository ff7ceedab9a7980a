"""Compilation by ``coqc`` and what it reports: the kernel's answer, and the axioms behind a theorem."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from proofs_check.coq.export import NAMESPACE

ALLOWED_AXIOMS = frozenset(
    {
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)
"""What Coq's standard library assumes to construct the real numbers, and classical logic; nothing else."""


class CoqError(Exception):
    """``coqc`` refused a file; the message says which and why."""


@dataclass(frozen=True)
class Report:
    """What the compilation of some modules printed.

    Attributes
    ----------
    output : dict
        Module to everything ``coqc`` printed for it.
    version : str
        Version of Coq.
    """

    output: Mapping[str, str]
    version: str

    def axioms(self, module: str) -> frozenset[str]:
        """Axioms that ``Print Assumptions`` reported in a module.

        Raises
        ------
        CoqError
            If the module printed no such report.
        """
        return reported_axioms(self.output[module])


def coq_version() -> str:
    """Version of the installed ``coqc``."""
    found = subprocess.run(["coqc", "--print-version"], capture_output=True, text=True).stdout.split()
    return found[0] if found else "unknown"


def compile_module(folder: Path, name: str, text: str) -> str:
    """Compile one module beside the compiled modules that it imports, and return what ``coqc`` printed.

    The compiled module appears in ``folder`` at once and whole: others may be reading there.

    Raises
    ------
    CoqError
        If it does not compile.
    """
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as private:
        source = Path(private) / f"{name}.v"
        source.write_text(text, encoding="utf-8")
        command = ["coqc", "-q", "-Q", str(folder), NAMESPACE, "-Q", private, NAMESPACE, str(source)]
        run = subprocess.run(command, capture_output=True, text=True, cwd=private)
        if run.returncode != 0:
            raise CoqError(f"{name}.v: {_first_error(run.stderr)}")
        source.with_suffix(".vo").replace(folder / f"{name}.vo")
    return run.stdout


def _first_error(text: str) -> str:
    """Place and message of the first error, in one line."""
    place = re.search(r"line (\d+)", text)
    message = " ".join(text.partition("Error:")[2].split()) or " ".join(text.split()) or "no message"
    return (f"line {place[1]}: " if place else "") + message[:300]


def reported_axioms(output: str) -> frozenset[str]:
    r"""Axioms in the output of ``Print Assumptions``.

    Raises
    ------
    CoqError
        If there is no such output.

    Examples
    --------
    >>> sorted(reported_axioms("Axioms:\nClassical_Prop.classic : forall P : Prop, P \\/ ~ P\n"))
    ['Classical_Prop.classic']
    >>> reported_axioms("Closed under the global context\n")
    frozenset()
    """
    if "Closed under the global context" in output and "Axioms:" not in output:
        return frozenset()
    _, found, listing = output.partition("Axioms:\n")
    if not found:
        raise CoqError("no report of assumptions was printed")
    names = re.findall(r"^(\S+)(?=\s*:|\s*$)", listing, re.MULTILINE)
    return frozenset(".".join(name.split(".")[-2:]) for name in names)
