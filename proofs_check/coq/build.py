"""The development compiled once, by however many processes need parts of it at the same time."""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from proofs_check.coq.compiler import CoqError, Report, compile_module, coq_version
from proofs_check.coq.export import imports, order
from proofs_check.files import write_text


def compile_modules(folder: Path, texts: Mapping[str, str], wanted: Iterable[str]) -> Report:
    """Compile modules and what they import, each of them once in ``folder``.

    Processes that share the folder divide the work among them: each takes the next module that is ready and
    that no other has, and a module that one has refused is refused for all.

    Parameters
    ----------
    folder : Path
        Where compiled modules are kept, in a folder of their own for every content of the texts.
    texts : mapping
        Module to text, as from :func:`proofs_check.coq.export.development`.
    wanted : iterable of str
        Modules.

    Raises
    ------
    CoqError
        If one does not compile.
    """
    here = folder / f"coq-{digest(texts)}"
    here.mkdir(exist_ok=True)
    printed: dict[str, str] = {}
    waiting = order(texts, wanted)
    while waiting:
        ready = [name for name in waiting if not set(imports(texts[name])) & set(waiting)]
        name, output = _next(here, ready, texts)
        printed[name] = output
        waiting.remove(name)
    return Report(printed, coq_version())


def digest(texts: Mapping[str, str]) -> str:
    """A name for the content of the texts.

    Examples
    --------
    >>> digest({"A": "1", "B": "2"}) == digest({"B": "2", "A": "1"}) != digest({"A": "12", "B": ""})
    True
    """
    return hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:16]


def _next(folder: Path, ready: Sequence[str], texts: Mapping[str, str]) -> tuple[str, str]:
    """A module, preferably one that no other process is at, and what Coq printed for it."""
    for name in ready:
        output = _compiled(folder, name, texts[name], fcntl.LOCK_EX | fcntl.LOCK_NB)
        if output is not None:
            return name, output
    return ready[0], _compiled(folder, ready[0], texts[ready[0]], fcntl.LOCK_EX) or ""


def _compiled(folder: Path, name: str, text: str, operation: int) -> str | None:
    """What Coq printed for a module; None if another process is at it and is not to be waited for."""
    with (folder / f"{name}.lock").open("w") as lock:  # the lock ends with the file, or with the process
        try:
            fcntl.flock(lock, operation)
        except BlockingIOError:
            return None
        return _once(folder, name, text)


def _once(folder: Path, name: str, text: str) -> str:
    """What Coq printed for a module when it was compiled, which is now if it was not before."""
    printed, refused = folder / f"{name}.out", folder / f"{name}.refused"
    if refused.exists():
        raise CoqError(refused.read_text(encoding="utf-8"))
    if not printed.exists():
        try:
            output = compile_module(folder, name, text)
        except CoqError as error:
            write_text(refused, str(error))
            raise
        write_text(printed, output)
    return printed.read_text(encoding="utf-8")
