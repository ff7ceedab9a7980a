"""The checker needs nothing but Python, and uses no float."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import proofs_check.checker
from proofs_check.certificates.folder import text
from proofs_check.checker.verdict import IDS

FOLDER = Path(proofs_check.checker.__file__).parent
SOURCES = sorted(FOLDER.rglob("*.py"))
ALLOWED = {
    "__future__", "ast", "collections", "dataclasses", "fractions", "functools", "itertools", "json", "math", "operator",
    "pathlib", "re", "sys", "typing",
}  # fmt: skip
FORBIDDEN = {"eval", "exec", "compile", "__import__", "open", "float", "complex", "import_module", "loads"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_imports_calls_and_constants(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= ALLOWED
        elif isinstance(node, ast.ImportFrom) and not node.level:
            assert (node.module or "").split(".")[0] in ALLOWED
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= len(path.relative_to(FOLDER).parts)  # never above the checker's own folder
        elif isinstance(node, ast.Constant):
            assert not isinstance(node.value, float | complex)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            assert name not in FORBIDDEN or (path.name, name) in {
                ("reading.py", "open"),
                ("reading.py", "loads"),
                ("reading.py", "compile"),
            }


def test_a_copy_of_the_folder_runs_without_any_package(tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "checker", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "c").mkdir()
    for id_ in IDS:
        (tmp_path / "c" / f"{id_}.json").write_text(text(id_), encoding="utf-8")
    command = [sys.executable, "-S", "-E", "-m", "checker", "c"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        env={"PYTHONIOENCODING": "ascii:backslashreplace"},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"{len(IDS)} accepted, 0 rejected".encode()
