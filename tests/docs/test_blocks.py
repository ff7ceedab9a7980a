"""Every code block of the README and of docs/ runs, and prints what the page says.

A page is run from top to bottom in a copy of the program, as a reader would.  By language:

* ``python``: a doctest, or code that must not fail; blocks of a page share their names;
* ``sh``: run by bash; a ``text`` block right after it is what it prints (``...`` stands for anything);
* ``diff``: applied to the copy; ``toml``, ``json``: read; ``math``: balanced LaTeX (``make docs`` typesets it).

A comment before a block says more: ``<!-- test: slow -->`` leaves it to the slow suite, ``<!-- test: write FILE -->``
puts it into a file, ``<!-- test: in .ci/run -->`` says that CI runs these commands itself, ``<!-- test: status 3 -->``
names the exit status, and ``<!-- test: without FILE -->`` says that the command needs a file that is not there, and must
say so in one line.  A table after ``<!-- prints: COMMAND -->`` is what the command prints.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from contextlib import chdir
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer
from markdown_it import MarkdownIt

from proofs_check.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COPIED = ("theory", "numerics", "proofs_check", "docs", "README.md", "constraints.txt")
LANGUAGES = {"python", "sh", "diff", "toml", "json", "math", "text"}
OUTPUT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
NAMES = [path.relative_to(ROOT).as_posix() for path in PAGES]


@dataclass(frozen=True)
class Block:
    """A code block, what a comment says of it, and the output that the page shows."""

    language: str
    code: str
    where: str
    mark: str = ""
    output: str | None = None


@dataclass
class Reader:
    """Where a page is run: a copy of the program, and the names that its Python blocks defined."""

    folder: Path
    names: dict[str, object] = field(default_factory=dict)

    def run(self, block: Block) -> None:
        words = block.mark.split()
        if words[:1] == ["write"]:
            target = self.folder / words[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.code, encoding="utf-8")
        elif words[:1] == ["in"]:
            assert block.mark == "in .ci/run", block.where
            run_by_ci(block)
        else:
            getattr(self, f"run_{block.language}")(block)

    def run_python(self, block: Block) -> None:
        with chdir(self.folder):
            self._run_python(block)

    def _run_python(self, block: Block) -> None:
        if ">>>" not in block.code:
            exec(compile(block.code, block.where, "exec"), self.names)
            return
        test = doctest.DocTestParser().get_doctest(block.code, self.names, block.where, block.where, 0)
        printed: list[str] = []
        result = doctest.DocTestRunner(optionflags=OUTPUT).run(test, out=printed.append, clear_globs=False)
        self.names.update(test.globs)
        assert result.attempted > 0, block.where
        assert result.failed == 0, "".join(printed)

    def run_sh(self, block: Block) -> None:
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        ended = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.code],
            cwd=self.folder,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(self.folder), "COLUMNS": "100"},
            capture_output=True,
            text=True,
            check=False,
        )
        shown = f"{block.where}: status {ended.returncode}\n{ended.stdout}{ended.stderr}"
        if block.mark.startswith("without "):
            missing = block.mark.split()[1]
            assert ended.returncode == 2, shown
            assert ended.stderr.count("\n") == 1, shown
            assert missing in ended.stderr, shown
            return
        status = int(block.mark.split()[1]) if block.mark.startswith("status ") else 0
        assert ended.returncode == status, shown
        if block.output is not None and block.output.startswith("| "):
            table = [line for line in ended.stdout.splitlines(keepends=True) if line.startswith("|")]
            assert "".join(table) == block.output, shown
        elif block.output is not None:
            assert doctest.OutputChecker().check_output(block.output, ended.stdout, OUTPUT), shown

    def run_diff(self, block: Block) -> None:
        applied = subprocess.run(
            ["git", "apply", "-"],
            input=block.code,
            text=True,
            cwd=self.folder,
            capture_output=True,
            check=False,
        )
        assert applied.returncode == 0, f"{block.where}: {applied.stdout}{applied.stderr}"

    def run_toml(self, block: Block) -> None:
        tomllib.loads(block.code)

    def run_json(self, block: Block) -> None:
        json.loads(block.code)

    def run_math(self, block: Block) -> None:
        assert block.code.count("{") == block.code.count("}"), block.where
        assert block.code.count(r"\left") == block.code.count(r"\right"), block.where

    def run_text(self, block: Block) -> None:
        """Nothing to run; the output of a command is compared where that is run."""


def run_by_ci(block: Block) -> None:
    """Every line is a command of .ci/run."""
    lines = [line.split("#")[0].strip() for line in block.code.splitlines()]
    assert lines, block.where
    assert set(lines) <= set((ROOT / ".ci" / "run").read_text().splitlines()), block.where


def blocks(page: str) -> list[Block]:
    """The blocks of a page in order; a ``text`` block right after commands is joined to them."""
    tokens = MarkdownIt().parse((ROOT / page).read_text(encoding="utf-8"))
    found: list[Block] = []
    before = None
    for token in tokens:
        if token.type in ("fence", "code_block"):
            where = f"{page}:{token.map[0] + 1}"
            told = (
                re.fullmatch(r"<!-- test: (.*) -->\s*", before.content)
                if before and before.type == "html_block"
                else None
            )
            if token.info == "text" and before and before.type == "fence" and before.info == "sh":
                commands = found.pop()
                found.append(Block("sh", commands.code, commands.where, commands.mark, token.content))
            else:
                found.append(Block(token.info, token.content, where, told[1] if told else ""))
        before = token
    return found + tables(page)


def tables(page: str) -> list[Block]:
    """Tables that a command prints."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"^<!-- prints: (.*) -->\n\n((?:\|.*\n)+)", text, re.MULTILINE)
    assert len(found) == text.count("<!-- prints: "), page
    return [Block("sh", command, f"{page}: {command}", "", table) for command, table in found]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    for name in COPIED:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, tmp_path / name)
    return Reader(tmp_path)


