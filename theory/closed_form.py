"""The whole derivation for one construction, from the objective to its closed form (``dnc derive``)."""

from __future__ import annotations

import sympy as sp

from theory import facts
from theory.construction import BlockSum, Construction
from theory.derivation import Derivation, Step
from theory.loss import kappa_curve, uniform_case, uniform_loss
from theory.objective import reduction
from theory.obligations import Identity
from theory.symbols import C_hat, K, L, Lam, q


def derive(construction: Construction | BlockSum, uniform: Derivation | None = None) -> Derivation:
    """Steps from the objective to the closed form of a construction or block sum.

    Parameters
    ----------
    construction : Construction or BlockSum
        What to derive it for.
    uniform : Derivation, optional
        The case of equal outputs, by default :func:`theory.loss.uniform_case`; block sums do not need it.

    Examples
    --------
    >>> from theory.constructions.srg import SRG
    >>> derive(SRG).is_established()
    True
    """
    closed = (
        _block_sum_steps(construction)
        if isinstance(construction, BlockSum)
        else _steps(construction, uniform or uniform_case())
    )
    return Derivation(construction.name, construction.title, reduction().steps + closed)


def _steps(construction: Construction, uniform: Derivation) -> tuple[Step, ...]:
    product, loss = kappa_curve(construction)
    return (
        _shapes(construction),
        _spectrum(construction),
        Step(
            "Its κ-curve",
            (sp.Eq(Lam, product), sp.Eq(sp.Symbol("F"), loss)),
            "shape cost and spectrum are put into the general curve",
        ),
        _uniform_bound(construction),
        *uniform.steps,
    )


def _shapes(construction: Construction) -> Step:
    counts = sp.Add(*(layer.count for layer in construction.layer_costs))
    low, high = construction.depths
    shapes = "; ".join(f"{c.factor}: {c.shape}, squared norm {c.cost}" for c in construction.layer_costs)
    balanced = "balanced" in shapes
    return Step(
        "Its shapes",
        sp.Eq(sp.Symbol("c"), construction.shape_cost),
        shapes + ("; balanced factors cost the nuclear norm each" if balanced else ""),
        obligations=(Identity(counts, low if low == high else L, "L factors before W_L"),),
        facts=(facts.BALANCED_FACTORS,) if balanced else (),
    )


def _spectrum(construction: Construction) -> Step:
    spaces = list(enumerate(construction.spectrum, 1))
    multiplicities = sp.Add(*(space.multiplicity for _, space in spaces))
    return Step(
        "Its spectrum",
        (
            *(sp.Eq(sp.Symbol(f"s_{j}"), space.singular_value) for j, space in spaces),
            *(sp.Eq(sp.Symbol(f"m_{j}"), space.multiplicity) for j, space in spaces),
        ),
        "singular values of σ(M_L) with multiplicities; for SRG statement S3 derives them from the graph",
        obligations=(Identity(multiplicities, construction.classes, "multiplicities sum to K"),),
    )


def _uniform_bound(construction: Construction) -> Step:
    constant = sp.Symbol("C", positive=True)
    return Step(
        "Its bound with one output q",
        sp.Eq(C_hat, construction.cost_root),
        "at q_i = q the cost constant is c Σ m_i/s_i²; this is exact where all s_i are equal and an upper bound otherwise",
        obligations=(
            Identity(
                (Lam * constant * q**2) ** (1 / (L + 1)),
                (C_hat * q ** (2 / (L + 1))).subs(C_hat, (Lam * constant) ** (1 / (L + 1))),
                "geometric mean at q_i = q",
            ),
        ),
    )


def _block_sum_steps(block_sum: BlockSum) -> tuple[Step, ...]:
    total = block_sum.classes
    x, b, C = sp.symbols("q_b K_b C_b", positive=True)
    index = sp.Symbol("b", integer=True)
    block_loss = b * (1 - x) ** 2 / (2 * K) + (L + 1) / 2 * C ** (1 / (L + 1)) * x ** (2 / (L + 1))
    share = b / K * uniform_loss(x, K / b * C ** (1 / (L + 1)))
    separate = Step(
        "Blocks separate",
        sp.Eq(sp.Symbol("F"), sp.Sum(sp.IndexedBase("F")[index], (index, 1, len(block_sum.blocks)))),
        "with block-diagonal layers the fit and every penalty is a sum over blocks; each block keeps its own scales",
        obligations=(
            Identity(
                block_loss, share, "a block is K_b/K times a uniform loss with Ĉ_b = (K/K_b) C_b^(1/(L+1))"
            ),
        ),
    )
    blocks = tuple(
        step for j, block in enumerate(block_sum.blocks, 1) for step in _block_steps(j, block, total)
    )
    return (separate, *blocks)


def _block_steps(number: int, block: Construction, total: sp.Expr) -> tuple[Step, ...]:
    product, loss = kappa_curve(block, total)
    curve = Step(
        f"Block {number}: {block.name}",
        (sp.Eq(Lam, product), sp.Eq(sp.Symbol(f"F_{number}"), loss)),
        "the κ-curve of the block, with the total number of classes K in place of its own; a block without classes"
        " costs nothing",
    )
    return (_shapes(block), _spectrum(block), curve)
