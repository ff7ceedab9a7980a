"""Mutation testing: small changes of the code, each of which some test must notice (``make mutation``).

cosmic-ray makes the mutants; this script runs the tests on them, for three reasons.  Most of the code is
data at module level and in decorated functions, which mutmut never changes.  A process that has SymPy with
warm caches, and loads the mutated module in a fork, tests a mutant in a second where a fresh one needs ten.  And only
tests that ran the changed line are repeated, the fastest first.

Nothing is written to the source tree: the fork imports the mutant from memory.  Results are kept in
``results/mutation/``, by what the file and the change are, so that a run goes on where the last one ended.
``survivors.toml`` holds the survivors that no test can kill, each with the reason; ``--report`` writes
``MUTATION.md``, and keeps there what it says of files that are as they were and have no results here.
"""

from __future__ import annotations

import argparse
import difflib
import gc
import hashlib
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import re
import resource
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatch
from itertools import count
from pathlib import Path
from time import monotonic

os.environ.setdefault("SYMPY_CACHE_SIZE", "None")  # the forks inherit what SymPy has worked out
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = (
    "1"  # pytest starts once a mutant, and each time would look for plugins
)

import coverage
import parso
import pytest
from cosmic_ray.ast import ast_nodes
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results" / "mutation"
REASONS = Path(__file__).with_name("survivors.toml")
REPORT = Path(__file__).with_name("MUTATION.md")
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutation"]
PYTEST = (
    "-x", "-q", "-p", "no:cacheprovider", "--no-header", "--hypothesis-seed=0", "-m", "not slow",
    "-p", "_hypothesis_pytestplugin", "-p", "pytest_timeout",
    "-p", "no:unraisableexception",  # it collects garbage, which a fork need not
    "--assert=plain", "--tb=no",  # that a test fails is enough, and tells it sooner
)  # fmt: skip

LAYERS = ("theory", "numerics", "proofs_check", "tests")
"""Packages in the order in which they import each other: each may import those before it."""

FIRST = 6
"""How many tests, those that killed most mutants of the file so far, a mutant has to pass before all others run."""


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    path: str
    operator: str
    occurrence: int
    line: int
    old: str
    new: str
    source: str

    @property
    def key(self) -> str:
        """The same for the same change of the same file."""
        return hashlib.sha256(f"{self.path}\0{self.source}".encode()).hexdigest()[:16]


def has_mutants(path: str) -> bool:
    """Whether there is anything to mutate in a file."""
    nodes = list(ast_nodes(parso.parse((ROOT / path).read_text())))
    operators = [get_operator(f"core/{name}")() for name in SETTINGS["operators"]]
    return any(True for node in nodes for operator in operators for _ in operator.mutation_positions(node))


def mutants(path: str) -> Iterator[Mutant]:
    """All mutants of a file, in the order of its lines."""
    original = (ROOT / path).read_text()
    found = []
    nodes = list(ast_nodes(parso.parse(original)))
    for name in SETTINGS["operators"]:
        operator = get_operator(f"core/{name}")()
        positions = [position for node in nodes for position in operator.mutation_positions(node)]
        for occurrence, (start, _) in enumerate(positions):
            changed = mutate_code(original, operator, occurrence)
            old, new = changed_lines(original, changed)
            if not is_cache(old, new):
                found.append(Mutant(path, name, occurrence, start[0], old, new, changed))
    return iter(sorted(found, key=lambda mutant: (mutant.line, mutant.operator, mutant.occurrence)))


def changed_lines(before: str, after: str) -> tuple[str, str]:
    """The lines that differ."""
    diff = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return tuple(" ".join(x[1:].strip() for x in diff if x[0] == sign) for sign in "-+")  # type: ignore[return-value]


def is_cache(old: str, new: str) -> bool:
    """Whether the mutant only forgets results that it could keep: equivalent but slower."""
    return old.strip() == "@cache" and not new.strip()


