"""The registry of statements: order, dependencies, selection."""

from __future__ import annotations

import pickle

import pytest

from proofs_check.statement import (
    Leg,
    LegKind,
    Statement,
)
from proofs_check.statements import (
    registry,
    select,
    sort_by_dependency,
)
from theory.errors import InvalidInputError

FOUNDATION = ("S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S13", "S14")
"""The statements that this file knows; others may be in the registry too."""

KINDS = (LegKind.SYMBOLIC, LegKind.EXACT, LegKind.RIGOROUS, LegKind.NUMERIC)
"""The kinds of legs that this file knows; a statement may have legs of other kinds too."""


def legs_of(identity: str) -> list[Leg]:
    return [leg for leg in registry()[identity].legs if leg.kind in KINDS]


def statement(identity: str, *depends_on: str) -> Statement:
    return Statement(identity, "t", "c", (), "s", legs=(), depends_on=depends_on)


def test_every_statement_of_the_foundation_is_there() -> None:
    assert set(FOUNDATION) <= set(registry())


def test_statements_come_after_what_they_depend_on() -> None:
    seen: set[str] = set()
    for identity, found in registry().items():
        assert identity == found.id
        assert set(found.depends_on) <= seen
        seen.add(identity)


@pytest.mark.parametrize("found", registry().values(), ids=registry().keys())
def test_a_statement_is_whole(found: Statement) -> None:
    assert found.id[0] == "S"
    assert found.id[1:].isdigit()
    assert found.title
    assert "\n" not in found.title
    assert found.claim
    assert found.hypotheses
    assert found.source
    assert found.legs
    assert len({leg.name for leg in found.legs}) == len(found.legs)
    for leg in found.legs:
        assert 0 < leg.time_limit < 3600
        assert pickle.loads(pickle.dumps(leg.run)) is leg.run  # importable by name in another process


def test_only_s8_of_the_foundation_is_without_a_proof() -> None:
    proofless = {i for i in FOUNDATION if all(leg.kind is not LegKind.SYMBOLIC for leg in registry()[i].legs)}
    assert proofless == {"S8"}
    assert {leg.kind for leg in legs_of("S8")} == {LegKind.NUMERIC}


def test_no_proof_rests_on_evidence() -> None:
    for found in registry().values():
        if any(leg.kind is LegKind.SYMBOLIC for leg in found.legs):
            for dependency in found.depends_on:
                assert any(leg.kind is LegKind.SYMBOLIC for leg in registry()[dependency].legs)


def test_sorting_puts_dependencies_first_and_numbers_in_order() -> None:
    given_order = [statement("S10"), statement("S2", "S10"), statement("S9"), statement("S3", "S2", "S9")]
    assert [s.id for s in sort_by_dependency(given_order)] == ["S9", "S10", "S2", "S3"]
    assert sort_by_dependency([]) == []


@pytest.mark.parametrize(
    ("statements", "message"),
    [
        ([statement("S1", "S2")], "unknown or circular dependencies among S1"),
        ([statement("S1", "S1")], "unknown or circular"),
        (
            [statement("S1", "S2"), statement("S2", "S3"), statement("S3", "S1"), statement("S4")],
            "among S1, S2, S3$",
        ),
        ([statement("S1"), statement("S2"), statement("S1")], "an id occurs twice among S1, S1, S2"),
    ],
)
def test_a_registry_that_is_none_is_refused(statements: list[Statement], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sort_by_dependency(statements)


def test_selecting_takes_any_case_and_adds_dependencies_of_dependencies() -> None:
    assert [s.id for s in select(["s6"])] == ["S6"]
    assert [s.id for s in select(["S6", "s6"], with_dependencies=True)] == [
        "S1",
        "S2",
        "S3",
        "S4",
        "S5",
        "S6",
    ]
    assert [s.id for s in select([])] == list(registry())


@pytest.mark.parametrize("given_id", ["S99", "", "5", "S", "S5 ", "σ", "S5\n"])
def test_an_unknown_id_is_told_with_the_known_ones(given_id: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        select(["S1", given_id])
    assert str(caught.value).startswith(f"statement {given_id.upper()!r} given; known are: S1, S2, ")
    assert "\n" not in str(caught.value)
