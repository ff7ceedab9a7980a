"""The explorer: sliders for r, L, λ and n, and the closed forms evaluated in the browser."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from proofs_check.report.page import Inputs, Page
from theory.construction import Construction
from theory.constructions import registry
from theory.symbols import K, L, r


def pages(inputs: Inputs) -> Iterator[Page]:
    """The page, and the closed forms as JavaScript."""
    yield Page(
        "explorer.html",
        "explorer.html",
        "Explorer",
        {},
        label="Explorer",
        files={"assets/closed-forms.js": closed_forms()},
    )


def closed_forms() -> str:
    """What the loss of a construction follows from, printed from the construction itself.

    Examples
    --------
    >>> "multiplicities: (K, L, r) => [1, r - 1, (1/2)*r*(r - 3)]" in closed_forms()
    True
    """
    entries = ",\n".join(
        _entry(variant)
        for name in ("dnc", "srg")
        for variant in registry()[name]
        if isinstance(variant, Construction)
    )
    return f'"use strict";\n// Printed from theory/constructions.\nconst CLOSED_FORMS = [\n{entries},\n];\n'


def _entry(construction: Construction) -> str:
    low, high = construction.depths
    logarithms = sp.Add(*(layer.count * sp.log(layer.cost) for layer in construction.layer_costs))
    values = ", ".join(_js(space.singular_value) for space in construction.spectrum)
    multiplicities = ", ".join(_js(space.multiplicity) for space in construction.spectrum)
    return (
        f'  {{\n    name: "{construction.name}", depths: [{low}, {high or "Infinity"}],\n'
        f"    logShapeCost: (K, L, r) => {_js(logarithms)},\n"
        f"    singularValues: (K, L, r) => [{values}],\n"
        f"    multiplicities: (K, L, r) => [{multiplicities}],\n  }}"
    )


def _js(expression: sp.Expr) -> str:
    unknown = expression.free_symbols - {K, L, r}
    if unknown:
        raise ValueError(f"{expression} given; only K, L and r have values in the explorer")
    return str(sp.jscode(expression))
