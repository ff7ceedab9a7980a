"""The statements S1, S2, …, one file each.

A file in this folder whose name starts with ``s`` and a number joins the registry by defining
``STATEMENT``; nothing else has to be touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from proofs_check.statement import Statement
from theory.errors import InvalidInputError

__all__ = ["registry", "select"]


@cache
def registry() -> dict[str, Statement]:
    """All statements by id, ordered so that every statement comes after those it depends on."""
    modules = [m.name for m in iter_modules(__path__) if re.match(r"s\d+_", m.name)]
    found = [import_module(f"{__name__}.{name}").STATEMENT for name in modules]
    return {statement.id: statement for statement in sort_by_dependency(found)}


def sort_by_dependency(statements: Iterable[Statement]) -> list[Statement]:
    """Order statements after their dependencies, otherwise by number.

    Raises
    ------
    ValueError
        If dependencies are unknown or circular, or an id occurs twice.
    """
    statements = sorted(statements, key=lambda s: int(s.id[1:]))
    waiting = {statement.id: statement for statement in statements}
    if len(waiting) < len(statements):
        raise ValueError(f"an id occurs twice among {', '.join(s.id for s in statements)}")
    ordered: dict[str, Statement] = {}
    while waiting:
        ready = [s for s in waiting.values() if all(d in ordered for d in s.depends_on)]
        if not ready:
            raise ValueError(f"unknown or circular dependencies among {', '.join(waiting)}")
        ordered[ready[0].id] = waiting.pop(ready[0].id)
    return list(ordered.values())


def select(ids: Iterable[str], *, with_dependencies: bool = False) -> list[Statement]:
    """Find statements by id, in dependency order.

    Parameters
    ----------
    ids : iterable of str
        Ids in any case; none selects every statement.
    with_dependencies : bool
        Whether to add what they depend on, directly or not.

    Raises
    ------
    InvalidInputError
        For an unknown id.

    Examples
    --------
    >>> [statement.id for statement in select(["s2"], with_dependencies=True)]
    ['S1', 'S2']
    """
    known = registry()
    wanted = [i.upper() for i in ids] or list(known)
    for given in wanted:
        if given not in known:
            raise InvalidInputError(
                f"statement {given!r} given; known are: {', '.join(sorted(known, key=_number))}"
            )
    if with_dependencies:
        for given in wanted:
            wanted.extend(i for i in known[given].depends_on if i not in wanted)
    return [statement for i, statement in known.items() if i in wanted]


def _number(statement_id: str) -> int:
    return int(statement_id[1:])
