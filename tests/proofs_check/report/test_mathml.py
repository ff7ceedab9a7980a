"""MathML: formulas of all derivations can be read, and a formula brings nothing but presentation."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import SCRIPT

from proofs_check.report.mathml import ATTRIBUTES, ELEMENTS, to_mathml
from theory.closed_form import derive
from theory.constructions.dnc import DNC
from theory.constructions.srg import SRG
from theory.derivation import to_latex


def test_every_formula_of_the_closed_forms_becomes_mathml() -> None:
    formulas = [to_latex(f) for c in (DNC, SRG) for step in derive(c).steps for f in step.formulas]
    assert len(formulas) > 30
    for latex in formulas:
        tree = ElementTree.fromstring(str(to_mathml(latex)))
        assert tree.tag == "math"
        assert "\\" not in "".join(tree.itertext()), latex  # every command was understood


def test_a_fraction_is_one() -> None:
    tree = ElementTree.fromstring(str(to_mathml(r"\frac{r - 1}{\sqrt{K}}")))
    fraction = tree.find(".//mfrac")
    assert fraction is not None
    assert ["".join(part.itertext()) for part in fraction] == ["r−1", "K"]
    assert fraction.find(".//msqrt") is not None


@pytest.mark.parametrize(
    "latex",
    [
        rf"\text{{{SCRIPT}}}",
        SCRIPT,
        r"\href{javascript:alert(1)}{x}",
        r"\text{&lt;script&gt;alert(1)&lt;/script&gt;}",
        r"\style{color:red}{x}",
        r"\class{a}{x}",
        r"\mathrm{\text{\"><img src=x onerror=alert(1)>}}",
    ],
)
def test_only_presentation_is_let_through(latex: str) -> None:
    html = str(to_mathml(latex))
    tree = ElementTree.fromstring(html)
    for element in tree.iter():
        assert element.tag in ELEMENTS | {"code"}
        assert set(element.attrib) <= ATTRIBUTES | {"display"}
    assert not re.search(r"<(script|img|a|style)\b", html)


@given(st.text(alphabet="\\{}^_&<>\"'frac text xK1 ", max_size=30))
def test_whatever_is_given_is_well_formed(latex: str) -> None:
    ElementTree.fromstring(str(to_mathml(latex)))
