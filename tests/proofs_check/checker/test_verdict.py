"""Certificates are accepted as they are written, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from proofs_check.certificates import graph
from proofs_check.certificates.document import document
from proofs_check.certificates.folder import text
from proofs_check.checker.facts import FACTS
from proofs_check.checker.proofs import graph as graph_of_checker
from proofs_check.checker.reading import Rejected, shown
from proofs_check.checker.report import run
from proofs_check.checker.verdict import IDS, check, check_file, missing, proof
from proofs_check.statements import registry


def fresh(id_: str) -> Any:
    return json.loads(text(id_))


def own(id_: str) -> Any:
    return proof(id_, (4, 5, 6, 7, 8) if id_ == "S3" else ())


@pytest.mark.parametrize("id_", IDS)
def test_the_checker_states_what_the_project_states(id_: str) -> None:
    statement = registry()[id_]
    assert own(id_).claim == statement.claim
    assert own(id_).hypotheses == statement.hypotheses
    assert check(fresh(id_)) == (id_, own(id_))


def test_every_statement_that_is_to_have_a_certificate_has_one() -> None:
    assert set(IDS) == {"S1", "S2", "S3", "S4", "S5", "S6", "S7", "S9"}


@pytest.mark.parametrize("id_", IDS)
def test_a_proof_hangs_together(id_: str) -> None:
    """Names are unique, every step comes after those it uses, and the conclusion needs every one."""
    steps = own(id_).steps
    names = [step.name for step in steps]
    assert len(set(names)) == len(names)
    for position, step in enumerate(steps):
        assert set(step.uses) <= {*names[:position], *own(id_).rests_on}
    needed = {names[-1]}
    for step in reversed(steps):
        if step.name in needed:
            needed.update(step.uses)
    assert needed == {*names, *own(id_).rests_on}
    assert steps[-1].claims == (own(id_).claim,)


def test_every_fact_is_used_and_dependencies_are_no_circle() -> None:
    cited = {step.claims[0] for id_ in IDS for step in own(id_).steps if step.rule == "fact"}
    assert cited == set(FACTS.values())
    order: list[str] = []
    while len(order) < len(IDS):
        ready = [i for i in IDS if i not in order and set(own(i).rests_on) <= set(order)]
        assert ready
        order += ready


@pytest.mark.parametrize("id_", IDS)
def test_no_step_can_be_left_out_and_none_comes_twice(id_: str) -> None:
    for position, step in enumerate(fresh(id_)["steps"]):
        document = fresh(id_)
        del document["steps"][position]
        with pytest.raises(Rejected, match=r"before a step that it uses|is missing"):
            check(document)
        document["steps"][position:position] = [step, step]
        with pytest.raises(Rejected, match=rf"^step {position + 2} .*: it is repeated"):
            check(document)


@pytest.mark.parametrize("id_", IDS)
def test_a_proof_of_another_statement_is_rejected(id_: str) -> None:
    for other in IDS:
        if other != id_:
            document = fresh(other)
            document["id"] = id_
            with pytest.raises(Rejected, match=r"statement|parameters"):
                check(document)
            document = fresh(id_)
            document["steps"] = fresh(other)["steps"]
            with pytest.raises(Rejected, match=r"^step \d+"):
                check(document)


@pytest.mark.parametrize(("id_", "named"), [("S3", "nothing"), ("S5", "S2, S3, S4")])
def test_what_it_must_rest_on_is_named(id_: str, named: str) -> None:
    document = fresh(id_)
    document["rests_on"].append("S8")
    with pytest.raises(Rejected, match=f"^it must rest on {named}$"):
        check(document)


def test_an_unknown_fact_is_named() -> None:
    document = fresh("S9")
    (step,) = (step for step in document["steps"] if step["name"] == "AM–GM")
    step["claims"] = ["Riemann: all zeros lie on the line"]
    with pytest.raises(Rejected, match="cites a fact that is not in this checker's list"):
        check(document)


@pytest.mark.parametrize(
    "orders", [[], [4, 5], [5, 4, 6], [4, 4, 5], [3, 4, 5], [7, 8, 9], ["4", "5", "6"], [True, 5, 6]]
)
def test_parameters_of_s3(orders: list[Any]) -> None:
    document = fresh("S3")
    document["parameters"]["r"] = orders
    with pytest.raises(Rejected, match="r must be at least three increasing integers from 4 to 8"):
        check(document)


def test_three_orders_are_enough_for_s3() -> None:
    orders = (4, 6, 7)
    made = document(registry()["S3"], proof("S3", orders), graph.s3(orders), {"r": list(orders)})
    assert check(made) == ("S3", proof("S3", orders))


def test_the_first_missing_step_is_named() -> None:
    made = fresh("S9")
    made["steps"] = [step for step in made["steps"] if step["name"] not in ("S9", "negative outputs")]
    with pytest.raises(Rejected, match=r"^the step 'negative outputs' is missing$"):
        check(made)


def test_the_first_claim_that_is_needed_is_shown() -> None:
    made = fresh("S9")
    (number,) = (i for i, step in enumerate(own("S9").steps) if step.name == "penalties")
    claims = own("S9").steps[number].claims
    assert len(set(claims)) == 2
    made["steps"][number]["claims"] = ["1"]
    with pytest.raises(Rejected) as caught:
        check(made)
    assert (
        str(caught.value)
        == f"step {number + 1} ('penalties'): it does not claim what is needed here: {shown(claims[0])}"
    )


@pytest.mark.parametrize(
    ("name", "uses", "why"),
    [
        ("mean output", ["Cauchy–Schwarz"], "it must use nothing"),
        ("penalties", ["norms multiply", "mean output"], "it must use norms multiply"),
        ("S9", [], "it must use S1, diagonal only, AM–GM, negative outputs"),
    ],
)
def test_what_a_step_must_use_is_named(name: str, uses: list[str], why: str) -> None:
    made = fresh("S9")
    (step,) = (step for step in made["steps"] if step["name"] == name)
    step["uses"] = uses
    with pytest.raises(Rejected, match=f": {why}$"):
        check(made)


def test_what_checks_share_cannot_be_changed() -> None:
    """The proof of an id is built once: who could change it would change every later answer."""
    shared = own("S1")
    assert shared is own("S1")
    for value, name in [
        (shared, "claim"),
        (shared.steps[0], "claims"),
        (check_file(Path("nowhere")), "problem"),
    ]:
        with pytest.raises(FrozenInstanceError):
            setattr(value, name, None)
    with pytest.raises(FrozenInstanceError):
        graph_of_checker.B.values = ()  # type: ignore[misc]


def test_the_answer_names_the_first_step_that_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = fresh("S5")
    (step,) = (step for step in document["steps"] if step["name"] == "L = 4")
    step["witness"]["shifted"][0] += " + 1"
    (tmp_path / "S5.json").write_text(json.dumps(document))
    number = document["steps"].index(step) + 1
    assert run([tmp_path]) == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown[0].endswith(
        f"S5.json: rejected: step {number} ('L = 4'): these are not the shifted coefficients"
    )
    assert shown[-1] == "0 accepted, 1 rejected"


def test_what_a_certificate_rests_on_must_be_there_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for id_ in ("S4", "S3"):
        (tmp_path / f"{id_}.json").write_text(text(id_))
    assert run([tmp_path]) == 3
    assert "S4 rests on S1, of which no certificate was accepted here" in capsys.readouterr().out
    (tmp_path / "S1.json").write_text(text("S1"))
    assert run([tmp_path]) == 0
    assert missing([check_file(path) for path in tmp_path.iterdir()]) == {}
