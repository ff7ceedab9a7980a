"""Random corruptions of certificates: none is accepted unless what is left is still a proof.

What is accepted is shown in classes, and each class has a criterion of its own that shares nothing with the
checker: SymPy counts roots and decides signs, numpy multiplies matrices, and the order of steps is looked up.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import sympy as sp

from proofs_check.certificates.folder import text as original
from proofs_check.checker.reading import Rejected, parse
from proofs_check.checker.verdict import IDS, check
from theory.obligations import PositiveOnInterval
from theory.proofs.two_layers_crossing import Curve
from theory.symbols import q

Document = dict[str, Any]
Corruption = Callable[[Document, random.Random], None]


def fresh(id_: str) -> Document:
    document: Document = json.loads(original(id_))
    return document


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to all strings and numbers."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in items:
        yield from leaves(entry, (*path, key))
    if not isinstance(value, dict | list):
        yield path


def parents(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths to all objects and lists that are not empty."""
    if isinstance(value, dict | list) and value:
        yield path
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from parents(entry, (*path, key))


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def on_leaf(change: Callable[[str, random.Random], str]) -> Corruption:
    """Change the text of a random leaf of a statement or step; long polynomials no more often than short ones."""

    def corrupt(document: Document, rng: random.Random) -> None:
        path = rng.choice(list(leaves(document)))
        holder, value = at(document, path[:-1]), at(document, path)
        changed = change(str(value), rng)
        holder[path[-1]] = (
            int(changed) if isinstance(value, int) and re.fullmatch(r"-?\d+", changed) else changed
        )

    return corrupt


def other_digit(text: str, rng: random.Random) -> str:
    places = [i for i, c in enumerate(text) if c in "0123456789"]
    if not places:
        return other_character(text, rng)
    i = rng.choice(places)
    return text[:i] + rng.choice("0123456789") + text[i + 1 :]


def other_sign(text: str, rng: random.Random) -> str:
    places = [i for i, c in enumerate(text) if c in "+-<>=−"]
    if not places:
        return "-" + text
    i = rng.choice(places)
    return text[:i] + rng.choice("+-<>=−") + text[i + 1 :]


def other_character(text: str, rng: random.Random) -> str:
    i = rng.randrange(len(text) + 1)
    return text[:i] + rng.choice("abr√κ012*^ ") + text[i + rng.randint(0, 1) :]


def nearby_number(document: Document, rng: random.Random) -> None:
    """Move a rational number of a witness a little or a lot: such a witness may still do."""
    paths = [
        p for p in leaves(document) if "witness" in p and re.fullmatch(r"-?\d+(/\d+)?", str(at(document, p)))
    ]
    if not paths:
        raise LookupError
    path = rng.choice(paths)
    value = Fraction(at(document, path))
    moved = value + Fraction(rng.randint(-9, 9), 10 ** rng.randint(0, 25))
    at(document, path[:-1])[path[-1]] = str(moved)


def free_witness(document: Document, rng: random.Random) -> None:
    """Change what a certificate is free to choose: bounds of √2, break points, κ and q, the order of edges."""
    found = [
        (s["witness"], key)
        for s in document["steps"]
        for key in s["witness"]
        if key in ("√2", "breaks", "κ", "q") or (key == "B" and isinstance(s["witness"][key], dict))
    ]
    if not found:
        raise LookupError
    witness, key = rng.choice(found)
    if key == "√2":
        witness[key] = [
            str(Fraction(rng.randint(1, 60), 40)),
            str(Fraction(rng.randint(50, 90), rng.choice([40, 60]))),
        ]
    elif key == "breaks":
        points = [Fraction(point) for point in witness[key]]
        new = Fraction(rng.randint(1, 200), rng.choice([1, 7, 10, 64]))
        witness[key] = [str(point) for point in sorted({*points, new} - {rng.choice([new, new, *points])})]
    elif key == "B":
        order = rng.choice(list(witness[key]))
        rows = [list(row) for row in witness[key][order]]
        size = len(rows[0])
        i, j = rng.randrange(size), rng.randrange(size)
        for row in rows:
            row[i], row[j] = row[j], row[i]
        rng.shuffle(rows)
        if rng.random() < 0.3:
            rows[0][0] = "1" if rows[0][0] == "0" else "0"
        witness[key][order] = ["".join(row) for row in rows]
    else:
        witness[key] = str(Fraction(rng.randint(1, 900), 100))


