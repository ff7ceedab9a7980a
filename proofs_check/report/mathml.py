"""Formulas in LaTeX as MathML, which browsers typeset by themselves."""

from __future__ import annotations

import html
from functools import cache
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

ELEMENTS = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace", "msqrt", "mstyle",
    "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover",
}  # fmt: skip
ATTRIBUTES = {
    "accent", "accentunder", "columnalign", "displaystyle", "fence", "form", "linethickness", "lspace", "maxsize",
    "minsize", "movablelimits", "rspace", "scriptlevel", "separator", "stretchy", "width",
}  # fmt: skip
"""What is let through: presentation alone, no links and no styles, whatever a results file holds."""


@cache
def to_mathml(latex: str, *, block: bool = True) -> Markup:
    r"""A formula as MathML; LaTeX that cannot be read is shown as it is.

    Examples
    --------
    >>> print(to_mathml(r"K_{2}", block=False))
    <math display="inline"><mrow><msub><mi>K</mi><mrow><mn>2</mn></mrow></msub></mrow></math>
    >>> print(to_mathml("x^"))
    <code>x^</code>
    """
    try:
        tree = convert_to_element(latex)
    except Exception:  # the library has a dozen kinds of its own without a common ancestor
        return Markup("<code>{}</code>").format(latex)
    display = Markup(' display="{}"').format("block" if block else "inline")
    return Markup("<math{}>{}</math>").format(display, Markup("").join(map(_rendered, tree)))


def _rendered(element: Element) -> Markup:
    """An element in HTML's syntax, its text escaped; of what is not let through only the content remains."""
    # The library puts characters as references, and counts on nothing being escaped afterwards.
    content = escape(html.unescape(element.text or "")) + Markup("").join(map(_rendered, element))
    if element.tag not in ELEMENTS:
        return content
    attributes = Markup("").join(
        Markup(' {}="{}"').format(name, value) for name, value in element.attrib.items() if name in ATTRIBUTES
    )
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(element.tag), attributes, content)
