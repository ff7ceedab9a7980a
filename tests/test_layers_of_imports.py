"""Who may import whom: theory ← numerics ← proofs_check, and nothing heavy before it is needed.

The graph is read from the source, so that an import that runs only on some path is seen too.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OWN = ("theory", "numerics", "proofs_check")
HEAVY = {
    "cvxpy", "dask", "distributed", "flint", "matplotlib", "mpmath", "networkx", "numpy", "pandas", "polars",
    "pyarrow", "scipy", "sympy", "torch", "torchvision",
}  # fmt: skip


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path):
    """Full names of everything a file imports; for ``from a import b`` both a and a.b."""
    package = (
        module_name(path).split(".") if path.name == "__init__.py" else module_name(path).split(".")[:-1]
    )
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            names.add(source)
            names.update(f"{source}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in (
            "import_module",
            "__import__",
        ):
            names.update(
                a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
            )
    return names


def at_import(path):
    """Like :func:`imported`, for statements that run when the module is imported, functions left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept = [node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)]
    top = set()
    for node in kept:
        for inner in ast.walk(node):
            if isinstance(inner, ast.Import):
                top.update(alias.name for alias in inner.names)
            elif isinstance(inner, ast.ImportFrom) and not inner.level:
                top.add(inner.module or "")
    return top


def tops(names):
    return {name.split(".")[0] for name in names if name}


def sources(package):
    return sorted((ROOT / package).rglob("*.py"))


def as_parameters(paths):
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


EVERY = [path for package in OWN for path in sources(package)]


def test_there_is_something_to_look_at():
    assert len(sources("theory")) > 15
    assert {"theory.loss", "theory.obligations"} <= {module_name(path) for path in EVERY}
    assert "theory.symbols" in imported(ROOT / "theory" / "loss.py")


@pytest.mark.parametrize("path", as_parameters(sources("theory")))
def test_theory_needs_sympy_alone(path):
    foreign = tops(imported(path)) - set(sys.stdlib_module_names) - {"sympy", "theory"}
    assert not foreign


@pytest.mark.parametrize("path", as_parameters(sources("numerics")))
def test_numerics_never_looks_up(path):
    assert "proofs_check" not in tops(imported(path))


@pytest.mark.parametrize("path", as_parameters(path for path in EVERY if "checker" in path.parts))
def test_a_checker_stands_alone(path):
    """What checks a certificate shares no code with what writes it."""
    own = {name for name in imported(path) if name.split(".")[0] in OWN}
    home = ".".join(module_name(path).split(".")[: path.relative_to(ROOT).parts.index("checker") + 1])
    assert all(name == home or name.startswith(home + ".") for name in own)


@pytest.mark.parametrize("path", as_parameters(path for path in EVERY if path.name == "__init__.py"))
def test_packages_import_nothing_heavy(path):
    assert not tops(imported(path)) & HEAVY


def test_imports_within_the_project_have_no_cycle():
    """At import time; a function may import what imports it."""
    modules = {module_name(path): path for path in EVERY}
    edges = {name: at_import(path) & set(modules) - {name} for name, path in modules.items()}
    done, active = set(), []

    def visit(name):
        assert name not in active, " → ".join([*active[active.index(name) :], name])
        if name in done:
            return
        active.append(name)
        for target in sorted(edges[name]):
            visit(target)
        active.pop()
        done.add(name)

    for name in modules:
        visit(name)


def loaded_after(code):
    """Heavy packages in ``sys.modules`` of a fresh interpreter after ``code``."""
    script = f"{code}\nimport sys\nprint('LOADED', *sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return done.stdout, set(done.stdout.rsplit("LOADED", 1)[1].split())


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["verify", "--help"], ["derive", "--help"], []])
def test_help_is_light(arguments):
    output, heavy = loaded_after(f"from proofs_check.cli import main\nassert main({arguments!r}) == 0")
    assert "Usage: dnc" in output
    assert not heavy


def test_the_error_type_is_light():
    assert loaded_after("import theory.errors, numerics, proofs_check")[1] == set()


def test_theory_loads_sympy_and_what_sympy_loads():
    theory = loaded_after("import theory.loss, theory.constructions; theory.constructions.registry()")[1]
    assert "sympy" in theory
    assert theory == loaded_after("import sympy")[1]
