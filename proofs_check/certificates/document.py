"""From formulas and witnesses to the document of a certificate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import sympy as sp

from proofs_check.certificates.normal_form import normal_form, polynomial_form
from proofs_check.checker.steps import Proof, Step
from proofs_check.checker.verdict import FORMAT
from proofs_check.statement import Statement
from theory.obligations import PositivePolynomial, sign_in_q_sqrt2

Formula: TypeAlias = sp.Expr | sp.Poly | int

ROOT_OF_TWO = (
    ("1", "2"),
    ("7/5", "3/2"),
    ("41/29", "17/12"),
    ("239/169", "99/70"),
    ("8119/5741", "3363/2378"),
)
"""Ever closer bounds on √2."""


@dataclass(frozen=True)
class Positive:
    """What a step of positivity needs: the polynomials with the bounds of their variables."""

    parts: tuple[PositivePolynomial, ...]

    def claims(self) -> list[str]:
        """The inequalities."""
        return [f"{form(p.polynomial)} {'>' if p.strict else '>='} 0{_where(p)}" for p in self.parts]

    def witness(self) -> dict[str, Any]:
        """Shifted coefficients, and bounds on √2 that show their signs."""
        shifted = [
            sp.expand(p.shifted().as_expr()) if p.bounds else sp.sympify(p.polynomial) for p in self.parts
        ]
        enough = [bounds for bounds in ROOT_OF_TWO if all(_nonnegative(s, bounds) for s in shifted)]
        return {"shifted": [form(s) for s in shifted], "√2": list(enough[0])}


@dataclass
class Formulas:
    """What the writer of a statement supplies.

    Attributes
    ----------
    identities : dict
        Step name to the left sides of its identities.
    positive : dict
        Step name to inequalities.
    claims, witnesses : dict
        The same for steps of other kinds; a claim that is missing is words, which are the checker's.
    """

    identities: dict[str, list[Formula]] = field(default_factory=dict)
    positive: dict[str, Positive] = field(default_factory=dict)
    claims: dict[str, list[str]] = field(default_factory=dict)
    witnesses: dict[str, dict[str, Any]] = field(default_factory=dict)


def form(formula: Formula) -> str:
    """Normal form of an expression or a polynomial."""
    if isinstance(formula, sp.Poly):
        return polynomial_form(formula)
    expression = sp.sympify(formula)
    if expression.is_polynomial() and not expression.has(sp.sqrt(2), sp.sqrt(3)):
        free = sorted(expression.free_symbols, key=str)
        return polynomial_form(sp.Poly(expression, *free)) if free else normal_form(expression)
    return normal_form(expression)


def positive(*polynomials: tuple[Formula, Mapping[sp.Symbol, int]], strict: bool = True) -> Positive:
    """Inequalities, checked here by ``theory`` before they are written."""
    parts = tuple(
        PositivePolynomial(p.as_expr() if isinstance(p, sp.Poly) else sp.sympify(p), bounds, strict)
        for p, bounds in polynomials
    )
    return Positive(parts)


def document(
    statement: Statement, own: Proof, formulas: Formulas, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    """The certificate of a statement.

    Parameters
    ----------
    statement : Statement
        From the registry; its claim and hypotheses are written.
    own : Proof
        The checker's steps: names, rules, order, and what each uses.
    formulas : Formulas
        Every formula and every witness.
    parameters : mapping
        Of the certificate.
    """
    return {
        "format": FORMAT,
        "id": statement.id,
        "title": statement.title,
        "parameters": dict(parameters),
        "statement": {
            "quantifiers": own.quantifiers,
            "hypotheses": list(statement.hypotheses),
            "claim": statement.claim,
        },
        "rests_on": list(own.rests_on),
        "steps": [_entry(step, formulas) for step in own.steps],
    }


COMMENTS = {
    "identity": "both sides have this normal form",
    "positive": "with the variables shifted to their bounds no coefficient is negative",
    "positive with constant": "as positive, with the constant c put in",
    "roots": "Descartes' rule of signs between the break points",
    "fact": "trusted, applied to the steps it uses",
    "conclusion": "from the steps it uses",
    "matrices": "columns are edges, rows vertices",
    "eliminant": "A and B are tables of coefficients, rows for powers of q, columns for powers of κ",
    "before": "rational arithmetic after cubing",
    "after": "Descartes' rule of signs in q on [0, 1]",
    "ends": "the cube at both ends of the isolating intervals",
}


def _entry(step: Step, formulas: Formulas) -> dict[str, Any]:
    if step.rule == "identity":
        claims, witness = [form(left) for left in formulas.identities[step.name]], {}
    elif step.rule == "positive":
        claims, witness = formulas.positive[step.name].claims(), formulas.positive[step.name].witness()
    else:
        claims = formulas.claims.get(step.name, list(step.claims))
        witness = formulas.witnesses.get(step.name, {})
    return {
        "name": step.name,
        "rule": step.rule,
        "uses": list(step.uses),
        "claims": claims,
        "witness": witness,
        "comment": COMMENTS[step.rule],
    }


def _where(part: PositivePolynomial) -> str:
    bounds = ", ".join(f"{form(x)} >= {low}" for x, low in part.bounds.items())
    return f" for {bounds}" if bounds else ""


def _nonnegative(shifted: sp.Expr, bounds: Iterable[str]) -> bool:
    """Whether the bounds on √2 show that no coefficient is negative, and the constant one is not 0 unless it is."""
    below, above = (sp.Rational(bound) for bound in bounds)
    free = sorted(shifted.free_symbols, key=str)
    coefficients = sp.Poly(shifted, *free, extension=True).coeffs() if free else [shifted]
    for coefficient in map(sp.expand, coefficients):
        b = coefficient.coeff(sp.sqrt(2))
        rest = coefficient - b * sp.sqrt(2)
        if rest + b * (below if b > 0 else above) <= 0 < sign_in_q_sqrt2(coefficient):
            return False
    return True