class FromMemory(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Imports one module from a string, and leaves all others to Python."""

    def __init__(self, mutant: Mutant) -> None:
        parts = Path(mutant.path).with_suffix("").parts
        self.package = parts[-1] == "__init__"
        super().__init__(".".join(parts[:-1] if self.package else parts), str(ROOT / mutant.path))
        self.source = mutant.source

    def find_spec(self, fullname, path=None, target=None):
        if fullname != self.name:
            return None
        places = [str(Path(self.path).parent)] if self.package else None
        return importlib.util.spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=places
        )

    def get_code(self, fullname):
        return compile(self.source, self.path, "exec", dont_inherit=True)


class Record:
    """A pytest plugin that notes which lines each test runs, and how long it takes."""

    def __init__(self) -> None:
        self.coverage = coverage.Coverage(data_file=None, config_file=False, source=list(SETTINGS["targets"]))
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        forget_results()
        self.coverage.switch_context(item.nodeid)
        start = monotonic()
        outcome = yield
        self.seconds[item.nodeid] = monotonic() - start
        return outcome

    def tests(self) -> dict[tuple[str, int], set[str]]:
        """Tests by (path, line); the lines of a module that run at its import belong to every test."""
        data, found = self.coverage.get_data(), {}
        for name in data.measured_files():
            path = str(Path(name).relative_to(ROOT))
            for line, contexts in data.contexts_by_lineno(name).items():
                found[path, line] = set(self.seconds) if "" in contexts else set(contexts)
        return found


def layer(path: str) -> str:
    """The package that a file belongs to."""
    return Path(path).parts[0]


def tests_for(paths: list[str]) -> list[str]:
    """Tests of the targets that the files belong to."""
    targets = SETTINGS["targets"].items()
    return [place for name, places in targets if any(p.startswith(name) for p in paths) for place in places]


def forget_results() -> None:
    """Empty the caches of the project, or a test that found its answer there would seem not to run the code."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in ("theory", "proofs_check", "tests"):
            for value in list(vars(module).values()):
                if callable(getattr(value, "cache_clear", None)):
                    value.cache_clear()


def forget_modules(lowest: str) -> None:
    """Unload a package of the project and all that may import it, so that a fork imports them anew."""
    forgotten = {*LAYERS[LAYERS.index(lowest) :], "conftest"}
    for name in list(sys.modules):
        if name.split(".")[0] in forgotten:
            del sys.modules[name]


class Killer:
    """A pytest plugin that tells through a pipe which test failed."""

    def __init__(self, pipe: int) -> None:
        self.pipe = pipe

    def pytest_runtest_logreport(self, report):
        if report.failed:
            os.write(self.pipe, report.nodeid.encode())


def run_in_fork(mutant: Mutant, tests: list[str], seconds: int) -> tuple[str, str]:
    """``killed``, ``survived``, ``killed by time`` or what went wrong; and the test that failed."""
    here, there = os.pipe()
    child = os.fork()
    if child == 0:
        with open(os.devnull, "w") as nothing:
            os.dup2(nothing.fileno(), 1)
            os.dup2(nothing.fileno(), 2)
        gc.disable()
        forget_modules(layer(mutant.path))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_DATA, (6 << 30, 6 << 30))
        sys.meta_path.insert(0, FromMemory(mutant))
        os._exit(int(pytest.main([*PYTEST, *tests], plugins=[Killer(there)])))
    os.close(there)
    with os.fdopen(here) as pipe:
        killer = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return "killed by time", ""
    code = os.WEXITSTATUS(status)
    names = {0: "survived", 1: "killed", 2: "killed at import", 4: "killed at import"}
    return names.get(code, f"pytest ended with {code}"), killer


def judge(mutant: Mutant, tests: set[str], seconds: dict[str, float], kills: Counter[str]) -> str:
    """The outcome of a mutant: first the tests that killed its neighbours, then all that ran its line.

    Of these the tests of the file itself come first, and fast ones before slow ones.
    """
    if not tests:
        return "not run by any test"
    own = Path(mutant.path).stem
    ordered = sorted(tests, key=lambda test: (-kills[test], own not in test, seconds[test]))
    outcome = ""
    for chosen in ([test for test in ordered[:FIRST] if kills[test]], ordered):
        if chosen:
            outcome, killer = run_in_fork(mutant, chosen, 20 + int(5 * sum(seconds[test] for test in chosen)))
            if outcome.startswith("killed"):
                kills[killer] += 1
                break
    return outcome


def tests_of(mutant: Mutant, known: dict[tuple[str, int], set[str]]) -> set[str]:
    """Tests that ran the statement with the changed line; an expression counts where its statement starts."""
    for line in count(mutant.line, -1):
        if line == 0 or (mutant.path, line) in known:
            return known.get((mutant.path, line), set())
    raise AssertionError


