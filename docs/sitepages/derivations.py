"""The derivations that ``dnc derive`` prints, typeset."""

from __future__ import annotations

from collections.abc import Iterator

from proofs_check.cli.derive import GENERAL
from sitepages.statements import plain
from theory.closed_form import derive
from theory.construction import Construction
from theory.constructions import registry
from theory.derivation import Derivation, Step, to_latex


def navigation() -> list[str]:
    """The pages in the order of reading: what holds in general, then the constructions."""
    return [f"derivations/{name}.md" for name in (*GENERAL, *registry())]


def pages() -> dict[str, str]:
    """One page for each name that ``dnc derive`` takes."""
    found = {f"derivations/{name}.md": _page(name, [("", make())]) for name, make in GENERAL.items()}
    for name, variants in registry().items():
        parts = [(_depths(v) if len(variants) > 1 else "", derive(v)) for v in variants]
        found[f"derivations/{name}.md"] = _page(name, parts)
    return found


def _page(name: str, parts: list[tuple[str, Derivation]]) -> str:
    lines = [
        f"# {plain(parts[0][1].title)}",
        "",
        f"`dnc derive {name}` prints this; every step is checked there.",
        "",
    ]
    for where, derivation in parts:
        if where:
            lines += [f"## {where}", "", plain(derivation.title), ""]
        for number, step in enumerate(derivation.steps, start=1):
            lines += _step(number, step, "###" if where else "##")
    return "\n".join(lines) + "\n"


def _step(number: int, step: Step, mark: str) -> Iterator[str]:
    yield from (f"{mark} {number}. {plain(step.title)}", "")
    for formula in step.formulas:
        yield from ("```math", to_latex(formula), "```", "")
    yield from (f"Because {plain(step.because)}.", "")
    for fact in step.facts:
        yield from (f"*{plain(fact.name)}*: {plain(fact.statement)}.", "")
    for obligation in step.obligations:
        yield f"* checked exactly: `{obligation.describe()}`"
    yield ""


def _depths(variant: object) -> str:
    assert isinstance(variant, Construction)
    low, high = variant.depths
    return f"L = {low}" if low == high else f"L ≥ {low}" if high is None else f"L = {low} … {high}"
