"""``dnc phase``: which solution is the best at which λ, with proof."""

from __future__ import annotations

from pathlib import Path

from proofs_check import phases
from proofs_check.cli import EXIT_OK, EXIT_UNDECIDED
from proofs_check.cli.table import integers
from proofs_check.files import figure_files, require_writable, write_text


def run(r: str, depths: str, among: str, fmt: str, *, output: Path | None, figure: Path | None) -> int:
    """Print the diagrams or write them to ``output``; draw them to files that begin with ``figure``."""
    from numerics.phase.candidates import Field

    require_writable(output, *figure_files(figure))
    found = phases.diagrams(integers("r", r), integers("L", depths), Field(among))
    if output is not None:
        write_text(output, phases.TEXT_FORMATS[fmt](found))
    if figure is not None:
        from proofs_check.figures import phases as picture

        print("→ " + ", ".join(map(str, picture.write(found, figure))))
    if output is None and figure is None:
        print(phases.TEXT_FORMATS[fmt](found), end="")
    return EXIT_OK if all(diagram.decided for diagram in found) else EXIT_UNDECIDED
