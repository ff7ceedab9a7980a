"""The constructions, one file each.

A file in this folder joins the registry by defining ``CONSTRUCTIONS``, a tuple of
:class:`theory.construction.Construction` or :class:`theory.construction.BlockSum`; nothing else has to be
touched.  Several entries of one name are variants for different depths.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from theory.construction import BlockSum, Construction
from theory.errors import InvalidInputError

__all__ = ["construction", "registry"]


@cache
def registry() -> dict[str, tuple[Construction | BlockSum, ...]]:
    """All constructions by name, in the order of their file names."""
    found: dict[str, tuple[Construction | BlockSum, ...]] = {}
    for module in iter_modules(__path__):
        for entry in import_module(f"{__name__}.{module.name}").CONSTRUCTIONS:
            found[entry.name] = (*found.get(entry.name, ()), entry)
    return found


def construction(name: str, depth: int) -> Construction:
    """Return the variant of the construction ``name`` for L = ``depth``.

    Raises
    ------
    InvalidInputError
        If the name is unknown, names a block sum, or the construction has no variant of that depth.

    Examples
    --------
    >>> construction("srg", 4).width
    r
    """
    variants = [entry for entry in registry().get(name, ()) if isinstance(entry, Construction)]
    if not variants:
        known = ", ".join(key for key, found in registry().items() if isinstance(found[0], Construction))
        raise InvalidInputError(f"construction {name!r} given; known are: {known}")
    for entry in variants:
        if entry.admits_depth(depth):
            return entry
    raise InvalidInputError(f"L = {depth} given; the {name} construction needs an integer L >= 2")