@pytest.mark.parametrize("page", NAMES)
def test_page(page: str, reader: Reader) -> None:
    for block in blocks(page):
        if block.mark != "slow":
            reader.run(block)


@pytest.mark.slow
@pytest.mark.parametrize("page", [name for name in NAMES if any(b.mark == "slow" for b in blocks(name))])
def test_page_with_long_blocks(page: str, reader: Reader) -> None:
    for block in blocks(page):
        if "coqc" in block.code and shutil.which("coqc") is None:
            pytest.skip(f"{block.where}: Coq is not installed")
        reader.run(block)


@pytest.mark.parametrize("page", NAMES)
def test_no_block_is_left_out(page: str) -> None:
    """Counted in another way than they are found: by the marks at which fences begin and end."""
    text = (ROOT / page).read_text(encoding="utf-8")
    found = blocks(page)
    assert {block.language for block in found} <= LANGUAGES, "a block without a language, or an indented one"
    outputs = sum(block.output is not None for block in found) - 2 * len(tables(page))
    assert 2 * (len(found) + outputs) == len(re.findall(r"^ *(?:```|~~~)", text, re.MULTILINE))
    assert text.count("<!-- test: ") == sum(bool(block.mark) for block in found)


def commands(page: str) -> list[str]:
    """Calls of ``dnc`` in the running text."""
    tokens = MarkdownIt().enable("table").parse((ROOT / page).read_text(encoding="utf-8"))
    spans = [
        child.content for token in tokens for child in token.children or [] if child.type == "code_inline"
    ]
    return [span for span in spans if span.startswith("dnc ")]


@pytest.mark.parametrize("page", NAMES)
def test_commands_in_the_text_can_be_given(page: str) -> None:
    """Their options exist; they are parsed and not run."""
    whole = typer.main.get_command(app)
    for span in commands(page):
        words = shlex.split(span)[1:]
        command = whole
        while hasattr(command, "commands") and words and not words[0].startswith("-"):
            assert words[0] in command.commands, f"{page}: {span}"
            command = command.commands[words.pop(0)]
        if words:
            assert command.make_context("dnc", words), f"{page}: {span}"
