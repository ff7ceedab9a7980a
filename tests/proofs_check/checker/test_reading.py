"""What may be read, up to the last character that may, and no further."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs_check.checker.reading import (
    DEEPEST,
    MOST_BYTES,
    MOST_DIGITS,
    Rejected,
    fields,
    integer,
    load,
    parse,
    rational,
    rationals,
    shown,
)


def refused(read: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(Rejected) as caught:
        read(*arguments)
    return str(caught.value)


def test_the_limits_are_those_of_the_documents() -> None:
    """docs/certificates.md tells them to people who write certificates."""
    assert (MOST_BYTES, DEEPEST, MOST_DIGITS) == (1_000_000, 8, 40)


def test_length(tmp_path: Path) -> None:
    data = b'{"a": "' + b"x" * (MOST_BYTES - 9) + b'"}'
    assert len(data) == MOST_BYTES
    path = tmp_path / "long.json"
    path.write_bytes(data)
    assert load(path) == parse(data) == {"a": "x" * (MOST_BYTES - 9)}
    path.write_bytes(data + b" ")
    assert refused(load, path) == refused(parse, data + b" ") == "longer than 1000000 bytes"
    path.write_bytes(data * 3)
    with pytest.raises(Rejected, match="longer than"):
        load(path)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    assert refused(load, tmp_path) == "not a regular file"


def test_text() -> None:
    assert refused(parse, b'{"\xe9": 1}') == "not UTF-8 at byte 2"
    assert refused(parse, b"{").startswith("not JSON: ")
    assert refused(parse, b"[]") == "a list where an object should be"


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"[]" + b"}" * (depth - 1)


def test_depth() -> None:
    assert parse(nested(DEEPEST))
    assert refused(parse, nested(DEEPEST + 1)) == "nested more than 8 deep"
    # Brackets side by side are not deep, those in strings do not count, quotes behind a backslash end no string.
    side_by_side = {"a": [[]] * 50, "b": [{}] * 50}
    within = {"[" * 50: '"' + "[" * 50, "\\": "{" * 50, '\\"': "]" * 50}
    for document in (side_by_side, within):
        assert parse(json.dumps(document).encode()) == document
    assert refused(parse, b'{"\\\\": ' + nested(DEEPEST) + b"}") == "nested more than 8 deep"
    assert "deep" in refused(parse, b'{"a": {}, "b": ' + nested(DEEPEST) + b"}")


def test_numbers_of_json() -> None:
    assert parse(b'{"a": 999999, "b": -99999}') == {"a": 999999, "b": -99999}
    for text in ("1000000", "-100000"):
        assert "a JSON integer of 7 characters" in refused(parse, f'{{"a": {text}}}'.encode())
    for text in ("1.5", "1e3", "NaN", "Infinity"):
        assert f"the number '{text}'" in refused(parse, f'{{"a": {text}}}'.encode())


def test_a_key_twice() -> None:
    assert refused(parse, b'{"a": {"b": 1, "c": 2, "b": 1}}') == "the key 'b' occurs twice"
    assert parse(b'{"a": {"b": 1}, "b": 1}') == {"a": {"b": 1}, "b": 1}


def test_what_is_shown_is_short() -> None:
    assert shown("x" * 60) == "'" + "x" * 60 + "'"
    assert shown("x" * 61) == "'" + "x" * 60 + "'…"
    assert shown("a\nλ") == r"'a\n\u03bb'"
    assert [shown(value) for value in (3, True, None, [1], {})] == ["3", "True", "None", "a list", "a dict"]


def test_fields() -> None:
    kinds = {"a": int, "b": list}
    assert fields({"b": [], "a": 1}, kinds, "it") == {"a": 1, "b": []}
    for value, why in [
        ([], "it is a list, not an object"),
        ({"a": 1}, "it has no b"),
        ({"a": 1, "b": [], "c": 1}, "it has the unknown key 'c'"),
        ({"a": True, "b": []}, "a of it is True, not of type int"),
        ({"a": 1, "b": None}, "b of it is None, not of type list"),
    ]:
        assert refused(fields, value, kinds, "it") == why


def test_exact_numbers() -> None:
    nines = "9" * MOST_DIGITS
    for text in ("0", "-3/2", nines, f"-{nines}", f"1/{nines}", f"{nines}/2"):
        assert rational(text, "x") == Fraction(text)
    for text in (nines + "9", f"-{nines}9", f"1/{nines}9", "+1", "1/-2", "1.5", "1e3", " 1", "1 ", "1_0", "١", "", "/2", "1/2/3", "1\n"):  # fmt: skip
        assert "is not a string such as '-3/2' with at most 40 digits" in refused(rational, text, "x")
    for text in ("1/0", "0/00"):
        assert refused(rational, text, "x") == f"x: '{text}' has the denominator 0"
    for text in ("2/4", "01", "-0", "0/1", "4/2", "1/01", "3/1"):
        assert refused(rational, text, "x") == f"x: '{text}' is not in lowest terms"
    for value in (1, None, ["1"], b"1"):
        assert "is not a string" in refused(rational, value, "x")
    assert rational("1/10", "x") == Fraction(1, 10)  # a last digit 0 is no denominator 0


def test_integers() -> None:
    nines = "9" * MOST_DIGITS
    for text in ("0", "7", "-10", nines, f"-{nines}"):
        assert integer(text, "x") == int(text)
    for value in (
        nines + "9",
        f"-{nines}9",
        "-0",
        "01",
        "+1",
        "1/1",
        "",
        "1 ",
        "1\n",
        "١",
        1,
        None,
        ["1"],
        b"1",
    ):
        assert "is not a string such as '-3' with at most 40 digits" in refused(integer, value, "x")


def test_lists_of_exact_numbers() -> None:
    assert rationals(["1", "-1/2"], 2, "x") == [1, Fraction(-1, 2)]
    assert refused(rationals, ["1", "2", "3"], 2, "x") == "x has 3 entries, more than 2"
    assert refused(rationals, "12", 2, "x") == "x is '12', not a list"
    assert "not in lowest terms" in refused(rationals, ["1", "2/2"], 2, "x")
