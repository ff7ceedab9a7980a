"""``dnc certify``: proofs as documents that need no trust in this program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from proofs_check.certificates.folder import write


def run(ids: Iterable[str], folder: Path) -> None:
    """Write certificates and say how to check them."""
    for path in write(ids, folder):
        print(f"{path}  {path.stat().st_size} bytes", flush=True)
    print(f"check with: dnc check {folder}")
