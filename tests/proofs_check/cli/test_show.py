"""``dnc show``: statements in full, and their list."""

from __future__ import annotations

from functools import partial

import pytest

from proofs_check.cli import main
from proofs_check.cli import show as command
from proofs_check.statement import Leg, LegKind, LegResult, Outcome, Statement
from proofs_check.statements import registry


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("identity", list(registry()))
def test_a_statement_is_shown_in_full(identity: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", identity.lower()]) == 0
    shown = squeezed(capsys.readouterr().out)
    found = registry()[identity]
    for text in (
        f"{found.id} {found.title}",
        found.claim,
        found.source,
        *found.hypotheses,
        *found.remarks,
        *(f"{leg.kind.value} {leg.name} (limit {leg.time_limit:g} s)" for leg in found.legs),
        f"Depends on {', '.join(found.depends_on) or 'nothing'}",
    ):
        assert squeezed(text) in shown


def test_the_list_has_all_statements_with_their_legs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert main(["show"]) == 0
    lines = [squeezed(line) for line in capsys.readouterr().out.splitlines()]
    for found in registry().values():
        (line,) = [line for line in lines if line.startswith(f"{found.id} ")]
        assert squeezed(found.title) in line
        assert all(leg.kind.value in line for leg in found.legs)
        assert line.endswith(", ".join(found.depends_on))


def test_brackets_are_text_and_no_markup(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leg = Leg(LegKind.EXACT, "[bold]leg", partial(LegResult, Outcome.HOLDS, ""))
    odd = Statement("S1", "[red]title[/red] [/]", "σ([0, 1]) [/b]", ("[x]",), "[1]", (leg,))
    monkeypatch.setattr(command, "registry", lambda: {"S1": odd})
    monkeypatch.setattr(command, "select", lambda _: [odd])
    assert main(["show"]) == 0
    assert "[red]title[/red] [/]" in capsys.readouterr().out
    assert main(["show", "S1"]) == 0
    shown = capsys.readouterr().out
    for text in ("[red]title[/red] [/]", "σ([0, 1]) [/b]", "[x]", "[1]", "[bold]leg"):
        assert text in shown
