"""Running text: indices and exponents where they are, everything else as it is, all of it escaped."""

from __future__ import annotations

import re
from html import unescape
from unicodedata import name

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_check.report.prose import pieces, to_html, to_latex
from proofs_check.statements import registry

TEXTS = [
    text for s in registry().values() for text in (s.title, s.claim, s.source, *s.hypotheses, *s.remarks)
]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("W_{L−1} and M_2", "W<sub>L−1</sub> and M<sub>2</sub>"),
        ("‖B‖_* ≤ ‖W‖_F", "‖B‖<sub>*</sub> ≤ ‖W‖<sub>F</sub>"),
        ("(2/r)^((L−3)/(L+1))", "(2/r)<sup>(L−3)/(L+1)</sup>"),
        ("(Λ c)^(1/(L+1)) q^2", "(Λ c)<sup>1/(L+1)</sup> q<sup>2</sup>"),
        ("λ_{H1} > 0", "λ<sub>H1</sub> &gt; 0"),
        ("functional_extensionality_dep", "functional_extensionality_dep"),
        ("the theorem S8_interval", "the theorem S8_interval"),
        ("a < b & c", "a &lt; b &amp; c"),
        ("x_", "x_"),
    ],
)
def test_examples(text: str, html: str) -> None:
    assert to_html(text) == html


@given(st.text(alphabet="aWλ_^(){}<>&\"'12 *−‖", max_size=40))
def test_no_letter_is_lost_and_no_mark_up_comes_in(text: str) -> None:
    html = str(to_html(text))
    assert set(re.findall(r"<[^>]*>", html)) <= {"<sub>", "</sub>", "<sup>", "</sup>"}
    left = unescape(re.sub(r"</?su[bp]>", "", html))
    dropped = str.maketrans("", "", "_^(){}")
    assert left.translate(dropped) == text.translate(dropped)
    assert "".join(piece for _, piece in pieces(text)).translate(dropped) == text.translate(dropped)


def test_latex_of_every_statement_has_no_character_that_needs_a_package() -> None:
    found = {c for text in TEXTS for c in to_latex(text) if not c.isascii()}
    symbols = {c for c in found if not name(c).startswith("LATIN SMALL LETTER")}
    assert symbols <= set("§“”’")  # which any LaTeX reads, as it does letters of names


def test_latex_escapes() -> None:
    assert to_latex(r"100 % of x_1 & \input{x}") == (
        r"100 \% of x$_{\text{1}}$ \& \textbackslash{}input\{x\}"
    )
