"""The formal leg of a statement: its module compiles, and rests on the axioms of the real numbers alone."""

from __future__ import annotations

import re
from collections.abc import Callable

from proofs_check.run_folder import run_folder
from proofs_check.statement import Leg, LegKind, LegResult, Outcome

TIME_LIMIT = 600.0
"""Seconds for one statement; on one core a minute is enough for all of them."""


def formal_leg(run: Callable[[], LegResult]) -> Leg:
    """The leg that calls ``run``, a function of a statement's module that calls :func:`formal`."""
    return Leg(LegKind.FORMAL, "Coq", run, TIME_LIMIT, needs="coqc")


def formal(statement_id: str, *, covers: str, whole: bool) -> LegResult:
    """Compile the module of a statement with everything it imports, and look at its axioms.

    The legs of a run share what they have compiled.

    Parameters
    ----------
    statement_id : str
        ``"S2"`` for ``S2.v``.
    covers : str
        What of the claim the theorems cover.
    whole : bool
        Whether that is the whole claim.

    Returns
    -------
    LegResult
        Undecided if a file does not compile, leaves something open, or a theorem rests on another axiom: that
        refutes nothing.
    """
    from proofs_check.coq.build import compile_modules
    from proofs_check.coq.compiler import ALLOWED_AXIOMS, CoqError
    from proofs_check.coq.export import development, holes, order

    texts = development()
    names = theorems(texts[statement_id])
    evidence = {"covers": covers, "theorems": names, "module": f"{statement_id}.v"}
    needed = order(texts, [statement_id])
    found = [f"{name}.v has {hole}" for name in needed for hole in holes(texts[name])]
    if sorted(reported(texts[statement_id])) != sorted(names):
        found.append(f"{statement_id}.v does not report the assumptions of each of its theorems")
    if found:
        return LegResult(Outcome.UNDECIDED, "; ".join(found), evidence=evidence)
    try:
        with run_folder() as folder:
            report = compile_modules(folder, texts, [statement_id])
        axioms = report.axioms(statement_id)
    except CoqError as error:
        return LegResult(Outcome.UNDECIDED, f"Coq refuses {error}", evidence=evidence)
    evidence |= {"Coq": report.version, "axioms": sorted(axioms)}
    if not axioms <= ALLOWED_AXIOMS:
        extra = ", ".join(sorted(axioms - ALLOWED_AXIOMS))
        return LegResult(Outcome.UNDECIDED, f"{statement_id}.v rests on {extra}", evidence=evidence)
    count = f"{len(names)} theorem{'s' if len(names) > 1 else ''}"
    summary = f"{count} checked by Coq {report.version}: {covers}"
    return LegResult(Outcome.HOLDS, summary, len(names), evidence, partial=not whole)


def theorems(text: str) -> list[str]:
    r"""Names of the theorems of a module.

    Examples
    --------
    >>> theorems("Theorem S1_collapse : True.\nLemma helper : True.")
    ['S1_collapse']
    """
    return re.findall(r"^Theorem (\w+)", text, re.MULTILINE)


def reported(text: str) -> list[str]:
    r"""Names of the theorems whose assumptions a module prints, gathered in its last definition.

    Examples
    --------
    >>> reported("Definition S5 := (S5_order,\n  S5_tie).\nPrint Assumptions S5.\n")
    ['S5_order', 'S5_tie']
    >>> reported("Definition S5 := S5_order.\n")
    []
    """
    found = re.search(r"^Definition (S\d+) := ([^.]*)\.\nPrint Assumptions \1\.\n\Z", text, re.MULTILINE)
    return re.findall(r"\w+", found[2]) if found else []
