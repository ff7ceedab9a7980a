"""Content hashes of the code that a statement's legs run, by which a stored result is known to be stale.

What a leg runs is its module and every module of this project that is imported from there, directly or not, in
functions too.  It is read from the source, so that code that some run did not reach counts as well: a result may be
called stale although nothing that matters has changed, never current although something has.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from proofs_check.statement import Statement

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("theory", "numerics", "proofs_check")

Sources = Mapping[str, str]
"""Path of a file within the project to its SHA-256."""


@dataclass(frozen=True)
class _Imports:
    """What one file imports: names of modules, and beginnings of names that are put together when it runs."""

    names: frozenset[str]
    prefixes: frozenset[str]


def sources_of(statement: Statement) -> dict[str, str]:
    """Every file of the project that the legs of a statement depend on, with its hash.

    Examples
    --------
    >>> from proofs_check.statements import registry
    >>> found = sources_of(registry()["S9"])
    >>> "theory/proofs/lower_bound.py" in found, "numerics/dufm/train.py" in found
    (True, False)
    """
    return closure(_module_of(leg.run) for leg in statement.legs)


def combined(sources: Sources) -> str:
    """One hash of many files.

    Examples
    --------
    >>> combined({"a.py": "1", "b.py": "2"}) == combined({"b.py": "2", "a.py": "1"}) != combined({"a.py": "1"})
    True
    """
    lines = "".join(f"{path} {digest}\n" for path, digest in sorted(sources.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def changed(before: Sources, now: Sources) -> list[str]:
    """Files of ``now`` that are new or different since ``before``.

    Examples
    --------
    >>> changed({"a.py": "1", "b.py": "2"}, {"a.py": "1", "b.py": "3", "c.py": "4"})
    ['b.py', 'c.py']
    """
    return sorted(path for path, digest in now.items() if before.get(path) != digest)


def closure(modules: Iterable[str], root: Path = ROOT) -> dict[str, str]:
    """The files of some modules and of everything that they import, with their hashes.

    Packages on the way to a module run too and count; what a package imports by names that are put together counts
    only if the package itself is imported, since that is how registries find their entries.  Files that lie beside
    a module, or there in a folder ``data``, and are no Python, such as theorems for Coq, are its data and count.
    """
    found: set[Path] = set()
    waiting = [name for name in modules if name.split(".")[0] in PACKAGES]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        path = _path(root, name)
        if path is None:  # a class or a function of a module, which is there itself
            continue
        imports = _imports(path, name)
        waiting += [*imports.names, *_matching(root, imports.prefixes)]
        found.update(_data_beside(path), (path,))
        for package in _packages_above(name):
            parent = root.joinpath(*package.split("."), "__init__.py")
            if parent.is_file():
                found.add(parent)
                waiting += _imports(parent, package).names
    return {path.relative_to(root).as_posix(): _digest(path) for path in sorted(found)}


def _module_of(run: Any) -> str:
    while isinstance(run, partial):
        run = run.func
    return str(run.__module__)


def _path(root: Path, name: str) -> Path | None:
    base = root.joinpath(*name.split("."))
    for path in (base.with_name(f"{base.name}.py"), base / "__init__.py"):
        if path.is_file():
            return path
    return None


def _packages_above(name: str) -> Iterator[str]:
    parts = name.split(".")
    return (".".join(parts[:length]) for length in range(1, len(parts)))


def _data_beside(path: Path) -> Iterator[Path]:
    return (
        beside
        for folder in (path.parent, path.parent / "data")
        if folder.is_dir()
        for beside in folder.iterdir()
        if beside.is_file() and beside.suffix not in (".py", ".typed") and not beside.name.startswith(".")
    )


def _matching(root: Path, prefixes: Iterable[str]) -> Iterator[str]:
    """Modules whose names begin with one of ``prefixes``, each a package and the beginning of a name."""
    for prefix in prefixes:
        package, _, beginning = prefix.rpartition(".")
        for path in root.joinpath(*package.split(".")).glob(f"{beginning}*.py"):
            yield f"{package}.{path.stem}"


def _digest(path: Path) -> str:
    return _hashed(path, *_state(path))


def _imports(path: Path, name: str) -> _Imports:
    return _parsed(path, name, *_state(path))


def _state(path: Path) -> tuple[int, int]:
    """What tells a changed file from the one that was read before."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@cache
def _hashed(path: Path, size: int, changed_at: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@cache
def _parsed(path: Path, name: str, size: int, changed_at: int) -> _Imports:
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    names: set[str] = set()
    prefixes: set[str] = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            names.update((source, *(f"{source}.{alias.name}" for alias in node.names)))
        elif isinstance(node, ast.Call) and _called(node) == "import_module" and node.args:
            known, whole = _beginning(node.args[0], name)
            (names if whole else prefixes).add(known)
    own = frozenset(found for found in names if found.split(".")[0] in PACKAGES)
    return _Imports(own, frozenset(found for found in prefixes if found.split(".")[0] in PACKAGES))


def _called(node: ast.Call) -> str:
    return str(getattr(node.func, "attr", getattr(node.func, "id", "")))


def _beginning(argument: ast.expr, name: str) -> tuple[str, bool]:
    """The part of a module's name that is known before the program runs, and whether it is all of it."""
    if isinstance(argument, ast.Constant):
        return str(argument.value), True
    known = ""
    for part in argument.values if isinstance(argument, ast.JoinedStr) else ():
        if isinstance(part, ast.Constant):
            known += str(part.value)
        elif (
            isinstance(part, ast.FormattedValue)
            and isinstance(part.value, ast.Name)
            and part.value.id == "__name__"
        ):
            known += name
        else:
            return known, False
    return known, bool(known)
