"""Run the notebooks in fresh kernels and compare what they print with what is stored in them.

    python notebooks/execute.py [--write] [NOTEBOOK …]

A cell tagged ``varies`` (training, whose last digits depend on the machine) must run; its output is not compared.
``--write`` stores the new outputs instead.  Exit status 1 if an output differs or a cell fails.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent
VARIES = "varies"


def main(arguments: Sequence[str] | None = None) -> int:
    """Execute, then compare or write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="store the new outputs")
    parser.add_argument("notebooks", nargs="*", type=Path, help="all if none is given")
    given = parser.parse_args(arguments)
    problems = 0
    for path in given.notebooks or sorted(FOLDER.glob("*.ipynb")):
        started = time.monotonic()
        stored = nbformat.read(path, as_version=4)
        try:
            found = execute(stored)
        except CellExecutionError as error:
            print(f"{path.name}: a cell fails\n{error}", file=sys.stderr)
            problems += 1
            continue
        differences = [] if given.write else compare(stored, found)
        if given.write:
            nbformat.write(found, path)
        print(f"{path.name}: {'; '.join(differences) or 'as stored'} ({time.monotonic() - started:.0f} s)")
        problems += bool(differences)
    return int(problems > 0)


def execute(notebook: NotebookNode) -> NotebookNode:
    """A copy with fresh outputs, and nothing in it that changes from run to run."""
    fresh = nbformat.from_dict(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    NotebookClient(
        fresh,
        timeout=180,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs = joined(cell.outputs)
    fresh.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return fresh


def joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What is printed comes in pieces that depend on the moment; here it is one output."""
    whole: list[NotebookNode] = []
    for output in outputs:
        if output.output_type == "stream" and whole and whole[-1].output_type == "stream":
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


def compare(stored: NotebookNode, found: NotebookNode) -> list[str]:
    """What differs, one entry a cell; pictures count by their number."""
    differences = []
    for number, (old, new) in enumerate(zip(stored.cells, found.cells, strict=True), start=1):
        if old.cell_type != "code" or VARIES in old.metadata.get("tags", []):
            continue
        before, after = printed(old), printed(new)
        if before != after:
            lines = difflib.unified_diff(
                before.splitlines(), after.splitlines(), "stored", "found", lineterm=""
            )
            differences.append(f"cell {number} prints something else:\n" + "\n".join(lines) + "\n")
    return differences


def printed(cell: NotebookNode) -> str:
    """The text that a cell shows; pictures are marked."""
    parts = []
    for output in cell.outputs:
        data = output.get("data", {})
        parts.append("[picture]" if "image/png" in data else output.get("text", data.get("text/plain", "")))
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
