"""The claims in a figure's caption as a leg: checked on data computed anew, as few as suffice."""

from __future__ import annotations

from proofs_check.figures.figure import Effort, Size, exclusions, find
from proofs_check.legs import check_instances
from proofs_check.statement import LegResult


def figure_leg(number: int) -> LegResult:
    """Compute the smallest version of a figure and check every claim of its caption on it."""
    figure = find(number)
    data = figure.compute(Effort(Size.CHECK))
    claims = figure.claims(data)
    return check_instances(
        claims.items(),
        lambda claim: claim[1],
        lambda claim: {"claim": claim[0]},
        what=f"claims of figure {number}: {'; '.join(claims)}. {exclusions(data)}",
    )
