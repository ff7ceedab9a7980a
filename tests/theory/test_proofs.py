"""All derivations at once: established, worded, and open as soon as a claim in them is made false."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import sympy as sp

from theory.errors import InvalidInputError
from theory.loss import uniform_case
from theory.objective import reduction
from theory.obligations import Decided, Fact, Identity, LimitIs, PositiveOnInterval, PositivePolynomial


def corrupted(obligation):
    """A false claim close to a true one."""
    match obligation:
        case Identity(left, right, note):
            return Identity(left, sp.sympify(right) + sp.Rational(1, 997), note)
        case PositivePolynomial():
            return replace(obligation, polynomial=-obligation.polynomial)
        case PositiveOnInterval():
            return replace(obligation, polynomial=-obligation.polynomial)
        case LimitIs():
            return replace(obligation, value=obligation.value + sp.Rational(1, 997))
        case Decided():
            return replace(obligation, holds=not obligation.holds)
    raise AssertionError(f"no corruption is known for {type(obligation).__name__}")


def test_every_derivation_is_established(derivation):
    assert derivation.obligation_count > 0
    assert derivation.open_obligations() == []
    assert derivation.is_established()


def test_every_claim_matters(derivation):
    """Each obligation, made false, is open: none passes whatever it says."""
    for step in derivation.steps:
        for obligation in step.obligations:
            wrong = corrupted(obligation)
            assert not wrong.check(), f"{derivation.name}: {wrong.describe()}"


def test_every_step_has_a_reason(derivation):
    for step in derivation.steps:
        assert step.because.strip()
        assert "\n" not in step.because + step.title
        assert step.formulas
        assert all(isinstance(formula, sp.Basic) for formula in step.formulas)
        assert all(isinstance(fact, Fact) for fact in step.facts)
        assert all("\n" not in obligation.describe() for obligation in step.obligations)


def test_floats_appear_in_no_obligation(derivation):
    for step in derivation.steps:
        for obligation in step.obligations:
            for name in ("left", "right", "polynomial", "expression", "value"):
                expression = getattr(obligation, name, None)
                assert expression is None or not sp.sympify(expression).has(sp.Float)


def test_the_error_for_users_is_a_value_error():
    with pytest.raises(ValueError, match="r = 3 given"):
        raise InvalidInputError("r = 3 given")


@cache
def what_was_read():
    """Sections of the list: the name of a derivation to what its steps show and claim."""
    text = Path(__file__).with_name("shown_formulas.txt").read_text()
    sections = (section.splitlines() for section in text.split("\n[")[1:])
    return {name.rstrip("]"): lines for name, *lines in sections}


def test_formulas_and_claims_are_those_that_were_read(derivation, request):
    """What a step shows, and which inequalities and limits it has decided, is on a list that people read.

    A wrong identity fails by itself, and so does a wrong interval around a root.  An inequality or a limit may be true and not the one that the step needs,
    and a formula is not checked at all.  Steps of the general reduction and of the uniform case are listed once.
    """
    name = request.node.callspec.id
    shared = () if name in ("reduction", "uniform") else reduction().steps + uniform_case().steps
    found = []
    for step in derivation.steps:
        if step not in shared:
            found.extend(f"{step.title}: {sp.sstr(formula)}" for formula in step.formulas)
            claims = (o for o in step.obligations if not isinstance(o, Identity | PositiveOnInterval))
            found.extend(f"    claims {claim.describe()}" for claim in claims)
    assert found == what_was_read()[name]
