"""The development compiled once for all tests that need it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs_check.coq.build import compile_modules, digest
from proofs_check.coq.compiler import Report, compile_module
from proofs_check.coq.export import development, imports


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """Folder with all compiled modules, and what Coq printed."""
    if shutil.which("coqc") is None:
        pytest.skip("coqc is not installed, and only Coq can say what compiles")
    folder = tmp_path_factory.mktemp("coq")
    texts = development()
    report = compile_modules(folder, texts, texts)
    return folder / f"coq-{digest(texts)}", report


@pytest.fixture
def recompile(compiled: tuple[Path, Report], tmp_path: Path) -> Callable[[str, str, str], None]:
    """Replace some text of a module, and compile it again with everything that rests on it."""

    def run(module: str, old: str, new: str) -> None:
        texts = development()
        assert old in texts[module], f"{old!r} does not occur in {module}.v"
        texts[module] = texts[module].replace(old, new, 1)
        shutil.copytree(compiled[0], tmp_path, dirs_exist_ok=True)
        changed = {module}
        for name, text in texts.items():  # in the order of compilation
            if changed & {name, *imports(text)}:
                changed.add(name)
                compile_module(tmp_path, name, text)

    return run
