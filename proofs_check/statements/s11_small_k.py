"""S11: trained solutions better than DNC where the paper has no theorem."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from numerics.exact import ExactArray
from proofs_check.legs import check_instances
from proofs_check.statement import Leg, LegKind, LegResult, Statement

if TYPE_CHECKING:
    from numerics.solution import Solution

BITS = 40
"""The weights found are rounded to multiples of 2^-BITS before they are evaluated."""


@dataclass(frozen=True)
class Case:
    """A point (K, L, λ), and a training that is just long enough to get below DNC there."""

    K: int
    L: int
    lam: Fraction
    width: int
    starts: int
    steps: int
    scale: float

    def train(self) -> Solution:
        """The best of the starts, as gradient descent left it."""
        from numerics.dufm.problem import Problem, Settings
        from numerics.dufm.train import train
        from numerics.solution import Solution

        problem = Problem.uniform(self.K, self.L, float(self.lam), widths=self.width)
        settings = Settings(
            seeds=range(self.starts),
            scale=self.scale,
            max_steps=self.steps,
            polish=False,
            device="cpu",
            workers=1,
        )
        batch = train(problem, settings)
        first, *weights = (factor[batch.loss.argmin()] for factor in batch.factors)
        return Solution(first, tuple(weights))


CASES = (
    *(Case(K, 4, Fraction("0.004"), width=6, starts=16, steps=8000, scale=0.6) for K in (3, 4, 5)),
    Case(15, 7, Fraction("0.002"), width=30, starts=2, steps=4000, scale=1.0),
)


@dataclass(frozen=True)
class Witness:
    """A network found at a point, its weights rounded, and its loss."""

    case: Case
    H1: ExactArray
    weights: tuple[ExactArray, ...]
    loss: Fraction

    @classmethod
    def find(cls, case: Case) -> Witness:
        """Train, round and evaluate exactly."""
        from numerics.solution import exact_objective

        H1, weights = case.train().rationalised(BITS)
        return cls(case, H1, weights, exact_objective(H1, weights, case.lam, (case.lam,) * case.L))

    def below_dnc(self) -> bool | None:
        """Whether the loss is less than L_DNC, which is known as a ball around the true value."""
        from numerics.enclosure import enclose_dnc
        from numerics.rationals import to_ball

        loss, dnc = to_ball(self.loss), enclose_dnc(self.case.K, self.case.L, self.case.lam).loss
        return True if loss < dnc else (False if loss >= dnc else None)

    def describe(self) -> dict[str, object]:
        """Point and loss."""
        return {"K": self.case.K, "L": self.case.L, "λ": str(self.case.lam), "loss": float(self.loss)}

    def matrices(self) -> dict[str, object]:
        """The weights themselves: numerators over 2^BITS."""
        names = ("H_1", *(f"W_{layer}" for layer in range(1, self.case.L + 1)))
        return {
            **self.describe(),
            "denominator": 2**BITS,
            **{
                name: [[int(entry * 2**BITS) for entry in row] for row in matrix]
                for name, matrix in zip(names, (self.H1, *self.weights), strict=True)
            },
        }


def _rigorous() -> LegResult:
    witnesses = [Witness.find(case) for case in CASES]
    shown = ", ".join(f"K = {one.case.K}: {float(one.loss):.7f}" for one in witnesses)
    return check_instances(
        witnesses,
        Witness.below_dnc,
        Witness.describe,
        what=f"trained networks with rational weights, loss exact and below the enclosed L_DNC ({shown})",
        evidence={"networks": [one.matrices() for one in witnesses]},
    )


def _figure5() -> LegResult:
    from proofs_check.figures.evidence import figure_leg

    return figure_leg(5)


def _figure6() -> LegResult:
    from proofs_check.figures.evidence import figure_leg

    return figure_leg(6)


STATEMENT = Statement(
    id="S11",
    title="Trained solutions beat DNC at K = 3, 4, 5 (L = 4) and at K = 15 (L = 7)",
    claim="There are networks with strictly less loss than DNC for K = 3, 4, 5 at L = 4, all λ's 0.004, and for K = 15 at L = 7,"
    " all λ's 0.002. Those that gradient descent finds have class means of lower rank than DNC, and for K = 3, 4, 5 less"
    " regularisation.",
    hypotheses=("n = 1, all λ's equal",),
    source="Súkeník, Lampert, Mondelli (2024), figures 5 and 6; MATH.md S11; no theorem is claimed",
    legs=(
        Leg(LegKind.RIGOROUS, "trained networks", _rigorous),
        Leg(LegKind.EMPIRICAL, "figure 5", _figure5, time_limit=120),
        Leg(LegKind.EMPIRICAL, "figure 6", _figure6, time_limit=120),
    ),
    depends_on=("S2",),
    remarks=(
        "The rigorous leg proves that DNC is not optimal at these four points: how the weights were found does not"
        " matter to it.",
    ),
)
