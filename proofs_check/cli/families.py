"""``dnc families``: who wins for given K, L and λ among all families and their blocks."""

from __future__ import annotations

from pathlib import Path

from proofs_check import families
from proofs_check.cli.table import integers
from proofs_check.files import require_writable, write_text


def run(classes: str, depths: str, lam: str, fmt: str, output: Path | None) -> None:
    """Print the table, or write it to ``output``."""
    require_writable(output)
    lams = [part.strip() for part in lam.split(",")]
    found = list(families.rows(integers("K", classes), integers("L", depths), lams))
    _show(families.TEXT_FORMATS[fmt](found), output)


def certify(fmt: str, output: Path | None) -> int:
    """Check the shipped records of last layers, and print or write the table of them; 3 if one proves too little."""
    from proofs_check import last_layers
    from proofs_check.cli import EXIT_OK, EXIT_UNDECIDED

    require_writable(output)
    found = list(last_layers.rows())
    _show(last_layers.TEXT_FORMATS[fmt](found), output)
    return EXIT_OK if all(row.proved for row in found) else EXIT_UNDECIDED


def _show(text: str, output: Path | None) -> None:
    if output is None:
        print(text, end="")
    else:
        write_text(output, text)
