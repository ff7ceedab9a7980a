"""``dnc atlas``: build, show and export the atlas of the best known solutions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from proofs_check.cli import EXIT_OK
from theory.errors import InvalidInputError

LARGEST_K, LARGEST_L = 99, 9
"""What the names of the records have room for."""


def build(
    K: str, depths: str, lambdas: str | None, folder: Path, *, starts: int, minutes: float, jobs: int
) -> int:
    """Build or improve an atlas; interrupted, it goes on where it stopped."""
    from numerics.atlas.build import Progress
    from numerics.atlas.build import build as build_atlas
    from numerics.atlas.grid import cells
    from proofs_check.cli.console import output_console
    from proofs_check.cli.table import integers

    Ks, Ls = integers("K", K), integers("L", depths)
    if not (min(Ks) >= 2 and max(Ks) <= LARGEST_K and min(Ls) >= 2 and max(Ls) <= LARGEST_L):
        raise InvalidInputError(
            f"K = {K}, L = {depths} given; an atlas has K from 2 to {LARGEST_K} and L from 2 to {LARGEST_L}"
        )
    if not minutes > 0:
        raise InvalidInputError(f"minutes = {minutes} given; they must be positive")
    console = output_console()

    def say(progress: Progress) -> None:
        for cell in progress.improved:
            console.print(f"{progress.seconds:7.0f} s  {cell.name}: improved", markup=False, highlight=False)

    wanted = cells(Ks, Ls, None if lambdas is None else rationals(lambdas))
    atlas = build_atlas(folder, wanted, starts, minutes, jobs, say)
    for line in atlas.rejected:
        console.print(f"left out: {line}", markup=False, highlight=False, soft_wrap=True)
    done = sum(atlas.entries[cell].starts >= starts for cell in wanted)
    console.print(
        f"{len(atlas.entries)} cells, {len(atlas.records)} records in {folder}; {done} of {len(wanted)} cells have"
        f" {starts} starts",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return EXIT_OK


def show(K: int, depth: int, lam: str, fmt: str, folder: Path | None) -> int:
    """Print the best that is known at a point."""
    from numerics.atlas.answer import show as best
    from numerics.atlas.store import SHIPPED
    from proofs_check.atlas import describe, to_json

    found = best(K, depth, _one(lam), folder or SHIPPED)
    print({"text": describe, "json": to_json}[fmt](found), end="")
    return EXIT_OK


def explain(K: str, depths: str, lam: str | None, digits: int, fmt: str, folder: Path | None) -> int:
    """Print what the records of some K and L are, exactly."""
    from numerics.atlas.store import SHIPPED
    from proofs_check.cli.table import integers
    from proofs_check.explanations import FORMATS, distinct, explained

    at = None if lam is None else _one(lam)
    found = [
        one
        for classes in integers("K", K)
        for depth in integers("L", depths)
        for one in explained(folder or SHIPPED, classes, depth, at, digits)
    ]
    print(FORMATS[fmt](list(distinct(found))), end="")
    return EXIT_OK


def export(fmt: str, folder: Path | None, output: Path | None, figure: Path | None) -> int:
    """Write every cell as a table, or draw the atlas."""
    import sys

    from numerics.atlas.store import SHIPPED
    from proofs_check import atlas
    from proofs_check.files import figure_files, require_writable, write_text

    if fmt == "parquet" and output is None and figure is None:
        raise InvalidInputError("format parquet given without a file; add --output FILE")
    require_writable(output, *figure_files(figure))
    rows, rejected = atlas.rows(folder or SHIPPED)
    for line in rejected:
        print(f"dnc: left out: {line}", file=sys.stderr)
    if figure is not None:
        from proofs_check.figures import atlas as picture

        print("→ " + ", ".join(map(str, picture.write(rows, figure))))
    if fmt == "parquet" and output is not None:
        atlas.write_parquet(rows, output)
    elif output is not None:
        write_text(output, atlas.TEXT_FORMATS[fmt](rows))
    elif figure is None:
        print(atlas.TEXT_FORMATS[fmt](rows), end="")
    return EXIT_OK


def rationals(text: str) -> Sequence[Fraction]:
    """Read positive numbers, decimals or fractions, separated by commas.

    Raises
    ------
    InvalidInputError
        If one is no number or not positive.

    Examples
    --------
    >>> rationals("0.004,1/300")
    [Fraction(1, 250), Fraction(1, 300)]
    """
    found = []
    for part in text.split(","):
        try:
            if len(part) > 100:
                raise ValueError
            value = Fraction(part.strip())
        except (ValueError, ZeroDivisionError):
            value = Fraction(0)
        if not Fraction(1, 10**9) <= value <= 10**9:
            raise InvalidInputError(
                f"lambda = {part[:40]!r} given; write λ as a decimal such as 0.004 or a fraction such as 1/250,"
                " between 1e-9 and 1e9"
            )
        found.append(value)
    return found


def _one(text: str) -> Fraction:
    """The only one of some numbers."""
    found = rationals(text)
    if len(found) != 1:
        raise InvalidInputError(f"lambda = {text[:40]!r} given; give one λ, such as 0.004")
    return found[0]
