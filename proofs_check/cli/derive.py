"""``dnc derive``: a derivation step by step."""

from __future__ import annotations

import json as json_module
import shutil
import sys
from collections.abc import Callable

from theory.closed_form import derive
from theory.constructions import registry
from theory.constructions.strongly_regular import STRONGLY_REGULAR
from theory.derivation import Derivation, render_latex, render_text, to_json
from theory.errors import InvalidInputError
from theory.loss import solved_forms, uniform_case
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
        If the name is unknown or has no variant of that depth, or a depth is given where none matters.
    """
    if name in GENERAL:
        if depth is not None:
            raise InvalidInputError(f"L = {depth} given; {name} holds for every L >= 2; leave --L out")
        return GENERAL[name]()
    known_variants = {**registry(), STRONGLY_REGULAR.name: (STRONGLY_REGULAR,)}
    variants = known_variants.get(name)
    if variants is None:
        known = ", ".join([*known_variants, *GENERAL])
        raise InvalidInputError(f"derivation {name!r} given; known are: {known}")
    for variant in variants:
        if depth is None or all(block.admits_depth(depth) for block in variant.blocks):
            return derive(variant)
    least = min(max(block.depths[0] for block in variant.blocks) for variant in variants)
    raise InvalidInputError(f"L = {depth} given; {name} needs an integer L >= {least}")
