"""The pages that are made from the program, their links and their place in the navigation."""

import base64
import doctest
import json
import os
import re
from importlib import import_module
from pathlib import Path

import pytest
import typer
import yaml
from sitepages import api, command_line, derivations, notebooks, statements
from sitepages.links import Links, page_of
from sitepages.navigation import expand

from proofs_check.cli.app import app
from proofs_check.statements import registry

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
FENCES = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
NAVIGATION = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
GROUPS = {
    m.__name__.split(".")[-1]: m.navigation() for m in (api, command_line, derivations, notebooks, statements)
}


def leaves(entry):
    if isinstance(entry, str):
        return [entry]
    below = entry.values() if isinstance(entry, dict) else entry
    return [leaf for one in below for leaf in leaves(one)]


@pytest.mark.parametrize(
    "name", [path.stem for path in sorted((ROOT / "docs" / "sitepages").glob("[a-z]*.py"))]
)
def test_examples(name, capsys):
    if name == "mathml":
        pytest.importorskip("latex2mathml")
    results = doctest.testmod(import_module(f"sitepages.{name}"))
    assert results.failed == 0, capsys.readouterr().out


def test_every_page_is_in_the_navigation_once():
    shown = leaves(expand(NAVIGATION, GROUPS, ROOT / "docs"))
    assert len(shown) == len(set(shown))
    made = {
        path for module in (api, command_line, derivations, notebooks, statements) for path in module.pages()
    }
    written = {path.removeprefix("docs/") for path in PAGES[1:]}
    assert set(shown) == {"index.md"} | written | {path for path in made if path.endswith(".md")}


def test_a_new_page_is_picked_up(tmp_path):
    for path in (ROOT / "docs").glob("*.md"):
        (tmp_path / path.name).touch()
    (tmp_path / "atlas-of-nothing.md").touch()
    assert "atlas-of-nothing.md" in leaves(expand(NAVIGATION, GROUPS, tmp_path))


def links(page):
    text = FENCES.sub("", (ROOT / page).read_text(encoding="utf-8"))
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"https?:|#", link)]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_that_have_a_page(page):
    for link in links(page):
        target = os.path.normpath((Path(page).parent / link.split("#")[0]).as_posix())
        assert (ROOT / target).exists(), f"{page}: {link}"
        assert page_of(target), f"{page}: {link}"


@pytest.mark.parametrize("page", PAGES)
def test_files_named_in_the_text_exist(page):
    text = FENCES.sub("", (ROOT / page).read_text(encoding="utf-8"))
    for name in re.findall(r"`((?:theory|numerics|proofs_check|tests|benchmarks)/[^` ]+)`", text):
        if "99" not in name and "srg_identity" not in name:  # files that a reader of docs/extending.md makes
            assert list(ROOT.glob(name.rstrip("/"))), f"{page}: {name}"


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("mathematics.md", "see `theory/loss.py`", "see [`theory/loss.py`](api/theory.loss.md)"),
        ("mathematics.md", "[x](phase-diagram.md#a)", "[x](phase-diagram.md#a)"),
        ("mathematics.md", "[x](../proofs_check/coq/S8.v)", "[x](source/proofs_check/coq/S8.v.md)"),
        ("mathematics.md", "[x](../README.md)", "[x](index.md)"),
        ("index.md", "[x](docs/training.md)", "[x](training.md)"),
        ("index.md", "![x](docs/figures/figure2.png)", "![x](figures/figure2.png)"),
        ("index.md", "[a S5](https://arxiv.org)", "[a S5](https://arxiv.org)"),
        ("statements/S4.md", "S4 and S5", "S4 and [S5](S5.md)"),
        ("training.md", "# S5\n\nS5, S57, `S5`", "# S5\n\n[S5](statements/S5.md), S57, `S5`"),
        ("training.md", "```\nS5 `theory/loss.py`\n```\n", "```\nS5 `theory/loss.py`\n```\n"),
        ("training.md", "no `theory/none.py`", "no `theory/none.py`"),
    ],
)
def test_links_are_rewritten(page, before, after):
    assert Links().rewrite(before, page) == after


def test_linked_files_without_a_page_get_one():
    assert not Links().source_pages({"training.md": "`theory/loss.py` and [this](certificates.md)"})
    found = Links().source_pages({"training.md": "`proofs_check/coq/S8.v`", "index.md": "[ci](.ci/run)"})
    assert set(found) == {"source/proofs_check/coq/S8.v.md", "source/ci/run.md"}
    assert (ROOT / "proofs_check/coq/S8.v").read_text() in found["source/proofs_check/coq/S8.v.md"]


def every_command(command, name="dnc"):
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
    else:
        for inner, subcommand in below.items():
            yield from every_command(subcommand, f"{name} {inner}")


def test_the_reference_has_every_command_and_option():
    page = command_line.pages()["command-line.md"]
    sections = dict(re.findall(r"^#+ (dnc .*?)\n(.*?)(?=^#+ dnc|\Z)", page, re.MULTILINE | re.DOTALL))
    commands = dict(every_command(typer.main.get_command(app)))
    assert commands
    for name, command in commands.items():
        options = [
            option for parameter in command.params for option in parameter.opts if option.startswith("--")
        ]
        assert all(re.search(rf"[` ]{option}\b", sections[name]) for option in options), name


def test_every_statement_is_told_in_full():
    pages = statements.pages()
    for statement in registry().values():
        page = re.sub(r"\\([\\*_|\[`])", r"\1", pages[f"statements/{statement.id}.md"]).replace("&lt;", "<")
        told = (
            statement.claim,
            *statement.hypotheses,
            *statement.remarks,
            statement.source,
            *statement.depends_on,
        )
        assert all(text in page for text in told), statement.id
        assert f"| [{statement.id}]" in Links().rewrite(pages["statements/index.md"], "statements/index.md")


def test_derivations_are_those_of_the_command_line():
    pages = derivations.pages()
    assert {"derivations/srg.md", "derivations/reduction.md"} <= set(pages)
    assert pages["derivations/srg.md"].count("```math") > 10


def test_notebook_becomes_a_page(tmp_path, monkeypatch):
    picture = {"data": {"image/png": base64.b64encode(b"png").decode(), "text/plain": ["<Figure>"]}}
    cells = [
        {"cell_type": "markdown", "source": ["# Title\n", "text"]},
        {"cell_type": "code", "source": ["1 + 1"], "outputs": [{"data": {"text/plain": ["2"]}}, picture]},
        {"cell_type": "markdown", "source": ["$$x^2$$"]},
        {"cell_type": "code", "source": ["x"], "outputs": [{"data": {"text/latex": ["$\\displaystyle K$"]}}]},
        {"cell_type": "code", "source": ["print(3)"], "outputs": [{"text": ["3\n"]}]},
    ]
    (tmp_path / "some.ipynb").write_text(json.dumps({"cells": cells}))
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path)
    pages = notebooks.pages()
    assert pages["notebooks/some-1.png"] == b"png"
    page = pages["notebooks/some.md"]
    assert page.startswith("# Title\ntext\n")
    assert "```python\n1 + 1\n```\n\n```text\n2\n```" in page
    assert "![Figure](some-1.png)" in page
    assert "```math\nx^2\n```" in page
    assert "```math\nK\n```" in page
    assert "```text\n3\n```" in page