def other_id(document: Document, rng: random.Random) -> None:
    document["id"] = rng.choice(["S8", "S10", "s5", "S", "", *IDS])


def missing_step(document: Document, rng: random.Random) -> None:
    document["steps"].pop(rng.randrange(len(document["steps"])))


def repeated_step(document: Document, rng: random.Random) -> None:
    steps = document["steps"]
    steps.insert(rng.randrange(len(steps) + 1), copy.deepcopy(rng.choice(steps)))


def swapped_steps(document: Document, rng: random.Random) -> None:
    steps = document["steps"]
    i, j = rng.randrange(len(steps)), rng.randrange(len(steps))
    steps[i], steps[j] = steps[j], steps[i]


def moved_step(document: Document, rng: random.Random) -> None:
    steps = document["steps"]
    steps.insert(rng.randrange(len(steps)), steps.pop(rng.randrange(len(steps))))


def exchanged_fields(document: Document, rng: random.Random) -> None:
    one, two = rng.sample(document["steps"], 2)
    key = rng.choice(["witness", "claims", "uses", "rule", "name"])
    one[key], two[key] = two[key], one[key]


def foreign_step(document: Document, rng: random.Random) -> None:
    other = fresh(rng.choice(IDS))
    document["steps"][rng.randrange(len(document["steps"]))] = rng.choice(other["steps"])


def foreign_field(document: Document, rng: random.Random) -> None:
    key = rng.choice(list(document))
    document[key] = fresh(rng.choice(IDS))[key]


def foreign_fact(document: Document, rng: random.Random) -> None:
    facts = [step for step in document["steps"] if step["rule"] == "fact"]
    if not facts:
        raise LookupError
    rng.choice(facts)["claims"] = rng.choice([*fact_texts(), ["every even number is the sum of two primes"]])


@cache
def fact_texts() -> list[list[str]]:
    return [step["claims"] for id_ in IDS for step in fresh(id_)["steps"] if step["rule"] == "fact"]


def dropped_entry(document: Document, rng: random.Random) -> None:
    holder = at(document, rng.choice(list(parents(document))))
    key = rng.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    del holder[key]


def doubled_entry(document: Document, rng: random.Random) -> None:
    lists = [p for p in parents(document) if isinstance(at(document, p), list)]
    holder = at(document, rng.choice(lists))
    holder.insert(rng.randrange(len(holder) + 1), copy.deepcopy(rng.choice(holder)))


def other_type(document: Document, rng: random.Random) -> None:
    path = rng.choice([p for p in [*leaves(document), *parents(document)] if p])
    at(document, path[:-1])[path[-1]] = rng.choice([None, True, 0, 1, -1, "", "0", [], {}, [[]], 0.5])


CORRUPTIONS: tuple[Corruption, ...] = (
    on_leaf(other_digit), on_leaf(other_sign), on_leaf(other_character), nearby_number, nearby_number, free_witness, free_witness, free_witness, other_id, missing_step,
    repeated_step, swapped_steps, moved_step, exchanged_fields, foreign_step, foreign_field, foreign_fact, dropped_entry,
    doubled_entry, other_type,
)  # fmt: skip


def corrupted(id_: str, rng: random.Random) -> bytes:
    """A corrupted certificate as bytes; sometimes the bytes themselves are hit."""
    if rng.random() < 0.08:
        data = bytearray(original(id_).encode())
        data[rng.randrange(len(data))] = rng.randrange(256)
        return bytes(data)
    while True:
        document = fresh(id_)
        try:
            rng.choice(CORRUPTIONS)(document, rng)
        except LookupError:
            continue  # this statement has nothing of the kind
        if document != fresh(id_):
            return json.dumps(document, ensure_ascii=False).encode()


