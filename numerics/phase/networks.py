"""Explicit networks of the candidates, and the winner's against all others at a point of its phase."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb, ctx

from numerics.phase.candidates import Candidate, candidates
from numerics.phase.diagram import Phase, PhaseDiagram
from numerics.phase.units import BITS, Unit, constant_unit, dnc_unit, srg_unit
from numerics.rationals import to_ball
from numerics.solution import Block, Solution, build, exact_objective
from theory.errors import InvalidInputError


def network(candidate: Candidate, L: int, lam: Fraction) -> Solution:
    """Matrices H_1, W_1, …, W_L of a candidate at its least loss, all λ's equal and n = 1.

    A block that is better given up is zero.

    Examples
    --------
    >>> from numerics.phase.candidates import Candidate
    >>> solution = network(Candidate(15, (5,)), 2, Fraction(13, 500))
    >>> round(solution.objective(0.026, (0.026, 0.026)).total, 6)
    0.488005
    """
    z = to_ball(lam) * candidate.K
    if candidate.constant:
        return _constant(candidate.K, L, z)
    kappas = [_kappa(srg_unit(s, L).at(z).kappa) for s in candidate.srg]
    blocks = [Block("srg", s) for s in candidate.srg]
    if candidate.dnc:
        blocks.append(Block("dnc", candidate.dnc))
        kappas.append(_kappa(dnc_unit(L).at(z).kappa))
    if candidate.given_up:
        blocks.append(Block("dnc", candidate.given_up))
        kappas.append(np.inf)
    return build(blocks, kappas, lambda_H=float(lam), lambdas=(float(lam),) * L)


def _kappa(ball: arb | None) -> float:
    return np.inf if ball is None else float(ball.mid())


def _constant(K: int, L: int, z: arb) -> Solution:
    """Scalars times ones, all L + 1 penalties equal: the output is q · 11ᵀ/K with q = s^{L+1}."""
    kappa = constant_unit(K, L).at(z).kappa
    q = 0.0 if kappa is None else K / (K + float(kappa.mid()))
    s = q ** (1 / (L + 1))
    ends = np.full((1, K), s / np.sqrt(K))
    return Solution(ends, (*[np.array([[s]])] * (L - 1), ends.T))


@dataclass(frozen=True)
class ExplicitWin:
    """The winner's network at one λ against the least losses of all candidates that do not tie with it.

    Attributes
    ----------
    lam : Fraction
        λ, all equal.
    objective : Fraction
        Of the winner's network with rational entries, in exact arithmetic.
    best_other : arb
        Holds the least loss of the others.
    wins : bool
        Whether the former is certainly less.
    """

    lam: Fraction
    objective: Fraction
    best_other: arb

    @property
    def wins(self) -> bool:
        """Whether the explicit network certainly costs less than anything the others can reach."""
        return bool(to_ball(self.objective) < self.best_other)


def interior(diagram: PhaseDiagram, phase: Phase) -> Fraction:
    """A rational λ in a phase: the middle, or 5/4 of the start of the last one.

    Examples
    --------
    >>> from numerics.phase.diagram import phase_diagram
    >>> diagram = phase_diagram(4, 3)
    >>> float(round(interior(diagram, diagram.phases[0]), 4))
    0.0227
    """
    low = 0.0 if phase.start is None else float(diagram.lam(phase.start).mid())
    middle = 1.25 * low if phase.end is None else (low + float(diagram.lam(phase.end).mid())) / 2
    return Fraction(middle).limit_denominator(10**9)


def explicit_win(diagram: PhaseDiagram, phase: Phase) -> ExplicitWin:
    """Build the winner of a phase other than zero, and compare it with all others.

    Raises
    ------
    InvalidInputError
        If zero wins there, which no other candidate costs more than, or the phase is undecided.

    Examples
    --------
    At L = 3, r = 7 SRG on 15 of the 21 classes wins close to its zero threshold:

    >>> from numerics.phase.diagram import phase_diagram
    >>> diagram = phase_diagram(7, 3)
    >>> phase = diagram.phases[1]
    >>> phase.name, explicit_win(diagram, phase).wins
    ('SRG_6 ⊕ 0_6', True)
    """
    if not phase.best or not phase.winner or not phase.winner.coefficients:
        raise InvalidInputError(
            f"the phase {phase.name!r} given; a network is compared where one gains something; choose another phase"
        )
    lam = interior(diagram, phase)
    H1, weights = network(phase.best[0], diagram.L, lam).rationalised(bits=60)
    objective = exact_objective(H1, weights, lam, (lam,) * diagram.L)
    with ctx.workprec(BITS):
        losses = [least_loss(other, diagram.L, lam) for other in _others(diagram, phase, lam)]
        best_other = min(losses, key=lambda loss: loss.lower())
    return ExplicitWin(lam, objective, best_other)


def least_loss(candidate: Candidate, L: int, lam: Fraction) -> arb:
    """Enclose the least loss of a candidate, all λ's equal and n = 1.

    Examples
    --------
    >>> from numerics.phase.candidates import Candidate
    >>> least_loss(Candidate(10, (5,)), 4, Fraction("0.004")).str(10)
    '[0.08091133220 +/- 6.33e-13]'
    """
    with ctx.workprec(BITS):
        z = to_ball(lam) * candidate.K
        gain = sum((count * unit.at(z).gain for unit, count in candidate.gain(L).items()), arb(0))
        return (arb(candidate.K) / 2 - gain) / candidate.K


def _others(diagram: PhaseDiagram, phase: Phase, lam: Fraction) -> Iterator[Candidate]:
    """Candidates that do not come down to the winner, with blocks that are better given up left out."""
    z = to_ball(lam) * diagram.K

    def kept(candidate: Candidate) -> dict[Unit, int]:
        gain = candidate.gain(diagram.L)
        return {unit: count for unit, count in gain.items() if unit.at(z).gain != 0}

    winning = kept(phase.best[0])
    for candidate in candidates(diagram.r, diagram.field):
        if kept(candidate) != winning:
            yield candidate
