"""False and vacuous claims: none of them may come out proved or verified."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import comb
from typing import Any

import pytest
import sympy as sp
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from numerics.enclosure import compare, enclose_dnc, enclose_loss, enclose_srg
from numerics.exact import rank
from numerics.graphs import kneser_graph, strongly_regular_parameters
from numerics.solution import Block, base_matrices
from proofs_check.legs import check_instances, proof
from proofs_check.statement import (
    Leg,
    LegKind,
    LegResult,
    LegRun,
    Outcome,
    Statement,
    Verdict,
    own_verdict,
    verdicts,
)
from theory.constructions.blocks import SRG_PLUS_DNC
from theory.constructions.dnc import DNC
from theory.derivation import Derivation, Step
from theory.facts import AM_GM
from theory.obligations import Decided, Identity, PositiveOnInterval, PositivePolynomial
from theory.proofs.cost_constants import cost_constants
from theory.proofs.lower_bound import lower_bound
from theory.symbols import r


def verdict(result: LegResult, kind: LegKind, *, with_proof: bool = True) -> Verdict:
    """Verdict of a statement with this leg, beside a proof that stands."""
    legs = [Leg(kind, "claim", lambda: result)]
    if with_proof:
        legs.append(Leg(LegKind.SYMBOLIC, "proof", lambda: proof(lower_bound())))
    statement = Statement("S1", "t", "c", (), "s", legs=tuple(legs))
    runs = [LegRun(leg.kind, leg.name, leg.run(), 0.0) for leg in statement.legs]
    return verdicts([statement], {"S1": runs})["S1"]


# False statements about the mathematics, each claimed on instances.


def order(r: int, depth: int, lam: Fraction) -> str | None:
    return compare(enclose_srg(r, depth, lam), enclose_dnc(comb(r, 2), depth, lam))


def srg_wins(cases: Any) -> LegResult:
    """The claim that SRG beats DNC, on cases (r, L, λ)."""

    def claim(case: tuple[int, int, Fraction]) -> bool | None:
        found = order(*case)
        return None if found is None else found == "<"

    return check_instances(
        cases, claim, lambda c: {"r": c[0], "L": c[1], "λ": str(c[2])}, what="cells (r, L, λ)"
    )


def test_s5_claimed_for_r_4_at_three_layers_is_refuted_there() -> None:
    result = srg_wins((r, 3, Fraction(1, 1000)) for r in (7, 6, 5, 4, 8))
    assert result.outcome is Outcome.FAILS
    assert result.counterexample == {"r": 4, "L": 3, "λ": "1/1000"}
    assert result.instances == 4
    assert result.summary == "fails at r = 4, L = 3, λ = 1/1000"
    assert verdict(result, LegKind.RIGOROUS) is Verdict.REFUTED


@pytest.mark.parametrize("r", [6, 7, 8, 12])
def test_srg_claimed_to_win_with_two_layers_is_refuted(r: int) -> None:
    result = srg_wins([(r, 2, Fraction(1, 4 * comb(r, 2)))])
    assert result.counterexample == {"r": r, "L": 2, "λ": f"1/{4 * comb(r, 2)}"}
    assert verdict(result, LegKind.RIGOROUS) is Verdict.REFUTED


def test_dnc_claimed_optimal_with_two_layers_is_refuted_at_ten_classes() -> None:
    result = check_instances(
        [Fraction(1, 1000), Fraction(1, 100), Fraction("0.0317480")],
        lambda lam: order(5, 2, lam) != "<",
        lambda lam: {"λ": str(lam)},
        what="values of λ",
    )
    assert result.counterexample == {"λ": str(Fraction("0.0317480"))}
    assert verdict(result, LegKind.RIGOROUS) is Verdict.REFUTED


def test_s6_claimed_for_nine_classes_at_three_layers_is_refuted() -> None:
    lam = Fraction(1, 1000)
    result = check_instances(
        range(6, 10),
        lambda K: (
            compare(enclose_loss(SRG_PLUS_DNC, {"r": 4, "K": K}, 3, [lam] * 4), enclose_dnc(K, 3, lam)) == "<"
        ),
        lambda K: {"K": K},
        what="numbers of classes",
    )
    assert result.counterexample == {"K": 6}
    assert verdict(result, LegKind.RIGOROUS) is Verdict.REFUTED


def last_mean_has_rank_r(r: int) -> bool:
    return rank(base_matrices([Block("srg", r)], 4).means[-1].numerator) == r


def test_s3_with_rank_r_at_r_4_is_refuted_and_holds_from_r_5() -> None:
    def leg(least: int) -> LegResult:
        return check_instances(
            range(3, 9),
            last_mean_has_rank_r,
            lambda r: {"r": r},
            what="graphs",
            hypotheses=lambda r: r >= least,
        )

    assert leg(4).counterexample == {"r": 4}
    assert verdict(leg(4), LegKind.EXACT) is Verdict.REFUTED
    assert (leg(5).outcome, leg(5).instances, leg(5).counterexample) == (Outcome.HOLDS, 4, None)
    assert verdict(leg(5), LegKind.EXACT, with_proof=False) is Verdict.VERIFIED


def test_s3_with_wrong_parameters_is_refuted() -> None:
    result = check_instances(
        range(5, 9),
        lambda r: strongly_regular_parameters(kneser_graph(r)) == (comb(r, 2), comb(r - 2, 2), 0, 1),
        lambda r: {"r": r},
        what="graphs",
    )
    assert result.counterexample == {"r": 6}  # the Petersen graph, r = 5, does have them


def rational(ball: arb) -> Fraction:
    mantissa, exponent = ball.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


@pytest.mark.parametrize("K", [2, 10])
def test_s2_with_a_threshold_too_high_is_refuted(K: int) -> None:
    def still_beats_zero(L: int) -> bool | None:
        share = arb(L - 1) / L
        threshold = share ** (arb(L - 1) / (L + 1)) / L / K
        zero = enclose_dnc(K, L, rational(threshold) * (1 + Fraction(1, 10**9))).zero
        return None if zero is None else not zero

    result = check_instances([3, 2, 7], still_beats_zero, lambda L: {"L": L}, what="depths")
    assert result.counterexample == {"L": 3}
    assert verdict(result, LegKind.RIGOROUS) is Verdict.REFUTED


def test_which_solution_wins_exactly_at_the_threshold_is_undecided_not_guessed() -> None:
    def dnc_beats_zero(L: int) -> bool | None:
        product = Fraction((L - 1) ** (L - 1), L ** (2 * L)) / 10 ** (L + 1)  # Ĉ^(L+1) at the threshold
        zero = enclose_loss(DNC, 10, L, product).zero
        return None if zero is None else not zero

    result = check_instances([2, 3, 4], dnc_beats_zero, lambda L: {"L": L}, what="thresholds")
    assert result.outcome is Outcome.UNDECIDED
    assert result.summary == "3 of 3 thresholds could not be decided"
    assert result.evidence["undecided"] == [{"L": 2}, {"L": 3}, {"L": 4}]
    assert verdict(result, LegKind.RIGOROUS) is Verdict.UNDECIDED


@pytest.mark.parametrize("cases", [[], range(4, 4), iter(())])
def test_no_instances_is_vacuous_even_beside_a_proof(cases: Any) -> None:
    result = check_instances(cases, lambda _: True, lambda c: {"r": c}, what="graphs")
    assert (result.outcome, result.summary) == (Outcome.VACUOUS, "no graphs met the hypotheses")
    for kind in LegKind:
        assert verdict(result, kind) is Verdict.VACUOUS


def test_hypotheses_that_nothing_meets_are_vacuous_and_the_claim_is_never_asked() -> None:
    def claim(case: int) -> bool:
        raise AssertionError(case)

    result = check_instances(
        range(100), claim, lambda c: {"r": c}, what="graphs", hypotheses=lambda r: r >= 100
    )
    assert result.outcome is Outcome.VACUOUS


# The rules of check_instances.


@given(st.lists(st.sampled_from([True, False, None])), st.data())
def test_outcome_follows_from_the_answers(answers: list[bool | None], data: st.DataObject) -> None:
    meets = data.draw(st.lists(st.booleans(), min_size=len(answers), max_size=len(answers)))
    result = check_instances(
        range(len(answers)),
        answers.__getitem__,
        lambda i: {"i": i},
        what="answers",
        hypotheses=meets.__getitem__,
    )
    counted = [(i, answer) for i, (answer, ok) in enumerate(zip(answers, meets, strict=True)) if ok]
    failing = [i for i, answer in counted if answer is False]
    if failing:
        assert result.outcome is Outcome.FAILS
        assert result.counterexample == {"i": failing[0]}
    else:
        assert result.counterexample is None
        assert result.instances == len(counted)
        expected = Outcome.UNDECIDED if (None in dict(counted).values()) else Outcome.HOLDS
        assert result.outcome is (expected if counted else Outcome.VACUOUS)


def test_a_counterexample_after_an_undecided_instance_is_still_found() -> None:
    result = check_instances([None, True, False], lambda a: a, lambda a: {"a": a}, what="answers")
    assert result.outcome is Outcome.FAILS


def test_instances_are_taken_one_by_one_and_no_further_than_needed() -> None:
    def endless() -> Iterator[int]:
        number = 0
        while True:
            yield number
            number += 1

    result = check_instances(endless(), lambda i: i < 5, lambda i: {"i": i}, what="numbers")
    assert (result.counterexample, result.instances) == ({"i": 5}, 6)


def test_at_most_twenty_undecided_instances_are_listed_but_all_are_counted() -> None:
    result = check_instances(
        range(50), lambda _: None, lambda i: {"i": i}, what="cells", evidence={"more": 1}
    )
    assert result.summary.startswith("50 of 50")
    assert len(result.evidence["undecided"]) == 20
    assert result.evidence["more"] == 1


def test_a_claim_that_raises_is_not_taken_for_an_answer() -> None:
    with pytest.raises(ZeroDivisionError):
        check_instances([0], lambda i: bool(1 // i), lambda i: {"i": i}, what="numbers")


# Proofs that do not stand.


def derivation(*obligations: Any, facts: tuple[Any, ...] = ()) -> Derivation:
    return Derivation("d", "D", (Step("the step", sp.true, "because", obligations, facts),))


FALSE = [
    Identity(r**2, r),
    Identity(sp.sqrt(r**2 + 1), r),
    PositivePolynomial(r - 4, {r: 4}),
    PositivePolynomial(r**2 - 10 * r + 24, {r: 4}),
    PositiveOnInterval((r - 5) ** 2, r, 4, 6),
    Decided(False, "1 < 0"),
]


@pytest.mark.parametrize("claim", FALSE, ids=lambda claim: claim.describe())
def test_a_false_claim_leaves_the_proof_undecided_and_is_named(claim: Any) -> None:
    result = proof(derivation(Decided(True, "1 > 0"), claim))
    assert result.outcome is Outcome.UNDECIDED  # a broken proof refutes nothing
    assert result.summary == f"not established: step “the step”: {claim.describe()}"
    assert own_verdict([LegRun(LegKind.SYMBOLIC, "p", result, 0.0)]) is Verdict.UNDECIDED


@pytest.mark.parametrize("facts", [(), (AM_GM,)])
def test_a_proof_that_owes_nothing_proves_nothing(facts: tuple[Any, ...]) -> None:
    for empty in (derivation(facts=facts), Derivation("d", "D", ())):
        result = proof(empty)
        assert (result.outcome, result.instances) == (Outcome.UNDECIDED, 0)
        assert result.summary == "not established: nothing was checked"


def test_a_proof_that_stands_says_what_it_checked_and_cited() -> None:
    result = proof(lower_bound(), {"constant": 1})
    assert result.outcome is Outcome.HOLDS
    assert result.instances == lower_bound().obligation_count
    assert [step["title"] for step in result.evidence["steps"]] == [s.title for s in lower_bound().steps]
    assert result.evidence["facts"] == {fact.name: fact.statement for fact in lower_bound().facts}
    assert result.evidence["constant"] == 1
    assert f"citing {len(lower_bound().facts)} textbook facts" in result.summary
    assert "citing" not in proof(derivation(Decided(True, "1 > 0"))).summary


def test_s5_does_not_extend_to_r_4_at_three_layers_in_the_proof_either() -> None:
    """Every bound of the step for L = 3 starts at r = 5; with r = 4 the step must fall."""
    steps = list(cost_constants().steps)
    (position,) = [i for i, step in enumerate(steps) if step.title.startswith("L = 3")]
    lowered = tuple(
        replace(obligation, bounds={r: 4}) if isinstance(obligation, PositivePolynomial) else obligation
        for obligation in steps[position].obligations
    )
    assert lowered != steps[position].obligations
    steps[position] = replace(steps[position], obligations=lowered)
    assert proof(Derivation("s5", "S5", tuple(steps))).outcome is Outcome.UNDECIDED
    assert proof(cost_constants()).outcome is Outcome.HOLDS
