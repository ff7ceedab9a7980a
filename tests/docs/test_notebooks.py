"""The notebooks as they are stored; ``make notebooks`` runs them."""

import importlib.util
import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LARGEST = 150_000
"""Bytes of a notebook with its pictures."""


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 3


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_as_run(path):
    text = path.read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    outputs = [output for cell in code for output in cell["outputs"]]
    assert len(text) < LARGEST
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1)), (
        "run from top to bottom"
    )
    assert not any(output["output_type"] == "error" or output.get("name") == "stderr" for output in outputs)
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 1
    assert "/home/" not in text
    assert cells[0]["source"][0].startswith("# ")


@pytest.fixture
def execute():
    pytest.importorskip("nbclient")
    spec = importlib.util.spec_from_file_location("execute", FOLDER / "execute.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def notebook(*sources, tags=()):
    import nbformat.v4 as v4

    cells = [v4.new_code_cell(source) for source in sources]
    cells[0].metadata["tags"] = list(tags)
    return v4.new_notebook(cells=cells)


@pytest.mark.slow
def test_other_output_is_noticed(execute, tmp_path, capsys):
    import nbformat

    path = tmp_path / "some.ipynb"
    nbformat.write(execute.execute(notebook("x = 1 + 1\nprint(x)", "x")), path)
    assert execute.main([str(path)]) == 0
    stored = nbformat.read(path, as_version=4)
    stored.cells[0].source = "x = 3\nprint(x)"
    nbformat.write(stored, path)
    assert execute.main([str(path)]) == 1
    assert "+3" in capsys.readouterr().out


def test_cells_that_vary_are_not_compared(execute):
    import nbformat.v4 as v4

    old, new = notebook("x", "y", tags=["varies"]), notebook("x", "y", tags=["varies"])
    new.cells[0].outputs = [v4.new_output("stream", text="1")]
    assert not execute.compare(old, new)
    new.cells[1].outputs = [v4.new_output("stream", text="1")]
    assert len(execute.compare(old, new)) == 1


@pytest.mark.slow
def test_a_failing_cell_is_an_error(execute, tmp_path, capsys):
    import nbformat

    path = tmp_path / "some.ipynb"
    nbformat.write(notebook("1 / 0"), path)
    assert execute.main([str(path)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
