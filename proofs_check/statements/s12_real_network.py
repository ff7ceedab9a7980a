"""S12: a real network on real images ends below the DNC loss, at low rank, with DNC1."""

from __future__ import annotations

from proofs_check.statement import Leg, LegKind, LegResult, Statement


def _digits() -> LegResult:
    from proofs_check.figures.evidence import claims_leg
    from proofs_check.figures.figure2_real import FIGURE

    return claims_leg(FIGURE, "claims about an MLP trained on digits")


STATEMENT = Statement(
    id="S12",
    title="A real network on ten classes ends below DNC, at low rank, with DNC1",
    claim="A backbone with a 4-layer head, trained by SGD under DUFM-like regularisation on ten balanced classes, ends below"
    " the DNC loss for the same λ's and n; M_2, …, M_4 of its head have a rank below 10, and the DNC1 metric of every"
    " layer of the head falls by a factor of 100 or more.",
    hypotheses=(
        "scikit-learn's digits, n = 139 training images per class, MLP backbone that ends without a ReLU",
        "λ_1 = … = λ_4 = 0.005, n λ_{H1} = 0.025 as in the paper; width 64; initial scale 0.8",
    ),
    source="Paper, figure 2 bottom (ResNet20 on CIFAR-10); MATH.md S12, §5",
    legs=(Leg(LegKind.EMPIRICAL, "digits", _digits, time_limit=300),),
    remarks=(
        "The leg trains one seed for a third of the epochs; 'dnc figure 2 --real' trains five in full.",
        "SRG itself is not found: runs end 2 to 3 % above its loss with ranks 4 or 5, as freely trained DUFMs with these λ's do.",
        "The initial scale decides: at 0.6 classes are given up, at 1.0 the ranks are 7 and 8, at 1.2 runs end next to DNC, one of"
        " three above it; docs/real-networks.md.",
        "ResNet20 on CIFAR-10, the paper's own setting, needs the data set and a GPU and was not run.",
    ),
)
