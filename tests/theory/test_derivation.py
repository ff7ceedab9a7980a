"""Derivations: what counts as established, and the three renderings."""

import json
import re
from dataclasses import replace

import pytest
import sympy as sp

from theory.derivation import Derivation, Step, latex_text, render_latex, render_text, to_json, to_latex
from theory.obligations import Decided, Fact, Identity
from theory.symbols import C_hat, K, L, q, r

HOLDS, FAILS = Identity(r, r, "right"), Identity(r, r + 1, "wrong")
FACT, OTHER = Fact("one", "1 = 1"), Fact("two", "2 = 2")


def step(*obligations, facts=(), formula=r, title="A step", because="it is so"):
    return Step(title, formula, because, tuple(obligations), tuple(facts))


def derivation_of(*steps):
    return Derivation("name", "Title", steps)


# --- what counts -------------------------------------------------------------------------------------------


def test_one_open_obligation_leaves_the_derivation_open():
    good, bad = step(HOLDS, Decided(True, "yes")), step(HOLDS, FAILS)
    assert derivation_of(good).is_established()
    assert not derivation_of(good, bad).is_established()
    assert derivation_of(good, bad, bad).open_obligations() == [(bad, FAILS), (bad, FAILS)]
    assert bad.open_obligations() == [FAILS]


def test_nothing_owed_is_nothing_established():
    assert not derivation_of().is_established()
    assert not derivation_of(step(facts=(FACT,))).is_established()
    assert derivation_of(step(), step(HOLDS)).obligation_count == 1


def test_one_claim_is_enough():
    assert derivation_of(step(HOLDS)).is_established()


def test_facts_are_listed_once_in_order():
    steps = (step(facts=(OTHER, FACT)), step(facts=(FACT,)))
    assert derivation_of(*steps).facts == (OTHER, FACT)


def test_concatenation_keeps_every_debt():
    first = Derivation("first", "First", (step(FAILS),))
    second = Derivation("second", "Second", (step(HOLDS),))
    joined = first + second
    assert (joined.name, joined.title) == ("second", "Second")
    assert joined.steps == first.steps + second.steps
    assert not joined.is_established()


def test_formulas_are_a_tuple_either_way():
    assert step(formula=r).formulas == (r,)
    assert step(formula=(r, K)).formulas == (r, K)


# --- text --------------------------------------------------------------------------------------------------


def test_text_tells_what_was_checked():
    text = render_text(derivation_of(step(HOLDS, FAILS, facts=(FACT,)), step(HOLDS), step()), width=60)
    assert text.splitlines()[:2] == ["Title", "====="]
    assert "2 claim(s) exactly: 1 NOT established" in text
    assert text.count("all established") == 1
    assert "cites   one: 1 = 1" in text
    assert "(3) A step" in text


def test_no_line_is_wider_than_the_terminal(derivation):
    # The line that counts obligations is short; without them nothing has to be proved once a width.
    steps = tuple(replace(one, obligations=()) for one in derivation.steps)
    shown = replace(derivation, steps=steps)
    for width in (40, 60, 80, 120):
        wide = [line for line in render_text(shown, width=width).splitlines() if len(line) > width]
        assert not wide, f"at width {width}"


def test_text_shows_formulas_in_unicode_one_below_the_other():
    formulas = (sp.Eq(q, r / (L + 1)), sp.sqrt(K))
    lines = render_text(derivation_of(step(HOLDS, formula=formulas))).splitlines()
    assert lines[3:12] == [
        "(1) A step",
        "",
        "            r",
        "      q = ─────",
        "          L + 1",
        "",
        "      √K",
        "",
        "    because it is so",
    ]


def test_text_is_100_characters_wide_unless_told():
    words = "a " * 200
    shown = [replace(step(HOLDS, because=words), formula=sp.Add(*sp.symbols("x0:60")))]
    assert render_text(derivation_of(*shown)) == render_text(derivation_of(*shown), width=100)
    for width in (99, 101):
        assert render_text(derivation_of(*shown)) != render_text(derivation_of(*shown), width=width)


def test_the_width_is_given_by_name():
    with pytest.raises(TypeError):
        render_text(derivation_of(step(HOLDS)), 80)


@pytest.mark.parametrize("width", [60, 61, 62, 63])
def test_formulas_use_the_whole_width(width):
    # A chain that just fits into the width less the indentation is not broken, one more sign is.
    sum_of = {length: sp.Symbol("y" * length) for length in (width - 6, width - 5)}
    for length, symbol in sum_of.items():
        lines = render_text(derivation_of(step(HOLDS, formula=symbol)), width=width).splitlines()
        assert (f"      {symbol.name}" in lines) == (length == width - 6)


def test_text_shows_every_step(derivation):
    words = re.sub(r"\s+", " ", render_text(derivation, width=100))
    for number, one in enumerate(derivation.steps, start=1):
        assert f"({number}) {one.title}" in words
        assert one.because.split()[-1] in words
    assert "NOT established" not in words


# --- LaTeX -------------------------------------------------------------------------------------------------


def displayed(latex):
    """What stands between \\[ and \\]."""
    return re.findall(r"\\\[ (.*?) \\\]", latex, re.DOTALL)


