"""Reading what may be anything: a certificate is plain JSON of bounded size, or it is rejected in one line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

MOST_BYTES = 1_000_000
DEEPEST = 8
MOST_DIGITS = 40
"""Of a numerator or denominator; they are strings, since JSON's own numbers lose digits elsewhere."""

_INTEGER = re.compile(rf"0|-?[1-9][0-9]{{0,{MOST_DIGITS - 1}}}", re.ASCII)
_NUMBER = re.compile(rf"-?[0-9]{{1,{MOST_DIGITS}}}(/[0-9]{{1,{MOST_DIGITS}}})?", re.ASCII)


class Rejected(Exception):  # noqa: N818 - an answer, not a mistake
    """Why a certificate proves nothing, in one line."""


def require(condition: bool, why: str) -> None:
    """Raise :class:`Rejected` unless the condition holds."""
    if not condition:
        raise Rejected(why)


def shown(value: object) -> str:
    """Untrusted text for a message: short, on one line, without control characters."""
    if isinstance(value, str):
        return ascii(value[:60]) + ("…" if len(value) > 60 else "")
    return ascii(value) if isinstance(value, int | None) else f"a {type(value).__name__}"


def load(path: Path) -> dict[str, Any]:
    """Read a certificate; nothing in it is evaluated."""
    require(path.is_file(), "not a regular file")
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    return parse(data)


def parse(data: bytes) -> dict[str, Any]:
    """Parse a certificate.

    Examples
    --------
    >>> parse(b'{"id": "S1", "id": "S2"}')
    Traceback (most recent call last):
    ...
    proofs_check.checker.reading.Rejected: the key 'id' occurs twice
    """
    require(len(data) <= MOST_BYTES, f"longer than {MOST_BYTES} bytes")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Rejected(f"not UTF-8 at byte {error.start}") from None
    depth = deepest = 0
    for bracket in re.findall(
        r"[][{}]", "".join(text.replace("\\\\", "").replace('\\"', "").split('"')[::2])
    ):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    require(deepest <= DEEPEST, f"nested more than {DEEPEST} deep")
    try:
        document = json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_float
        )
    except (ValueError, RecursionError) as error:  # JSONDecodeError is a ValueError
        raise Rejected(f"not JSON: {error}") from None
    require(isinstance(document, dict), f"{shown(document)} where an object should be")
    return document  # type: ignore[no-any-return]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        require(key not in found, f"the key {shown(key)} occurs twice")
        found[key] = value
    return found


def _integer(text: str) -> int:
    require(len(text) <= 6, f"a JSON integer of {len(text)} characters; long numbers are strings here")
    return int(text)


def _float(text: str) -> None:
    raise Rejected(f"the number {shown(text)}; only integers and strings such as '-3/2' are exact")


def fields(value: object, kinds: Mapping[str, type], where: str) -> dict[str, Any]:
    """An object with exactly these fields of exactly these types."""
    require(isinstance(value, dict), f"{where} is {shown(value)}, not an object")
    assert isinstance(value, dict)
    for key in [*kinds, *value]:
        require(key in value, f"{where} has no {key}")
        require(key in kinds, f"{where} has the unknown key {shown(key)}")
        right = type(value[key]) is kinds[key]
        require(right, f"{key} of {where} is {shown(value[key])}, not of type {kinds[key].__name__}")
    return value


def integer(value: object, where: str) -> int:
    """An integer, from a string."""
    right = isinstance(value, str) and _INTEGER.fullmatch(value) is not None
    require(right, f"{where}: {shown(value)} is not a string such as '-3' with at most {MOST_DIGITS} digits")
    assert isinstance(value, str)
    return int(value)


def rationals(value: object, most: int, where: str) -> list[Fraction]:
    """A list of at most so many exact numbers."""
    require(isinstance(value, list), f"{where} is {shown(value)}, not a list")
    assert isinstance(value, list)
    require(len(value) <= most, f"{where} has {len(value)} entries, more than {most}")
    return [rational(entry, where) for entry in value]


def rational(value: object, where: str) -> Fraction:
    """An exact number in lowest terms, from a string."""
    right = isinstance(value, str) and _NUMBER.fullmatch(value) is not None
    require(
        right, f"{where}: {shown(value)} is not a string such as '-3/2' with at most {MOST_DIGITS} digits"
    )
    assert isinstance(value, str)
    require(not re.search("/0+$", value), f"{where}: {shown(value)} has the denominator 0")
    number = Fraction(value)
    require(str(number) == value, f"{where}: {shown(value)} is not in lowest terms")
    return number
