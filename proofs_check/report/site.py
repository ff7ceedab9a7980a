"""Writes the report: all pages and files in a folder of their own, which takes the place of an earlier report."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from proofs_check.report.exports import exports, result_files
from proofs_check.report.look import OUTCOMES, VERDICTS
from proofs_check.report.mathml import to_mathml
from proofs_check.report.page import Inputs, Page, slug, statement_path
from proofs_check.report.pages import modules
from proofs_check.report.prose import to_html
from theory.errors import InvalidInputError

MARKER = ".dnc-report"
"""A file that every report has: a folder without it is not replaced."""

ASSETS = ("style.css", "sort.js", "explorer.js")
LIGHT = 400
"""Letters of evidence up to which it is shown unfolded."""


def require_folder(folder: Path) -> None:
    """Raise InvalidInputError unless ``folder`` is missing, empty or an earlier report.

    Examples
    --------
    >>> require_folder(Path("/proc"))
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: folder /proc given, which holds other files than a report; choose a new or an empty folder
    """
    if folder.exists() and not folder.is_dir():
        raise InvalidInputError(f"folder {folder} given, which is a file; choose a new or an empty folder")
    if folder.is_dir() and not (folder / MARKER).is_file() and any(folder.iterdir()):
        raise InvalidInputError(
            f"folder {folder} given, which holds other files than a report; choose a new or an empty folder"
        )


def write(inputs: Inputs, folder: Path) -> list[str]:
    """Write the report, and return the paths within it.

    It is written beside ``folder`` and takes its place when it is whole.
    """
    require_folder(folder)
    folder = folder.resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as temporary:
        new = Path(temporary) / "new"
        new.mkdir()
        written = []
        for path, content in contents(inputs):
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
            written.append(path)
        if folder.exists():
            folder.rename(Path(temporary) / "old")
        new.rename(folder)
    return written


def contents(inputs: Inputs) -> Iterator[tuple[str, str | bytes]]:
    """Path and content of every file of the report."""
    made = [str(document["made"]) for document in inputs.stored.documents]
    release = version("dnc-verifier")
    pages = [page for module in modules() for page in module.pages(inputs)]
    shared = {
        "menu": [page for page in pages if page.label],
        "version": release,
        "runs": made,
        "result_files": result_files(len(made)),
        "verdicts": VERDICTS,
        "outcomes": OUTCOMES,
    }
    environment = _environment()
    for page in pages:
        yield page.path, _render(environment, page, shared)
        yield from page.files.items()
    for name in ASSETS:
        yield f"assets/{name}", (files("proofs_check.report") / "assets" / name).read_text("utf-8")
    yield from exports(inputs, release, made).items()
    yield MARKER, f"dnc-verifier {release}\n"


def _render(environment: Environment, page: Page, shared: Mapping[str, Any]) -> str:
    root = "../" * page.path.count("/")
    return environment.get_template(page.template).render(
        {**shared, "page": page, "root": root, **page.values}
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("proofs_check.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=to_html, mathml=to_mathml, slug=slug, statement_path=statement_path)
    environment.tests.update(records=_is_records, matrix=_is_matrix, flat=_is_flat)
    environment.filters["aligned"] = aligned
    environment.filters["light"] = lambda value: len(str(value)) <= LIGHT
    return environment


def aligned(matrix: Sequence[Sequence[Any]]) -> str:
    """A matrix as text, columns aligned on the right.

    Examples
    --------
    >>> print(aligned([[1, 10], ["-1/2", 3]]))
       1  10
    -1/2   3
    """
    texts = [[str(entry) for entry in row] for row in matrix]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    return "\n".join(
        "  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in texts
    )


def _is_scalar(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _is_flat(value: Any) -> bool:
    return isinstance(value, Sequence) and all(map(_is_scalar, value))


def _is_matrix(value: Any) -> bool:
    """Rows of scalars, of one length."""
    rows = isinstance(value, list) and value
    return bool(
        rows
        and all(
            isinstance(row, list) and row and _is_flat(row) and len(row) == len(value[0]) for row in value
        )
    )


def _is_records(value: Any) -> bool:
    """Mappings with the same keys."""
    return bool(
        isinstance(value, list)
        and value
        and all(isinstance(row, Mapping) and row and list(row) == list(value[0]) for row in value)
    )