# What an accepted change may be, and why it leaves a proof.


def still_a_proof(id_: str, data: bytes) -> str | None:
    """The class of a change that leaves the proof valid, or None."""
    document, before = json.loads(data), fresh(id_)
    if document == before:
        return "nothing changed"
    words = document["title"] != before["title"] or any(
        a["comment"] != b["comment"]
        for a, b in zip(document["steps"], before["steps"], strict=False)
        if a["name"] == b["name"]
    )
    for changed in (document, before):
        changed.pop("title")
        for step in changed["steps"]:
            assert isinstance(step.pop("comment"), str)
    if document == before:
        return "title or comment" if words else None
    if {k: v for k, v in document.items() if k != "steps"} != {
        k: v for k, v in before.items() if k != "steps"
    }:
        return None
    if document["steps"] != before["steps"] and sorted(map(repr, document["steps"])) == sorted(
        map(repr, before["steps"])
    ):
        return "order of independent steps" if in_order(document) else None
    changes = [(a, b) for a, b in zip(document["steps"], before["steps"], strict=True) if a != b]
    if any(
        {k: v for k, v in a.items() if k != "witness"} != {k: v for k, v in b.items() if k != "witness"}
        for a, b in changes
    ):
        return None
    return another_witness(document, changes)


def in_order(document: Document) -> bool:
    names = [step["name"] for step in document["steps"]]
    return all(
        used in names[: names.index(step["name"])] or used in document["rests_on"]
        for step in document["steps"]
        for used in step["uses"]
    )


def another_witness(document: Document, changes: list[tuple[Any, Any]]) -> str | None:
    ((step, before),) = changes
    ((key, value),) = ((k, v) for k, v in step["witness"].items() if v != before["witness"][k])
    if key == "√2":
        return "bounds of √2" if bounds_suffice(step, value) else None
    if key == "B":
        return "order of vertices and edges" if all(is_incidence(rows) for rows in value.values()) else None
    order = int(step["name"][-1])
    witnesses = {
        s["name"].split(",")[0]: s["witness"]
        for s in document["steps"]
        if s["name"].endswith(f", r = {order}")
    }
    if key in ("κ", "q", "breaks"):
        return f"another {key}" if wins_between(order, witnesses) else None
    return None


def bounds_suffice(step: Any, value: list[str]) -> bool:
    low, high = map(sp.Rational, value)
    root = sp.Symbol("√2")
    for text in step["witness"]["shifted"]:
        expression = sp.sympify(text.replace("^", "**").replace("κ", "kappa").replace("√2", "w"))
        w = sp.Symbol("w")
        polynomial = sp.Poly(
            expression, *sorted(expression.free_symbols - {w}, key=str) or [root], domain=sp.QQ[w]
        )
        for coefficient in (sp.sympify(c) for c in polynomial.coeffs()):
            b = coefficient.coeff(w)
            if coefficient.subs(w, low if b > 0 else high) < 0:
                return False
    return bool(0 < low < sp.sqrt(2) < high)


