"""Explicit networks against closed forms: the numeric leg that S2, S4 and S6 share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from random import Random
from statistics import geometric_mean

from proofs_check.legs import check_instances
from proofs_check.statement import LegResult

TOLERANCE = 1e-12
"""Relative difference that rounding explains: sums of up to 10⁴ products, condition numbers near 1."""


@dataclass(frozen=True)
class Model:
    """Blocks of a construction with all parameters of the L-DUFM."""

    blocks: tuple[tuple[str, int], ...]
    n: int
    lambda_H: float
    lambdas: tuple[float, ...]
    extra_width: int

    @property
    def L(self) -> int:
        """Depth."""
        return len(self.lambdas)


def random_models(family: str, count: int, seed: int = 1) -> Iterator[Model]:
    """Random parameters, λ's all different, at up to 0.7 times DNC's zero threshold.

    Parameters
    ----------
    family : str
        ``"dnc"``, ``"srg"`` or ``"srg+dnc"``.
    count, seed : int
        How many, and which.
    """
    random = Random(seed)
    for _ in range(count):
        depth = random.randint(2 if family != "srg+dnc" else 3, 7)
        blocks = {
            "dnc": (("dnc", random.randint(2, 12)),),
            "srg": (("srg", random.randint(4, 8)),),
            "srg+dnc": (("srg", random.randint(4, 6)), ("dnc", random.randint(1, 6))),
        }[family]
        classes = sum(value if name == "dnc" else value * (value - 1) // 2 for name, value in blocks)
        n = random.randint(1, 3)
        spread = [random.uniform(0.3, 3.0) for _ in range(depth + 1)]
        threshold = ((depth - 1) / depth) ** ((depth - 1) / (depth + 1)) / depth / classes
        scale = random.uniform(0.02, 0.7) * threshold / geometric_mean(spread)
        yield Model(
            blocks, n, scale * spread[0] / n, tuple(scale * x for x in spread[1:]), random.randint(0, 3)
        )


def closed_form_gap(models: Iterator[Model]) -> LegResult:
    """Whether the objective on the explicit matrices equals the closed form, for every model worth having.

    Where the zero solution wins both are ½ and nothing would be checked.
    """
    checked = [(model, *_both_values(model)) for model in models]
    worst = max((abs(a - b) / b for _, a, b in checked), default=0.0)
    return check_instances(
        checked,
        lambda item: isfinite(item[2]) and abs(item[1] - item[2]) <= TOLERANCE * item[2],
        lambda item: {"model": str(item[0]), "matrices": item[1], "closed form": item[2]},
        hypotheses=lambda item: item[2] != 0.5,
        what=f"networks: objective of H_1, W_1..W_L = closed form, relative difference at most {worst:.0e}",
    )


def _both_values(model: Model) -> tuple[float, float]:
    from numerics.losses import log_product
    from numerics.solution import Block, build

    blocks = [Block(name, value) for name, value in model.blocks]
    solution = build(blocks, lambda_H=model.lambda_H, lambdas=model.lambdas, n=model.n)
    wide = build(
        blocks,
        lambda_H=model.lambda_H,
        lambdas=model.lambdas,
        n=model.n,
        widths=[width + model.extra_width for width in solution.widths],
    )
    product = log_product(model.n, model.lambda_H, model.lambdas)
    return wide.objective(model.lambda_H, model.lambdas).total, _closed_form(model.blocks, model.L, product)


def _closed_form(blocks: Sequence[tuple[str, int]], depth: int, product: float) -> float:
    from numerics.losses import dnc_loss, loss_of, srg_loss
    from theory.constructions.blocks import SRG_PLUS_DNC

    if len(blocks) == 1:
        ((name, value),) = blocks
        return float((dnc_loss if name == "dnc" else srg_loss)(value, depth, product).loss)
    (_, r), (_, rest) = blocks
    return float(loss_of(SRG_PLUS_DNC, {"r": r, "K": r * (r - 1) // 2 + rest}, depth, product).loss)
