"""The figures with the data that they are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from proofs_check.report.page import Inputs, Page
from theory.errors import InvalidInputError

IMAGES = (".svg", ".png")
"""Endings of pictures, the preferred one first."""

LARGEST_SVG = 1_000_000
"""Bytes from which on the PNG is shown instead."""


@dataclass(frozen=True)
class Figure:
    """Files of one figure: name, picture to show, caption, all files in the site."""

    name: str
    picture: str
    caption: str
    files: tuple[str, ...]


def pages(inputs: Inputs) -> Iterator[Page]:
    """The page, with the figures of a folder, or with those that are made in a moment."""
    if inputs.figures is not None:
        found = read(inputs.figures)
        if not found:
            raise InvalidInputError(
                f"folder {inputs.figures} given, in which there is no figure; make some with 'dnc figure -o"
                f" {inputs.figures}'"
            )
        yield _page(inputs.figures, found, made=False)
    elif find_spec("matplotlib") is None:
        yield Page("figures.html", "figures.html", "Figures", {"figures": [], "made": True}, "Figures")
    else:
        with TemporaryDirectory() as temporary:
            _make(Path(temporary))
            yield _page(Path(temporary), read(Path(temporary)), made=True)


def read(folder: Path) -> list[list[Path]]:
    """The files of each figure in a folder: those with one stem, if a picture is among them.

    Raises
    ------
    InvalidInputError
        If there is no such folder.
    """
    if not folder.is_dir():
        raise InvalidInputError(
            f"folder {folder} given for figures; there is none; make it with 'dnc figure'"
        )
    groups: dict[str, list[Path]] = {}
    for file in sorted(folder.iterdir()):
        if file.is_file() and file.suffix in (*IMAGES, ".csv", ".txt"):
            groups.setdefault(file.stem, []).append(file)
    return [files for files in groups.values() if any(file.suffix in IMAGES for file in files)]


def _page(folder: Path, found: list[list[Path]], *, made: bool) -> Page:
    return Page(
        "figures.html",
        "figures.html",
        "Figures",
        {"figures": [_figure(files) for files in found], "made": made},
        "Figures",
        files={f"figures/{file.name}": file.read_bytes() for files in found for file in files},
    )


def _figure(files: list[Path]) -> Figure:
    by_suffix = {file.suffix: file for file in files}
    pictures = [by_suffix[suffix] for suffix in IMAGES if suffix in by_suffix]
    light = [file for file in pictures if file.suffix != ".svg" or file.stat().st_size < LARGEST_SVG]
    caption = by_suffix.get(".txt")
    return Figure(
        name=files[0].stem,
        picture=(light or pictures)[0].name,
        caption=caption.read_text("utf-8", errors="replace").strip() if caption else "",
        files=tuple(file.name for file in files),
    )


def _make(folder: Path) -> None:
    """The figures that need no training: the matrices of the two solutions, and the phase diagram."""
    from proofs_check.figures import phases as picture
    from proofs_check.figures.figure import Effort, find, write
    from proofs_check.report.pages.phases import diagrams

    matrices = find(1)
    write(matrices, matrices.compute(Effort()), folder / "figure1")
    picture.write(diagrams(), folder / "phases")
