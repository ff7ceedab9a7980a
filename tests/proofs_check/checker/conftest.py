"""Changes of documents: one entry replaced, or one character anywhere."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from proofs_check.checker.reading import Rejected


def replace(document: Any, path: list[Any], value: Any) -> Any:
    document = copy.deepcopy(document)
    holder = document
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return document


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in items:
        yield from leaves(entry, (*path, key))
    if not isinstance(value, dict | list):
        yield path


def scratch(document: Any, rng: random.Random) -> Any:
    path = list(rng.choice(list(leaves(document))))
    old: Any = document
    for key in path:
        old = old[key]
    place = rng.randrange(len(str(old)) + 1)
    text = str(old)[:place] + rng.choice("0123456789-/ ") + str(old)[place + rng.randint(0, 1) :]
    return replace(document, path, int(text) if isinstance(old, int) and text.isdigit() else text)


@pytest.fixture
def changed() -> Callable[[Any, list[Any], Any], Any]:
    """The document with another value at a path."""
    return replace


@pytest.fixture
def scratched() -> Callable[[Any, random.Random], Any]:
    """The document with one character of one value changed, put in or taken out."""
    return scratch


def count_accepted(
    documents: Iterable[Any], check: Callable[[Any], object], is_true: Callable[[Any], bool]
) -> int:
    accepted = 0
    for document in documents:
        try:
            check(document)
        except Rejected as why:
            refused = str(why)
        else:
            refused = ""
            accepted += 1
            assert is_true(document)
        assert refused.isprintable()
    return accepted


@pytest.fixture
def accepted() -> Callable[..., int]:
    """How many documents are accepted, each of which must be true; what is said of the others must be printable."""
    return count_accepted
