"""A derivation: steps with reasons, rendered as Unicode text, LaTeX or JSON, and checked step by step."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import sympy as sp

from theory.obligations import Fact, Obligation


@dataclass(frozen=True)
class Step:
    """One step: the new formula, why it holds, what was checked and what was cited.

    Attributes
    ----------
    title : str
        What the step does.
    formula : sympy.Basic or tuple of sympy.Basic
        The result; several formulas are shown one below the other.
    because : str
        The reason in words.
    obligations : tuple of Obligation
        Claims that are decided exactly by :meth:`open_obligations`.
    facts : tuple of Fact
        Textbook facts that the step relies on.
    """

    title: str
    formula: sp.Basic | tuple[sp.Basic, ...]
    because: str
    obligations: tuple[Obligation, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def formulas(self) -> tuple[sp.Basic, ...]:
        """The formulas as a tuple."""
        return self.formula if isinstance(self.formula, tuple) else (self.formula,)

    def open_obligations(self) -> list[Obligation]:
        """The obligations that could not be established; empty if the step stands."""
        return list(self._open)

    @cached_property
    def _open(self) -> tuple[Obligation, ...]:
        # Many derivations share steps, such as those of the general reduction: each is decided once.
        return tuple(obligation for obligation in self.obligations if not obligation.check())


@dataclass(frozen=True)
class Derivation:
    """A named sequence of steps.

    Examples
    --------
    >>> from theory.objective import reduction
    >>> reduction().is_established()
    True
    """

    name: str
    title: str
    steps: tuple[Step, ...]

    def __add__(self, other: Derivation) -> Derivation:
        """Continue this derivation by another one, under the other's name."""
        return Derivation(other.name, other.title, self.steps + other.steps)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The cited facts, each once, in order of use."""
        return tuple(dict.fromkeys(fact for step in self.steps for fact in step.facts))

    @property
    def obligation_count(self) -> int:
        """Number of machine-decided claims."""
        return sum(len(step.obligations) for step in self.steps)

    def open_obligations(self) -> list[tuple[Step, Obligation]]:
        """All obligations that could not be established, with their steps."""
        return [(step, missing) for step in self.steps for missing in step.open_obligations()]

    def is_established(self) -> bool:
        """Whether the derivation owes something and owes it no longer."""
        return self.obligation_count > 0 and not self.open_obligations()


def render_text(derivation: Derivation, *, width: int = 100) -> str:
    """Render for a terminal, with SymPy's two-dimensional Unicode printer."""
    return "\n".join(_text_lines(derivation, width))


def _text_lines(derivation: Derivation, width: int) -> Iterator[str]:
    yield from textwrap.wrap(derivation.title, width)
    yield "=" * min(len(derivation.title), width)
    for number, step in enumerate(derivation.steps, start=1):
        yield ""
        yield from textwrap.wrap(step.title, width, initial_indent=f"({number}) ", subsequent_indent="    ")
        for formula in step.formulas:
            pretty = sp.pretty(formula, use_unicode=True, num_columns=width - 6, wrap_line=True)
            yield ""
            yield from (f"      {line}".rstrip() for line in pretty.splitlines())
        yield ""
        yield from _hanging("because", step.because, width)
        for fact in step.facts:
            yield from _hanging("cites", f"{fact.name}: {fact.statement}", width)
        if step.obligations:
            failed = len(step.open_obligations())
            state = "all established" if not failed else f"{failed} NOT established"
            yield from _hanging("checked", f"{len(step.obligations)} claim(s) exactly: {state}", width)


def _hanging(label: str, text: str, width: int) -> list[str]:
    lead = f"    {label:<8}"
    return textwrap.wrap(text, width, initial_indent=lead, subsequent_indent=" " * len(lead))


def render_latex(derivation: Derivation) -> str:
    """Render as a LaTeX fragment (needs amsmath): one ``enumerate`` item a step."""
    lines = [f"\\subsection*{{{latex_text(derivation.title)}}}", "\\begin{enumerate}"]
    for step in derivation.steps:
        lines.append(f"\\item \\textbf{{{latex_text(step.title)}.}}")
        lines.extend(f"\\[ {to_latex(formula)} \\]" for formula in step.formulas)
        reason = latex_text(step.because)
        cited = "; ".join(latex_text(fact.name) for fact in step.facts)
        lines.append(f"Because {reason}." + (f" (Uses: {cited}.)" if cited else ""))
    lines.append("\\end{enumerate}")
    return "\n".join(lines)