def braced_groups(latex):
    """Contents of all pairs of braces; fails if they do not match."""
    opened, groups = [], []
    for at, character in enumerate(re.sub(r"\\[{}\\]", "##", latex)):
        if character == "{":
            opened.append(at)
        elif character == "}":
            assert opened, f"a brace closes that never opened: {latex}"
            groups.append(latex[opened.pop() + 1 : at])
    assert not opened, f"a brace stays open: {latex}"
    return groups


def test_latex_is_ascii(derivation):
    leaked = {character for character in render_latex(derivation) if not character.isascii()}
    assert not leaked, f"pdflatex knows no {sorted(leaked)}"


def test_formulas_are_ascii_and_well_formed(derivation):
    for one in derivation.steps:
        for formula in one.formulas:
            latex = to_latex(formula)
            assert latex.isascii(), latex
            for group in braced_groups(latex):
                assert group.count("(") == group.count(")"), f"{{{group}}} tears a parenthesis in {latex}"


def test_subscripts_end_where_the_index_ends(derivation):
    for formula in displayed(render_latex(derivation)):
        assert not re.search(r"[_^][A-Za-z0-9]{2}", formula), f"only the first letter is lowered: {formula}"
        for subscript in re.findall(r"_\{([^{}]*)\}", formula):
            assert "/" not in subscript, f"the rest of a name is lowered: {formula}"


def test_latex_names_what_is_used():
    latex = render_latex(derivation_of(step(HOLDS, facts=(FACT, OTHER)), step(HOLDS)))
    assert latex.splitlines()[3:] == [
        r"\[ r \]",
        "Because it is so. (Uses: one; two.)",
        r"\item \textbf{A step.}",
        r"\[ r \]",
        "Because it is so.",
        r"\end{enumerate}",
    ]


def test_running_text_is_escaped(derivation):
    latex = render_latex(derivation)
    braced_groups(latex)
    prose = re.sub(r"\\\[ .*? \\\]|\$[^$]*\$", "", latex, flags=re.DOTALL)
    assert not re.search(r"(?<!\\)[_^&%#~]", prose)
    assert prose.count("$") == 0
    assert latex.count("\\item ") == len(derivation.steps)


@pytest.mark.parametrize(
    ("symbol", "latex"),
    [
        (C_hat, r"\hat C"),
        (sp.Symbol("‖H_1‖²"), r"\|H_1\|^2"),
        (sp.Symbol("W_{L-1}·B"), r"W_{L-1}\,B"),
        (sp.Symbol("plain"), "plain"),
    ],
)
def test_names_of_symbols(symbol, latex):
    assert to_latex(symbol) == latex


@pytest.mark.parametrize("name", ["spec(M_L)", "‖σ(M_l)‖_op", "Ĉ_SRG/Ĉ_DNC", "C_SRG(L+1)/C_DNC(L+1)"])
def test_indices_of_several_letters_are_braced(name):
    latex = to_latex(sp.Symbol(name))
    assert not re.search(r"[_^][A-Za-z0-9]{2}", latex)
    for group in braced_groups(latex):
        assert group.count("(") == group.count(")")
        assert "/" not in group


def test_words_in_formulas_keep_their_spaces():
    assert re.search(r"\\(text|mathrm|operatorname|textrm)\b", to_latex(sp.Symbol("leading order")))


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("50% of {a_b} & #1", r"50\% of \{a\_b\} \& \#1"),
        ("a < b > c", "a $<$ b $>$ c"),
        ("½ ≤ σ(λ)² … 1", r"$\frac12$ $\le$ $\sigma$($\lambda$)$^2$ \dots{} 1"),
        ("back\\slash ~ ^", r"back\textbackslash{}slash \textasciitilde{} \^{}"),
        ("Because ‖B‖_* ≥ 0", r"Because $\|$B$\|$\_* $\ge$ 0"),
    ],
)
def test_text_in_latex(text, latex):
    assert latex_text(text) == latex


# --- JSON --------------------------------------------------------------------------------------------------


def test_json_round_trip(derivation):
    data = to_json(derivation)
    assert json.loads(json.dumps(data, ensure_ascii=False)) == data
    assert data["established"] is True
    assert len(data["steps"]) == len(derivation.steps)
    for shown, one in zip(data["steps"], derivation.steps, strict=True):
        assert [o["claim"] for o in shown["obligations"]] == [o.describe() for o in one.obligations]
        assert all(o["established"] is True for o in shown["obligations"])
        assert [f["name"] for f in shown["facts"]] == [f.name for f in one.facts]
        assert len(shown["formulas"]) == len(one.formulas)


def test_json_reports_what_is_open():
    data = to_json(derivation_of(step(HOLDS, FAILS, facts=(FACT,), formula=sp.Eq(q, r / (L + 1)))))
    assert data["established"] is False
    assert [o["established"] for o in data["steps"][0]["obligations"]] == [True, False]
    assert data["steps"][0]["facts"] == [{"name": "one", "statement": "1 = 1"}]
    formula = data["steps"][0]["formulas"][0]
    assert sp.sympify(formula["sympy"], locals={"q": q, "r": r, "L": L}) == sp.Eq(q, r / (L + 1))
    assert formula["latex"] == r"q = \frac{r}{L + 1}"