def why_it_survives(mutant: Mutant) -> str | None:
    """Why no test can kill a mutant, if survivors.toml says so: by its lines, or by a pattern of them."""
    for entry in tomllib.loads(REASONS.read_text())["survivor"]:
        if fnmatch(mutant.path, entry["path"]) and (
            (mutant.old, mutant.new) == (entry["old"], entry["new"])
            if "old" in entry
            else re.fullmatch(entry["change"], f"{mutant.old} → {mutant.new}")
        ):
            return str(entry["why"])
    return None


def target_files() -> list[str]:
    """All files that are mutated."""
    return sorted(str(p.relative_to(ROOT)) for t in SETTINGS["targets"] for p in (ROOT / t).rglob("*.py"))


def results_of(path: str) -> dict[str, dict]:
    """Results that are kept for a file, by key; the last one counts."""
    keep = RESULTS / (path.replace("/", "-") + ".jsonl")
    lines = keep.read_text().splitlines() if keep.exists() else []
    return {entry["key"]: entry for entry in map(json.loads, lines)}


COLUMNS = ("mutants", "tested", "killed", "explained", "open")


@dataclass(frozen=True)
class Row:
    """What the report says of one file: the digest of its text, counts by column, and its survivors."""

    path: str
    digest: str
    tally: Counter[str]
    accepted: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"| {self.path} | {self.digest} | {' | '.join(str(self.tally[c]) for c in COLUMNS)} |"


def digest_of(path: str) -> str:
    """Tells a file from its other versions."""
    return hashlib.sha256((ROOT / path).read_bytes()).hexdigest()[:12]


def row_of(path: str) -> Row:
    """A file's results that belong to it as it is."""
    tally: Counter[str] = Counter()
    accepted, left = [], []
    digest = digest_of(path)
    found = [entry for entry in results_of(path).values() if entry["text"] == digest]
    for entry in sorted(found, key=lambda entry: (entry["line"], entry["operator"], entry["occurrence"])):
        mutant = Mutant(**{field.name: entry.get(field.name, "") for field in fields(Mutant)})
        tally["mutants"] = entry["mutants"]
        tally["tested"] += 1
        if entry["outcome"].startswith("killed"):
            tally["killed"] += 1
        elif why := why_it_survives(mutant):
            tally["explained"] += 1
            accepted.append(entry_of(mutant, why))
        else:
            tally["open"] += 1
            left.append(entry_of(mutant, entry["outcome"]))
    return Row(path, digest, tally, tuple(accepted), tuple(left))


def rows_of_report(text: str) -> dict[str, Row]:
    """What a report says, by file."""
    found = {}
    entries = re.findall(r"^(- `(.+?):\d+` .*\n  - .*\n  - .*)$", text.partition("## Open")[0], re.MULTILINE)
    open_ones = re.findall(
        r"^(- `(.+?):\d+` .*\n  - .*\n  - .*)$", text.partition("## Open")[2], re.MULTILINE
    )
    for path, digest, *counts in re.findall(
        r"^\| (\S+\.py) \| (\w+)" + r" \| (\d+)" * len(COLUMNS) + r" \|$", text, re.MULTILINE
    ):
        accepted, left = ([entry for entry, of in some if of == path] for some in (entries, open_ones))
        tally = Counter(dict(zip(COLUMNS, map(int, counts), strict=True)))
        found[path] = Row(path, digest, tally, tuple(accepted), tuple(left))
    return found


def judged_again(row: Row) -> Row:
    """A row of an earlier report, after what results here and the reasons now say of its open survivors."""
    found = {
        (entry["line"], entry["old"], entry["new"]): entry["outcome"]
        for entry in results_of(row.path).values()
        if entry["text"] == row.digest
    }
    tally, accepted, left = Counter(row.tally), list(row.accepted), []
    for entry in row.left:
        match = re.fullmatch(r"- `.+?:(\d+)` .*\n  - `(.*)`\n  - `(.*)`", entry)
        assert match is not None
        mutant = Mutant(row.path, "", 0, int(match[1]), match[2], match[3], "")
        why = why_it_survives(mutant)
        if found.get((mutant.line, mutant.old, mutant.new), "").startswith("killed"):
            tally["killed"] += 1
        elif why:
            tally["explained"] += 1
            accepted.append(entry_of(mutant, why))
        else:
            left.append(entry)
    tally["open"] = len(left)
    return Row(row.path, row.digest, tally, tuple(accepted), tuple(left))