def is_incidence(rows: list[str]) -> bool:
    B = np.array([[int(c) for c in row] for row in rows])
    r, K = B.shape
    gram = (r - 2) * np.eye(r, dtype=int) + np.ones((r, r), dtype=int)
    return bool(r * (r - 1) // 2 == K and np.array_equal(B @ B.T, gram) and (B.sum(axis=0) == 2).all())


ENDS = {5: ("0.741666", "1.040045"), 6: ("0.988034", "1.007202")}


def wins_between(order: int, witnesses: dict[str, Any]) -> bool:
    """The whole argument for the interval at L = 2 again, with SymPy's root counting."""
    curve = Curve(order)
    kappa = curve.D.gen
    E = sp.Poly([sp.Rational(c) for c in reversed(witnesses["crossing"]["E"])], kappa, domain=sp.QQ)
    fold = one_root(curve.rise(), witnesses["fold"]["breaks"], None)
    zero = fold and one_root(curve.below_half, witnesses["zero threshold"]["breaks"], fold[0])
    start = zero and one_root(E, witnesses["crossing"]["breaks"], zero[1])
    if not (fold and zero and start) or start[1] > zero[0]:
        return False
    for decimal, (low, high) in zip(ENDS[order], (start, zero), strict=True):
        lowest = sp.Rational(decimal)
        if (
            not lowest**3
            < 16 * curve.root_cubed(low)
            < 16 * curve.root_cubed(high)
            < (lowest + sp.Rational(1, 10**6)) ** 3
        ):
            return False
    early, output = sp.Rational(witnesses["before"]["κ"]), sp.Rational(witnesses["before"]["q"])
    late = sp.Rational(witnesses["after"]["κ"])
    if not (0 < early <= start[0] and start[1] <= late <= zero[0] and output > 0):
        return False
    room = curve.loss(early) - (1 - output) ** 2 / 2
    if not (room > 0 and sp.Rational(27, 8) * curve.root_cubed(early) * output**2 < room**3):
        return False
    points = [sp.Rational(point) for point in witnesses["after"]["breaks"]]
    excess = sp.Rational(27, 8) * curve.root_cubed(late) * q**2 - (curve.loss(late) - (1 - q) ** 2 / 2) ** 3
    return sorted({0, *points, 1}) == [0, *points, 1] and PositiveOnInterval(excess, q, 0, 1).check()


def one_root(
    p: sp.Poly, breaks: list[str], end: sp.Rational | None
) -> tuple[sp.Rational, sp.Rational] | None:
    """The piece with the only root of p for 0 < κ ≤ end."""
    points = [sp.Integer(0), *map(sp.Rational, breaks), *([] if end is None else [end])]
    p = p.quo(sp.Poly(p.gen ** min(m[0] for m in p.monoms()), p.gen))
    if sorted(set(points)) != points or any(p.eval(x) == 0 for x in points) or p.count_roots(0, end) != 1:
        return None
    return next(((a, b) for a, b in pairwise(points) if p.count_roots(a, b) == 1), None)


def bench(total: int, seed: int) -> tuple[Counter[str], Counter[str]]:
    """Corrupt certificates; counts of answers by id, and of accepted changes by class."""
    rng = random.Random(seed)
    answers: Counter[str] = Counter()
    classes: Counter[str] = Counter()
    for number in range(total):
        id_ = IDS[number % len(IDS)]
        data = corrupted(id_, rng)
        try:
            check(parse(data))
        except Rejected:
            answers[f"{id_} rejected"] += 1
            continue
        answers[f"{id_} accepted"] += 1
        why = still_a_proof(id_, data)
        assert why is not None, f"corruption {number} of {id_} with seed {seed} is accepted but no proof"
        classes[why] += 1
    return answers, classes


def test_originals_are_accepted() -> None:
    for id_ in IDS:
        assert check(parse(original(id_).encode()))[0] == id_


def test_corruptions_are_rejected_or_harmless(record_property: Callable[[str, object], None]) -> None:
    answers, classes = bench(1600, 20240514)
    record_property("answers", dict(answers))
    record_property("harmless", dict(classes))
    assert sum(answers.values()) == 1600
    assert sum(classes.values()) < 400
    assert {"title or comment", "order of independent steps", "bounds of √2"} <= set(classes)
    assert classes["nothing changed"] < 20  # bytes of white space, or a byte replaced by itself


@pytest.mark.slow
def test_many_corruptions_are_rejected_or_harmless(record_property: Callable[[str, object], None]) -> None:
    answers, classes = bench(12000, 7)
    print(f"\n{dict(answers)}\nharmless: {dict(classes)}")
    record_property("harmless", dict(classes))
    assert sum(answers.values()) == 12000
    assert {"another breaks", "another κ", "another q", "order of vertices and edges"} <= set(classes)
