"""The navigation: mkdocs.yml says the order, and placeholders stand for pages that come and go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

REST = "<other pages>"


def expand(nav: list[Any], groups: Mapping[str, list[Any]], folder: Path) -> list[Any]:
    """Replace ``<name>`` by the entries of the group ``name``, and ``<other pages>`` by the rest of ``folder``.

    Examples
    --------
    >>> expand([{"Theory": ["<a>", "b.md"]}], {"a": ["x.md", "y.md"]}, Path("/none"))
    [{'Theory': ['x.md', 'y.md', 'b.md']}]
    """
    written = _leaves(nav)
    rest = [path.name for path in sorted(folder.glob("*.md")) if path.name not in written]
    return _expand(nav, {**{f"<{name}>": entries for name, entries in groups.items()}, REST: rest})


def _expand(nav: list[Any], groups: Mapping[str, list[Any]]) -> list[Any]:
    expanded: list[Any] = []
    for entry in nav:
        if isinstance(entry, dict):
            expanded += [
                {title: _expand(below, groups) if isinstance(below, list) else below}
                for title, below in entry.items()
            ]
        else:
            expanded += groups.get(entry, [entry])
    return expanded


def _leaves(nav: Any) -> set[str]:
    if isinstance(nav, str):
        return {nav}
    below = nav.values() if isinstance(nav, dict) else nav
    return set().union(*map(_leaves, below)) if below else set()
