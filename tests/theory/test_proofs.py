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
def formulas_that_were_read():
    """Sections of the list: the name of a derivation to its formulas, each after the title of its step."""
    text = Path(__file__).with_name("shown_formulas.txt").read_text()
    sections = (section.splitlines() for section in text.split("\n[")[1:])
    return {name.rstrip("]"): lines for name, *lines in sections}


def test_shown_formulas_are_those_that_were_read(derivation, request):
    """Obligations are checked; what a step shows is not, so that it is compared with a list that people read.

    Steps of the general reduction and of the uniform case are listed once, under these names.
    """
    name = request.node.callspec.id
    shared = () if name in ("reduction", "uniform") else reduction().steps + uniform_case().steps
    shown = [
        f"{step.title}: {sp.sstr(formula)}"
        for step in derivation.steps
        if step not in shared
        for formula in step.formulas
    ]
    assert shown == formulas_that_were_read()[name]
