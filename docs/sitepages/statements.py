"""A page for every statement of the registry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from proofs_check.statement import Statement
from proofs_check.statements import registry
from sitepages.links import PACKAGES, ROOT, page_of, statement_files


def navigation() -> list[object]:
    """The overview, and the statements by number."""
    ordered = sorted(registry(), key=lambda identity: int(identity[1:]))
    return ["statements/index.md", *({identity: f"statements/{identity}.md"} for identity in ordered)]


def pages() -> dict[str, str]:
    """The overview and one page a statement."""
    found = {f"statements/{statement.id}.md": _page(statement) for statement in registry().values()}
    return {"statements/index.md": _overview(), **found}


def _overview() -> str:
    lines = [
        "# Statements",
        "",
        "What the program checks, by number. A verdict is not written here: `dnc verify` computes it.",
        "",
        "| id | statement | kinds of legs | rests on |",
        "|---|---|---|---|",
    ]
    for statement in sorted(registry().values(), key=lambda s: int(s.id[1:])):
        kinds = ", ".join(dict.fromkeys(leg.kind.value for leg in statement.legs))
        rests = ", ".join(statement.depends_on)
        lines.append(f"| {statement.id} | {plain(statement.title)} | {kinds} | {rests} |")
    return "\n".join(lines) + "\n"


def _page(statement: Statement) -> str:
    lines = [
        f"# {statement.id} · {plain(statement.title)}",
        "",
        plain(statement.claim),
        "",
        "## Hypotheses",
        "",
    ]
    lines += [f"* {plain(hypothesis)}" for hypothesis in statement.hypotheses]
    lines += ["", "## Source", "", plain(statement.source), ""]
    lines += ["## Rests on", "", ", ".join(statement.depends_on) or "nothing but the definitions", ""]
    needed_by = [other.id for other in registry().values() if statement.id in other.depends_on]
    if needed_by:
        lines += [f"Needed by {', '.join(sorted(needed_by, key=lambda i: int(i[1:])))}.", ""]
    lines += ["## Legs", "", "| kind | leg | stopped after |", "|---|---|---|"]
    lines += [f"| {leg.kind.value} | {plain(leg.name)} | {leg.time_limit:g} s |" for leg in statement.legs]
    lines += ["", f"`dnc verify {statement.id}` runs them, with those of what it rests on.", ""]
    if statement.remarks:
        lines += ["## Remarks", "", *(f"* {plain(remark)}" for remark in statement.remarks), ""]
    lines += ["## Code", "", *(f"* {line}" for line in _code(statement.id))]
    return "\n".join(lines) + "\n"


def _code(identity: str) -> Iterator[str]:
    """The statement's own file, and those of theory and numerics that it imports."""
    file = statement_files()[identity]
    dotted = file.removesuffix(".py").replace("/", ".")
    yield f"[`{file}`](../api/{dotted}.md): the statement and its legs"
    for path in sorted(_imported(file)):
        yield f"[`{path}`](../{page_of(path)})"


def _imported(file: str) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in PACKAGES[:2]:
            path = node.module.replace(".", "/") + ".py"
            if (ROOT / path).is_file() and not path.endswith(("symbols.py", "errors.py")):
                yield path


def plain(text: str) -> str:
    r"""Unicode mathematics that Markdown leaves alone.

    Examples
    --------
    >>> print(plain("L_SRG < L_DNC"))
    L\_SRG &lt; L\_DNC
    """
    return re.sub(r"([\\*_|\[`])", r"\\\1", text).replace("<", "&lt;")
