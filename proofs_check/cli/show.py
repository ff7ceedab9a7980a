"""``dnc show``: one statement in full, or the list of all."""

from __future__ import annotations

from rich import box
from rich.markup import escape
from rich.table import Table

from proofs_check.cli.console import output_console
from proofs_check.statement import Statement
from proofs_check.statements import registry, select


def run(statement_id: str | None) -> None:
    """Print a statement, or a list."""
    console = output_console()
    if statement_id is None:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for column in ("id", "statement", "legs", "depends on"):
            table.add_column(column)
        for statement in registry().values():
            kinds = ", ".join(dict.fromkeys(leg.kind.value for leg in statement.legs))
            table.add_row(statement.id, escape(statement.title), kinds, ", ".join(statement.depends_on))
        console.print(table)
        return
    (statement,) = select([statement_id])
    for line in _lines(statement):
        console.print(line, markup=False)


def _lines(statement: Statement) -> list[str]:
    lines = [f"{statement.id}  {statement.title}", "", statement.claim, "", "Hypotheses"]
    lines += [f"  · {hypothesis}" for hypothesis in statement.hypotheses]
    lines += ["", f"Source      {statement.source}"]
    lines += [f"Depends on  {', '.join(statement.depends_on) or 'nothing'}", "", "Legs"]
    lines += [f"  · {leg.kind.value:<9} {leg.name} (limit {leg.time_limit:g} s)" for leg in statement.legs]
    if statement.remarks:
        lines += ["", "Remarks", *(f"  · {remark}" for remark in statement.remarks)]
    return lines
