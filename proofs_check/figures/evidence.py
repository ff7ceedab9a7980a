"""The claims in a figure's caption as a leg: checked on data computed anew, as few as suffice."""

from __future__ import annotations

from proofs_check.figures.figure import Effort, FigureOfPaper, Size, exclusions, find
from proofs_check.legs import check_instances
from proofs_check.statement import LegResult


def figure_leg(number: int) -> LegResult:
    """Compute the smallest version of a figure and check every claim of its caption on it."""
    return claims_leg(find(number), f"claims of figure {number}")


def claims_leg(figure: FigureOfPaper, what: str) -> LegResult:
    """The same for a figure without a number of its own; ``what`` names its claims in the summary."""
    data = figure.compute(Effort(Size.CHECK))
    claims = figure.claims(data)
    return check_instances(
        claims.items(),
        lambda claim: claim[1],
        lambda claim: {"claim": claim[0]},
        what=f"{what}: {'; '.join(claims)}. {exclusions(data)}",
        evidence={"claims": claims, "runs": exclusions(data)},
    )
