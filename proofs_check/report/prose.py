"""Running text with ``M_2``, ``‖B‖_*``, ``K^(1/(L+1))`` in it: where the indices and exponents are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from markupsafe import Markup, escape

from theory.derivation import latex_text


class Position(StrEnum):
    """Where a piece of text stands."""

    LINE = "line"
    INDEX = "sub"
    EXPONENT = "sup"


_NESTED = r"\((?:[^()]|\([^()]*\))*\)"
_PATTERN = re.compile(
    rf"""(?<=[\w‖)\]}}])                         # after a letter, a digit, a norm or a bracket
    (?: _(?P<index>\{{[^{{}}]*\}}|\*|[A-Za-z]+|\d+)
      | \^(?P<exponent>{_NESTED}|\{{[^{{}}]*\}}|[−-]?\w+)
    )""",
    re.VERBOSE,
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]*[a-z]{2}[A-Za-z0-9_]*|[a-z]{2,}_\w+")
"""Identifiers such as ``sig_forall_dec`` and ``S8_interval``, whose underscores are part of them."""


def pieces(text: str) -> Iterator[tuple[Position, str]]:
    """Split text into what stands on the line, indices and exponents.

    Examples
    --------
    >>> [(str(position), piece) for position, piece in pieces("‖M_2‖_* at K^(1/(L+1))")]
    [('line', '‖M'), ('sub', '2'), ('line', '‖'), ('sub', '*'), ('line', ' at K'), ('sup', '1/(L+1)')]
    >>> [piece for _, piece in pieces("rests on sig_forall_dec")]
    ['rests on sig_forall_dec']
    """
    names = [found.span() for found in _NAME.finditer(text)]
    end = 0
    for found in _PATTERN.finditer(text):
        if any(first <= found.start() < last for first, last in names):
            continue
        if found.start() > end:
            yield Position.LINE, text[end : found.start()]
        position = Position.INDEX if found["index"] is not None else Position.EXPONENT
        yield position, _without_brackets(found["index"] or found["exponent"])
        end = found.end()
    if end < len(text):
        yield Position.LINE, text[end:]


def _without_brackets(text: str) -> str:
    return text[1:-1] if text[0] in "{(" and text[-1] in "})" else text


def to_html(text: object) -> Markup:
    """HTML in which everything but the indices and exponents is escaped text.

    Examples
    --------
    >>> print(to_html("L_SRG < L_DNC"))
    L<sub>SRG</sub> &lt; L<sub>DNC</sub>
    """
    parts = []
    for position, piece in pieces(str(text)):
        safe = escape(piece)
        parts.append(safe if position is Position.LINE else Markup(f"<{position}>{safe}</{position}>"))
    return Markup("").join(parts)


def to_latex(text: str) -> str:
    r"""LaTeX of the same.

    Examples
    --------
    >>> print(to_latex("L_SRG at K^(1/(L+1))"))
    L$_{\text{SRG}}$ at K$^{\text{1/(L+1)}}$
    """
    marks = {Position.INDEX: "_", Position.EXPONENT: "^"}
    return "".join(
        latex_text(piece)
        if position is Position.LINE
        else f"${marks[position]}{{\\text{{{latex_text(piece)}}}}}$"
        for position, piece in pieces(text)
    )
