"""``dnc families``: who wins for given K, L and λ among all families and their blocks."""

from __future__ import annotations

from pathlib import Path

from proofs_check import families
from proofs_check.cli.table import integers
from proofs_check.files import require_writable, write_text


def run(classes: str, depths: str, lam: str, fmt: str, output: Path | None) -> None:
    """Print the table, or write it to ``output``."""
    if output is not None:
        require_writable(output)
    lams = [part.strip() for part in lam.split(",")]
    found = list(families.rows(integers("K", classes), integers("L", depths), lams))
    text = families.TEXT_FORMATS[fmt](found)
    if output is None:
        print(text, end="")
    else:
        write_text(output, text)
