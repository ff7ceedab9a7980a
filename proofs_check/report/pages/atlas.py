"""The atlas of the best known solutions: a map, and a page for each cell; only where records exist."""

from __future__ import annotations

from collections.abc import Iterator

from proofs_check.report.page import Inputs, Page


def pages(inputs: Inputs) -> Iterator[Page]:
    """None yet."""
    yield from ()
