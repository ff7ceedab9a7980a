"""Whoever comes first compiles a module; it is compiled once, after its imports, and refused for all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from proofs_check.coq import build
from proofs_check.coq.build import compile_modules, digest
from proofs_check.coq.compiler import CoqError, Report

TEXTS = {
    "A": "",
    "B": "From DNC Require Import A.",
    "C": "From DNC Require Import A.",
    "D": "From DNC Require Import B C.",
    "E": "",
}


class Compiler:
    """Takes the place of ``coqc``: notes what it compiled, and refuses a module."""

    def __init__(self, refused: str = "") -> None:
        self.refused, self.compiled, self.most = refused, list[str](), 0
        self._active, self._lock = 0, threading.Lock()

    def __call__(self, folder: Path, name: str, text: str) -> str:
        with self._lock:
            self._active += 1
            self.most = max(self.most, self._active)
            missing = [needed for needed in build.imports(text) if not (folder / f"{needed}.out").exists()]
            self.compiled.append(name)
        time.sleep(0.05)
        with self._lock:
            self._active -= 1
        assert missing == []
        if name == self.refused:
            raise CoqError(f"{name}.v: line 1: no")
        return f"{name} printed"


@pytest.fixture
def together(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[Compiler], list[Report | CoqError]]:
    """Three builds at the same time in one folder; locks of one process exclude each other as those of several do."""

    def run(compiler: Compiler) -> list[Report | CoqError]:
        monkeypatch.setattr(build, "compile_module", compiler)
        monkeypatch.setattr(build, "coq_version", lambda: "0")

        def one(wanted: str) -> Report | CoqError:
            try:
                return compile_modules(tmp_path, TEXTS, wanted)
            except CoqError as error:
                return error

        with ThreadPoolExecutor(3) as pool:
            return list(pool.map(one, ["D", "DE", "CE"]))

    return run


def test_every_module_is_compiled_once_and_its_output_known_to_all(
    together: Callable[[Compiler], list[Report | CoqError]],
) -> None:
    compiler = Compiler()
    reports = together(compiler)
    assert sorted(compiler.compiled) == sorted(TEXTS)
    assert compiler.most > 1  # they divide the work
    for report, names in zip(reports, ["ABCD", "ABCDE", "ACE"], strict=True):
        assert isinstance(report, Report)
        assert report.output == {name: f"{name} printed" for name in names}


def test_what_one_has_refused_is_refused_for_all_who_need_it(
    together: Callable[[Compiler], list[Report | CoqError]],
) -> None:
    compiler = Compiler(refused="B")
    first, second, third = together(compiler)
    assert str(first) == str(second) == "B.v: line 1: no"
    assert isinstance(third, Report)
    assert compiler.compiled.count("B") == 1
    assert "D" not in compiler.compiled


def test_other_texts_are_compiled_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiler = Compiler()
    monkeypatch.setattr(build, "compile_module", compiler)
    monkeypatch.setattr(build, "coq_version", lambda: "0")
    for texts in (TEXTS, {**TEXTS, "E": "(* changed *)"}, TEXTS):
        compile_modules(tmp_path, texts, "E")
    assert compiler.compiled == ["E", "E"]
    assert len({digest(TEXTS), digest({**TEXTS, "E": "(* changed *)"})}) == 2


def test_a_build_that_died_is_taken_up_where_it_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Killed(BaseException):
        pass

    def killed(folder: Path, name: str, text: str) -> str:
        if name == "B":
            raise Killed
        return f"{name} printed"

    monkeypatch.setattr(build, "coq_version", lambda: "0")
    monkeypatch.setattr(build, "compile_module", killed)
    with pytest.raises(Killed):
        compile_modules(tmp_path, TEXTS, "D")
    compiler = Compiler()
    monkeypatch.setattr(build, "compile_module", compiler)
    assert set(compile_modules(tmp_path, TEXTS, "D").output) == set("ABCD")
    assert "A" not in compiler.compiled