_LATEX_SYMBOLS = {
    "‖": r"\|", "σ": r"\sigma ", "·": r"\,", "⋯": r"\cdots ", "…": r"\dots ", "−": "-", "ᵀ": r"^\top ",
    "²": "^2", "⊕": r"\oplus ", "⊗": r"\otimes ", "λ": r"\lambda ", "√": r"\surd ", "Ĉ": r"\hat C",
    "φ": r"\varphi ", "ϱ": r"\varrho ", "Ā": r"\bar A", "Λ": r"\Lambda ", "Σ": r"\sum ", "≥": r"\ge ",
}  # fmt: skip


def to_latex(formula: sp.Basic) -> str:
    r"""LaTeX of a formula; symbols with mathematical Unicode in their names become LaTeX too.

    Examples
    --------
    >>> print(to_latex(sp.Symbol("‖W_L‖²")))
    \|W_L\|^2
    """
    unusual = [symbol for symbol in formula.atoms(sp.Symbol) if re.search(r"[^A-Za-z0-9_{}-]", symbol.name)]
    return str(sp.latex(formula, symbol_names={symbol: _symbol_latex(symbol.name) for symbol in unusual}))


def _symbol_latex(name: str) -> str:
    if " " in name:
        return f"\\text{{{latex_text(name)}}}"
    braced = re.sub(r"_([A-Za-z]{2,})", r"_{\\mathrm{\1}}", name)
    words = re.sub(r"(?<![A-Za-z_{])([a-z]{2,})(?=\()", r"\\operatorname{\1}", braced)
    return "".join(_LATEX_SYMBOLS.get(character, character) for character in words)


def to_json(derivation: Derivation) -> dict[str, Any]:
    """Return a JSON-ready dictionary: every formula as SymPy text and as LaTeX."""
    return {
        "name": derivation.name,
        "title": derivation.title,
        "established": derivation.is_established(),
        "steps": [
            {
                "title": step.title,
                "formulas": [
                    {"sympy": sp.sstr(formula), "latex": to_latex(formula)} for formula in step.formulas
                ],
                "because": step.because,
                "facts": [{"name": fact.name, "statement": fact.statement} for fact in step.facts],
                "obligations": [
                    {"claim": obligation.describe(), "established": obligation.check()}
                    for obligation in step.obligations
                ],
            }
            for step in derivation.steps
        ],
    }


_LATEX_SPECIAL = {
    "σ": r"$\sigma$", "λ": r"$\lambda$", "κ": r"$\kappa$", "Λ": r"$\Lambda$", "Ĉ": r"$\hat C$",
    "Σ": r"$\sum$", "Π": r"$\prod$", "‖": r"$\|$", "≤": r"$\le$", "≥": r"$\ge$", "·": r"$\cdot$",
    "√": r"$\surd$", "⊕": r"$\oplus$", "ᵀ": r"$^\top$", "⁻": r"$^-$", "∞": r"$\infty$",
    "⟨": r"$\langle$", "⟩": r"$\rangle$", "→": r"$\to$", "∈": r"$\in$", "½": r"$\frac12$", "⅓": r"$\frac13$", "ρ": r"$\rho$",
    "μ": r"$\mu$", "θ": r"$\theta$", "φ": r"$\varphi$", "⋯": r"$\cdots$", "…": r"\dots{}", "∩": r"$\cap$",
    "−": "$-$", "–": "--", "∂": r"$\partial$", "ν": r"$\nu$", "Θ": r"$\Theta$", "ϱ": r"$\varrho$", "ℓ": r"$\ell$",
    "⁶": "$^6$", "ö": r"\"o", "ä": r"\"a", "Ā": r"$\bar A$",
    "δ": r"$\delta$", "τ": r"$\tau$", "×": r"$\times$", "≠": r"$\ne$", "≡": r"$\equiv$", "∝": r"$\propto$",
    "⁺": r"$^+$", "⁴": r"$^4$", "∋": r"$\ni$", "⊗": r"$\otimes$",
    "_": r"\_", "^": r"\^{}", "&": r"\&", "%": r"\%", "#": r"\#", "{": r"\{", "}": r"\}",
    "<": r"$<$", ">": r"$>$", "|": r"$|$", "\\": r"\textbackslash{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_LATEX_SPECIAL |= {raised: f"$^{digit}$" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}
_LATEX_SPECIAL |= {lowered: f"$_{digit}$" for digit, lowered in enumerate("₀₁₂₃₄₅₆₇₈₉")}
_LATEX_PATTERN = re.compile("|".join(map(re.escape, _LATEX_SPECIAL)))


def latex_text(text: str) -> str:
    """Escape running text for LaTeX, mathematical Unicode included."""
    return _LATEX_PATTERN.sub(lambda match: _LATEX_SPECIAL[match.group()], text)
