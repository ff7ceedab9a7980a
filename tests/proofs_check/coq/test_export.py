"""What is written for Coq: always the same, without holes, and with every number before Coq's kernel."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from proofs_check.coq.compiler import ALLOWED_AXIOMS, CoqError, Report
from proofs_check.coq.export import NAMESPACE, PRINTED, development, holes, imports, order, write
from proofs_check.coq.leg import reported, theorems
from proofs_check.statement import LegKind
from proofs_check.statements import registry
from theory.errors import InvalidInputError

STATEMENTS = sorted(name for name in development() if re.fullmatch(r"S\d+", name))
DIGEST = """
import hashlib
from proofs_check.coq.export import development
print(hashlib.sha256(repr(list(development().items())).encode()).hexdigest())
"""


def test_the_text_does_not_depend_on_the_process() -> None:
    here = hashlib.sha256(repr(list(development().items())).encode()).hexdigest()
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    elsewhere = subprocess.run(
        [sys.executable, "-c", DIGEST],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    assert elsewhere.stdout.strip() == here


def test_nothing_is_assumed_or_left_open() -> None:
    assert {name: found for name, text in development().items() if (found := holes(text))} == {}


def test_every_theorem_of_a_statement_is_in_the_report_of_assumptions() -> None:
    texts = development()
    for name in STATEMENTS:
        assert sorted(reported(texts[name])) == sorted(theorems(texts[name])) != [], name


def test_every_statement_with_a_formal_leg_has_a_module_and_the_other_way_round() -> None:
    with_leg = {s.id for s in registry().values() if any(leg.kind is LegKind.FORMAL for leg in s.legs)}
    assert with_leg == set(STATEMENTS)


def test_modules_come_after_what_they_import() -> None:
    names = list(development())
    for position, (name, text) in enumerate(development().items()):
        assert set(imports(text)) <= set(names[:position]), name
    assert set(PRINTED) <= set(names)


def test_a_cycle_or_an_unknown_module_is_no_order() -> None:
    with pytest.raises(KeyError):
        order({"A": "From DNC Require Import B."}, ["A"])


def test_the_project_file_lists_the_files_in_order(tmp_path: Path) -> None:
    written = write(tmp_path / "new" / "folder")
    lines = (tmp_path / "new" / "folder" / "_CoqProject").read_text().splitlines()
    assert lines == [f"-Q . {NAMESPACE}", *(f"{name}.v" for name in development())]
    assert [path.name for path in written] == [*lines[1:], "_CoqProject"]
    assert {path.stem: path.read_text() for path in written[:-1]} == development()


def test_a_file_in_the_way_is_an_error_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidInputError, match="cannot be made"):
        write(tmp_path / "file")


@pytest.mark.slow
def test_everything_compiles_and_rests_on_the_axioms_of_the_real_numbers(
    compiled: tuple[Path, Report],
) -> None:
    for name in STATEMENTS:
        assert compiled[1].axioms(name) <= ALLOWED_AXIOMS


CORRUPTIONS = [
    # a coefficient of a positivity certificate, of the polynomial itself, and of both
    ("Margins", "(206000 + ", "(206001 + "),
    ("Margins", "206000", "(-206000)"),
    ("Margins", "(23 + ", "(24 + "),
    # thresholds off by one: r >= 5 at L = 3, r >= 4 at L = 4
    ("Margins", "w r : sqrt2_bounds w -> 5 <= r", "w r : sqrt2_bounds w -> 4 <= r"),
    ("Margins", "w r : sqrt2_bounds w -> 4 <= r", "w r : sqrt2_bounds w -> 3 <= r"),
    # closed forms: an exponent, a multiplicity, an eigenvalue, a factor
    ("ClosedForms", "(L - 3)%nat", "(L - 2)%nat"),
    ("ClosedForms", "Definition multiplicity_1 (r : R) : R :=\n  ((-1) + r)", "Definition multiplicity_1 (r : R) : R :=\n  r"),
    ("ClosedForms", "Definition singular_value_1 (r : R) : R :=\n  ((-3) + r)", "Definition singular_value_1 (r : R) : R :=\n  ((-2) + r)"),
    ("ClosedForms", "((1 / 8) * (r ^ 2) * ((-1) + r))", "((1 / 4) * (r ^ 2) * ((-1) + r))"),
    # an entry of a matrix, and one of a rank certificate
    ("GraphData", "Definition A_5 : zmat :=\n  [[0; 0;", "Definition A_5 : zmat :=\n  [[0; 1;"),
    ("GraphData", "Definition B_8 : zmat :=\n  [[1;", "Definition B_8 : zmat :=\n  [[0;"),
    ("GraphData", "    1 1.", "    1 2."),
    # the counterexample: its weights, the number between the two losses, and lambda
    ("CounterexampleData", "(223 # 1200)", "(1223 # 1200)"),
    ("CounterexampleData", "(417 # 1000)", "(416 # 1000)"),
    ("CounterexampleData", "417 / 1000", "419 / 1000"),
    ("CounterexampleData", "(7937 # 250000)", "(7937 # 25000)"),
    # the crossings at L = 2: a weight, a bound, a cut, an integer of the graph, and the ends of the claim
    ("CrossingData", " [0; ", " [1; "),
    ("CrossingData", "S0 := 36;", "S0 := 35;"),
    ("CrossingData", "P := 28;", "P := 27;"),
    ("CrossingData", "C <= 741666 / 1000000", "C <= 741667 / 1000000"),
    ("CrossingData", "741667 / 1000000 * threshold 2 <= C", "741666 / 1000000 * threshold 2 <= C"),
    ("CrossingData", "741667 / 1000000 /\\", "741666 / 1000000 /\\"),
    ("BlocksTwoLayers", "<= 1040046 / 1000000", "<= 1040045 / 1000000"),
    ("Crossing", "(wins C <-> start < C < stop)", "(wins C <-> start <= C < stop)"),
    ("HalfLine", "  | a :: (b :: _) as rest => (a <? b) &&", "  | a :: (b :: _) as rest =>"),
    ("TwoLayers", "Definition P := mul2 [[6; 1]] [[13; 3]]", "Definition P := mul2 [[6; 1]] [[12; 3]]"),
    # the curve: its slope, the side of an upward crossing, and the size of the least loss
    ("UpwardCrossings", "(T3 kappa / K * (kappa - kappa_of (ridge kappa)))", "(T3 kappa / K * (kappa + kappa_of (ridge kappa)))"),
    ("UpwardCrossings", "(exists k, kappa < k < kappa + delta /\\ X <= level k)", "(exists k, kappa < k < kappa + delta /\\ level k < X)"),
    ("UpwardCrossings", "upward kappa /\\ curve_loss kappa < zero_value", "upward kappa /\\ curve_loss kappa < zero_value / 2"),
    # blocks at L = 2: the least K, the ends of the interval, the share of a block
    ("BlocksTwoLayers", "(10 <= K)%nat", "(9 <= K)%nat"),
    ("BlocksTwoLayers", "741666 / 1000000 <= start", "741667 / 1000000 <= start"),
    ("BlocksTwoLayers", "start * threshold 2 < C < stop", "start * threshold 2 <= C < stop"),
    ("BlocksTwoLayers", "(Kr / K * mean3)", "(mean3)"),
    ("S3", "kneser e f = kneser f e /\\ kneser e e = 0", "kneser e f = kneser f e /\\ kneser e e = 1"),
    # cheaper networks: a weight, an output that is not the target, a depth at which they are dearer than DNC
    ("CheaperNetworks", "(89 # 100)", "(88 # 100)"),
    ("CheaperNetworks", "(natQ 3) (4 + 1)", "(natQ 3) (3 + 1)"),
    ("DeeperNetwork", "B 0%nat else if S l =? L then B 2%nat else", "B 0%nat else if S l =? L then B 1%nat else"),
    ("DeeperNetwork", "INR r ^ (L - 3).\nProof", "INR r ^ (L - 2).\nProof"),
    ("CheaperNetwork", "cost K L w h1 W1 < INR K ^ (L + 1)", "cost K L w h1 W1 <= INR K ^ (L + 1)"),
    ("S23", "(7 <= K)", "(6 <= K)"),
    ("S23", "(3 <= K)", "(2 <= K)"),
    ("S23", "(4 <= L)", "(3 <= L)"),
    ("HoffmanSingleton", "(-1 # 42)", "(1 # 42)"),
    ("HoffmanSingleton", "[[1; 2; 3;", "[[1; 2; 4;"),
    ("S27", "(50 <= K)", "(49 <= K)"),
    # SRG with a constant: the rows, the closed forms, the least r, the direction in which the cost falls
    ("SrgConstant", "(1 + 2 * added) / column", "(1 + 3 * added) / column"),
    ("SrgConstant", "2 / n * (/ first_scale - / beta r) + added / first_scale", "2 / n * (/ first_scale - / beta r) + added / beta r"),
    ("SrgConstant", "root_3_helps n : 8 <= n", "root_3_helps n : 7 <= n"),
    ("SrgConstant", "x1 ^ 3 <= t ^ 2", "t ^ 2 <= x1 ^ 3"),
    ("ClosedForms", "Definition srg_ratio_square (r : R) : R :=\n  ((/ ((-2) + r))", "Definition srg_ratio_square (r : R) : R :=\n  ((/ ((-3) + r))"),
    ("ClosedForms", "Definition last_ratio (r : R) : R :=\n  ((1 / 2)", "Definition last_ratio (r : R) : R :=\n  ((1 / 3)"),
    ("ClosedForms", "((-1) + r + x) ^ (2)%nat", "((-1) + r + x) ^ (3)%nat"),
    # zero improves only what costs more
    ("BelowSrg", "shape_cost L n * last_norm r q0 q1 q2) ->\n  improves h W", "2 * shape_cost L n * last_norm r q0 q1 q2) ->\n  improves h W"),
    ("BalancedValue", "0 <= c' < c", "0 <= c' <= c"),
    # three points and their pairs: SRG's cost constant, the depth
    ("CheaperNetworks", "(6448 # 1)", "(6180 # 1)"),
    ("SinglesPairs", "6448 * 4 ^ (L - 4) < 6", "6450 * 4 ^ (L - 4) < 6"),
    ("SinglesPairs", "shape_cost_4 L : (4 <= L)", "shape_cost_4 L : (3 <= L)"),
    ("S18", "(3 <= K)", "(2 <= K)"),
    # halves: a point, a number of subsets, a squared singular value, the borders of kappa
    ("HalvesData", "[[0; 1; 2];", "[[0; 1; 3];"),
    ("HalvesData", "counted_7 : counted 7 subsets_7 1 3 3", "counted_7 : counted 7 subsets_7 1 3 2"),
    ("HalvesData", "square_0 6 0 1 2 = 12", "square_0 6 0 1 2 = 13"),
    ("HalvesData", "[20655; (-135);", "[20655; (-136);"),
    ("HalvesData", "helps_6 k : 0 < k <= 2", "helps_6 k : 0 < k <= 3"),
    ("HalvesData", "late_6 k : 2 < k", "late_6 k : 1 < k"),
    ("Halves", "then / 2 else - / 2", "then / 2 else - / 3"),
    ("CurveComparison", "Hypothesis HL : (3 <= L)", "Hypothesis HL : (2 <= L)"),
    ("KappaCurve", "root (L + 1) y * (INR L + y' / y)", "root (L + 1) y * (INR L + 1)"),
    ("S25", "6 => 20", "6 => 19"),
    ("S25", "(6 <= r)", "(5 <= r)"),
    ("PairsInHalves", "(-1 # 2)", "(1 # 2)"),
    ("S28", "(15 <= K)", "(14 <= K)"),
    ("S28", "(K + 5 <= d 1)", "(K + 4 <= d 1)"),
    # statements that say more than is true
    ("DncNotOptimal", "(10 <= K)", "(9 <= K)"),
    ("DncNotOptimal", "(5 <= r)", "(4 <= r)"),
    ("UniformLoss", "Definition threshold (L : nat) : R :=\n  /", "Definition threshold (L : nat) : R :=\n  2 */"),
    ("Graphs", "= 2 * (n - 2) * delta e f + (n - 2) * triangular e f + 4 * kneser e f",
     "= 2 * (n - 2) * delta e f + (n - 2) * triangular e f + 3 * kneser e f"),
    ("Ranks", "(mmul 4 last_hidden incidence) 3", "(mmul 4 last_hidden incidence) 4"),
    ("LowerBound", "INR K ^ 2 ->\n  exists s, 0 <= s /\\ loss L C s <= objective K n",
     "INR K ^ 3 ->\n  exists s, 0 <= s /\\ loss L C s <= objective K n"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("module", "old", "new"), CORRUPTIONS)
def test_a_wrong_number_or_statement_does_not_compile(
    recompile: Callable[[str, str, str], None], module: str, old: str, new: str
) -> None:
    with pytest.raises(CoqError, match=r"\.v: line \d+"):
        recompile(module, old, new)


@pytest.mark.slow
def test_a_change_without_meaning_compiles(recompile: Callable[[str, str, str], None]) -> None:
    recompile("Margins", "(206000 + ", "(205000 + 1000 + ")
