"""The API, one page a module, from the docstrings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sitepages.links import PACKAGES, ROOT


def modules(package: str) -> Iterator[str]:
    """Dotted names of a package's modules, itself included."""
    for path in sorted((ROOT / package).rglob("*.py"), key=_order):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[-1] != "__main__":
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _order(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path.with_suffix("").parts if part != "__init__")


def navigation() -> list[Any]:
    """A section a package."""
    return [
        {package: [{name.partition(".")[2] or package: f"api/{name}.md"} for name in modules(package)]}
        for package in PACKAGES
    ]


def pages() -> dict[str, str]:
    """A page a module, which mkdocstrings fills."""
    return {
        f"api/{name}.md": f"# {name}\n\n::: {name}\n" for package in PACKAGES for name in modules(package)
    }


_ROLE = re.compile(r":(?:mod|class|func|meth|attr|data|exc):\s*<code>~?([\w.]+)</code>")


def link_roles(html: str, module: str) -> str:
    """Turn the cross-references of docstrings into links, where what they name is documented.

    Examples
    --------
    >>> link_roles("see :func:<code>lower</code>", "numerics.lowering")
    'see <autoref identifier="numerics.lowering.lower" optional><code>lower</code></autoref>'
    """

    def link(role: re.Match[str]) -> str:
        name = role[1]
        full = name if name.split(".")[0] in PACKAGES else f"{module}.{name}"
        return f'<autoref identifier="{full}" optional><code>{name}</code></autoref>'

    return _ROLE.sub(link, html)
