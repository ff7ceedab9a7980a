"""``dnc derive``: a derivation step by step."""

from __future__ import annotations

import json as json_module
import shutil
import sys
from collections.abc import Callable

from theory.construction import BlockSum
from theory.constructions import registry
from theory.derivation import Derivation, render_latex, render_text, to_json
from theory.errors import InvalidInputError
from theory.loss import derive, solved_forms, uniform_case
from theory.objective import reduction

GENERAL: dict[str, Callable[[], Derivation]] = {
    "reduction": reduction,
    "uniform": uniform_case,
    "roots": solved_forms,
}
"""Derivations that hold for every construction."""


def run(name: str, *, latex: bool, json: bool, depth: int | None) -> None:
    """Print the derivation ``name``."""
    if latex and json:
        raise InvalidInputError("--latex and --json given; give one of them")
    derivation = find(name.lower(), depth)
    if json:
        print(json_module.dumps(to_json(derivation), ensure_ascii=False, indent=2))
    elif latex:
        print(render_latex(derivation))
    else:
        width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 100
        print(render_text(derivation, width=max(width, 40)))


def find(name: str, depth: int | None) -> Derivation:
    """The derivation of a construction or of the general theory.

    Raises
    ------
    InvalidInputError
        If the name is unknown or has no variant of that depth.
    """
    if name in GENERAL:
        return GENERAL[name]()
    variants = registry().get(name)
    if variants is None:
        known = ", ".join([*registry(), *GENERAL])
        raise InvalidInputError(f"derivation {name!r} given; known are: {known}")
    for variant in variants:
        if depth is None or isinstance(variant, BlockSum) or variant.admits_depth(depth):
            return derive(variant)
    raise InvalidInputError(f"L = {depth} given; {name} needs an integer L >= 2")
