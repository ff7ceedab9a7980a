"""``dnc derive``: every derivation in every format."""

from __future__ import annotations

import json
import re

import pytest

from proofs_check.cli import main
from proofs_check.cli.derive import GENERAL, find
from theory.constructions import registry
from theory.errors import InvalidInputError

NAMES = [*registry(), *GENERAL]


@pytest.mark.parametrize("name", NAMES)
def test_json_has_every_step_established(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", name, "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    derivation = find(name, None)
    assert (shown["name"], shown["title"]) == (derivation.name, derivation.title)
    assert shown["established"] is True
    assert [step["title"] for step in shown["steps"]] == [step.title for step in derivation.steps]
    claims = [claim for step in shown["steps"] for claim in step["obligations"]]
    assert len(claims) == derivation.obligation_count > 0
    assert all(claim["established"] for claim in claims)


@pytest.mark.parametrize("name", NAMES)
def test_text_shows_steps_reasons_and_what_was_checked(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", name.upper()]) == 0
    shown = capsys.readouterr().out
    derivation = find(name, None)
    for number, step in enumerate(derivation.steps, start=1):
        assert f"({number}) {step.title}" in shown
    assert "NOT established" not in shown
    assert shown.count("all established") == sum(bool(step.obligations) for step in derivation.steps)
    assert "\x1b" not in shown


@pytest.mark.parametrize("name", NAMES)
def test_latex_is_balanced_and_ascii(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["derive", name, "--latex"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(r"\subsection*{")
    for opening, closing in (
        (r"\begin{enumerate}", r"\end{enumerate}"),
        (r"\[", r"\]"),
        (r"\left", r"\right"),
    ):
        assert len(re.findall(re.escape(opening) + r"(?![a-z])", shown)) == len(
            re.findall(re.escape(closing) + r"(?![a-z])", shown)
        )
    bare = shown.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    assert shown.count(r"\item") == len(find(name, None).steps)


@pytest.mark.parametrize("name", NAMES)
def test_a_derivation_that_is_not_established_would_say_so(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("theory.derivation.Step.open_obligations", lambda step: list(step.obligations))
    assert main(["derive", name]) == 0
    assert "NOT established" in capsys.readouterr().out


def test_depth_chooses_the_variant() -> None:
    assert "J - BᵀB" in find("srg", 2).title
    assert find("srg", 3).title == find("srg", 1000).title == find("srg", None).title != find("srg", 2).title
    assert find("dnc", 2) == find("dnc", None)
    assert find("srg+dnc", 3) == find("srg+dnc", None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("depth", [-1, 0, 1])
def test_a_depth_below_two_has_no_derivation(name: str, depth: int) -> None:
    with pytest.raises(InvalidInputError, match=f"^L = {depth} given; "):
        find(name, depth)


def test_the_general_strongly_regular_graph_has_a_derivation() -> None:
    found = find("strongly-regular", None)
    assert found.is_established()
    assert "p - 1 and -m" in found.title
    with pytest.raises(InvalidInputError, match="strongly-regular needs an integer L >= 3"):
        find("strongly-regular", 2)