def report(before: str) -> str:
    """Summary of all results that belong to the files as they are, here or else in the report before."""
    earlier = rows_of_report(before)
    rows, untested = [], []
    total: Counter[str] = Counter()
    for path in target_files():
        row, known = row_of(path), earlier.get(path)
        if known and known.digest == row.digest and known.tally["tested"] > row.tally["tested"]:
            row = judged_again(known)
        if row.tally["tested"]:
            rows.append(row)
            total += row.tally
        elif has_mutants(path):
            untested.append(path)
    share = 100 * total["killed"] / max(1, total["tested"])
    return "\n".join(
        [
            "# Mutation testing",
            "",
            "Made by `make mutation-report` from the results of `make mutation`; see `mutate.py` for how it works and",
            "`[tool.mutation]` in `pyproject.toml` for the operators. Where fewer mutants were tested than there are, it was",
            "each N-th one, as far as the run came. *text* is the start of the SHA-256 of the file that was tested.",
            "",
            f"**{total['killed']} of {total['tested']} mutants killed ({share:.1f} %)**, {total['explained']} survivors"
            f" explained below, {total['open']} open.",
            *(["", f"Not tested as they are now: {', '.join(untested)}."] if untested else []),
            "",
            f"| file | text | {' | '.join(COLUMNS)} |",
            "|---|---|" + "---:|" * len(COLUMNS),
            *map(str, rows),
            str(Row("all", "", total)),
            "",
            "## Survivors that no test can kill",
            "",
            *(entry for row in rows for entry in row.accepted),
            "",
            "## Open",
            "",
            *(entry for row in rows for entry in row.left),
            "",
        ]
    )


def entry_of(mutant: Mutant, why: str) -> str:
    """A survivor in the report."""
    return f"- `{mutant.path}:{mutant.line}` {why}\n  - `{mutant.old}`\n  - `{mutant.new}`"


def main() -> None:
    """Test all mutants of the files given, and keep each result as soon as it is known."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "paths", nargs="*", help="files; theory/loss.py@5 is each fifth mutant; by default all"
    )
    parser.add_argument("--report", action="store_true", help="write MUTATION.md and test nothing")
    parser.add_argument("--only", default="", help="only mutants with this text in the changed line")
    parser.add_argument(
        "--tests", nargs="+", help="run these tests, not all of the target: what they kill is killed"
    )
    parser.add_argument("--again", action="store_true", help="survivors of earlier runs once more")
    options = parser.parse_args()
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    RESULTS.mkdir(parents=True, exist_ok=True)
    if options.report:
        REPORT.write_text(report(REPORT.read_text() if REPORT.exists() else ""))
        return
    paths = options.paths or target_files()

    # A counterexample is enough, it need not be the simplest; the profile of tests/conftest.py inherits this.
    settings.register_profile("unshrunk", phases=(Phase.explicit, Phase.generate))
    settings.load_profile("unshrunk")
    record = Record()
    record.coverage.start()
    code = pytest.main([*PYTEST, *(options.tests or tests_for(paths))], plugins=[record])
    record.coverage.stop()
    if code != 0:
        raise SystemExit("the tests fail without any mutant")
    known = record.tests()
    forget_modules(min(map(layer, paths), key=LAYERS.index))
    gc.collect()
    gc.freeze()

    unexplained = 0
    for path, _, every in (place.partition("@") for place in paths):
        keep, done = RESULTS / (path.replace("/", "-") + ".jsonl"), results_of(path)
        start, tally, kills = monotonic(), Counter(), Counter()
        found, text = list(mutants(path)), digest_of(path)
        for number, mutant in enumerate(found):
            entry = done.get(mutant.key)
            repeat = options.again and entry and not entry["outcome"].startswith("killed")
            if number % int(every or 1) or options.only not in mutant.old or (entry and not repeat):
                continue
            begin = monotonic()
            outcome = judge(mutant, tests_of(mutant, known), record.seconds, kills)
            tally[outcome] += 1
            shown = {k: v for k, v in asdict(mutant).items() if k != "source"}
            entry = {"key": mutant.key, "text": text, "mutants": len(found), **shown, "outcome": outcome}
            entry["seconds"] = round(monotonic() - begin, 2)
            with keep.open("a") as file:
                file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            if not outcome.startswith("killed") and not why_it_survives(mutant):
                unexplained += 1
                print(f"{path}:{mutant.line} {outcome}\n  - {mutant.old}\n  + {mutant.new}", flush=True)
        print(f"{path}: {dict(tally)} in {monotonic() - start:.0f} s", flush=True)
    if unexplained:
        raise SystemExit(f"{unexplained} mutants survived without a reason in {REASONS.name}")


if __name__ == "__main__":
    main()
