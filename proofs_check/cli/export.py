"""``dnc export``: the development in another system's language."""

from __future__ import annotations

from pathlib import Path

from proofs_check.coq.export import NAMESPACE, write


def run(folder: Path) -> None:
    """Write the Coq development to ``folder`` and say how to compile it."""
    written = write(folder)
    print(f"{len(written)} files written to {folder}")
    print(
        f"compile with: cd {folder} && for f in $(grep '[.]v$' _CoqProject); do coqc -Q . {NAMESPACE} $f; done"
    )
