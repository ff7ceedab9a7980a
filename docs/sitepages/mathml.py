"""Formulas are typeset when the site is built, as MathML: nothing is loaded, and no script runs."""

from __future__ import annotations

from typing import Any

from latex2mathml.converter import convert


def fence(source: str, language: str, class_name: str, options: Any, md: Any, **_: Any) -> str:
    """A fence ``math`` of pymdownx.superfences as displayed MathML."""
    from pymdownx.superfences import SuperFencesException

    try:
        return f'<div class="formula">{display(source)}</div>'
    except Exception as error:  # of any kind: the extension would show the LaTeX and say nothing
        raise SuperFencesException(f"not typeset: {source}") from error


def display(latex: str) -> str:
    """Displayed MathML of a formula.

    Examples
    --------
    >>> "<msup><mi>q</mi><mn>2</mn></msup>" in display("q^2")
    True
    """
    return convert(" ".join(latex.split()), display="block")
