"""The first page: verdicts, the dependency graph, the list of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from proofs_check.report.graph import NARROW, WIDE, drawing
from proofs_check.report.look import FORMS, VERDICTS
from proofs_check.report.page import Inputs, Page


def pages(inputs: Inputs) -> Iterator[Page]:
    """The one page."""
    standings = inputs.standings
    counts = Counter(standing.verdict for standing in standings.values())
    yield Page(
        "index.html",
        "overview.html",
        "Verification of deep neural collapse and its rivals",
        {
            "counts": [(VERDICTS[verdict], counts[verdict]) for verdict in VERDICTS if counts[verdict]],
            "stale": [standing.id for standing in inputs.in_order if standing.stale],
            "drawings": {"wide": drawing(standings, WIDE), "narrow": drawing(standings, NARROW)},
            "standings": inputs.in_order,
            "forms": FORMS.values(),
        },
        label="Overview",
    )
