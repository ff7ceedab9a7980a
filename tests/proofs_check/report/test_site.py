"""The whole site: escaped, self-contained, light, replaced whole, and honest about what did not run."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from jsonschema import Draft202012Validator
from report_samples import HOSTILE, HOSTILE_STATEMENT, PIXEL, document, hostile_inputs, inputs, some_runs

from proofs_check.report import site
from proofs_check.report.exports import schema
from proofs_check.report.page import slug
from proofs_check.report.pages import statements as statement_pages
from proofs_check.statements import registry
from theory.errors import InvalidInputError

VOID = {"meta", "link", "img", "input", "br"}
LEADING = {"href", "src", "action", "data", "poster", "xlink:href"}


class Reader(HTMLParser):
    """The elements of a page, its links and its text; elements must close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.words = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [str(value) for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    @property
    def links(self) -> list[str]:
        return [
            str(value) for _, attributes in self.tags for name, value in attributes.items() if name in LEADING
        ]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    site.write(hostile_inputs(tmp_path_factory.mktemp("figures")), folder)
    return folder


def pages(folder: Path) -> dict[str, Reader]:
    return {
        file.relative_to(folder).as_posix(): Reader(file.read_text("utf-8"))
        for file in folder.rglob("*.html")
    }


def test_hostile_text_is_text_everywhere(hostile: Path) -> None:
    found = pages(hostile)
    for path, page in found.items():
        scripts = [attributes.get("src") for tag, attributes in page.tags if tag == "script"]
        assert all(source and re.fullmatch(r"(\.\./)?assets/[a-z-]+\.js", source) for source in scripts), path
        for tag, attributes in page.tags:
            assert not any(name.startswith("on") for name in attributes), (path, tag)
            assert not any(
                (value or "").lstrip().lower().startswith("javascript:") for value in attributes.values()
            )
            assert tag != "img" or str(attributes["src"]).startswith("figures/")
        assert "49" not in page.words or "{{ 7 * 7 }}" in page.words or "7 * 7" not in page.words
    shown = found["statements/S99.html"].words
    for text in (HOSTILE_STATEMENT.claim, *HOSTILE_STATEMENT.hypotheses, *HOSTILE_STATEMENT.remarks):
        assert text in shown
    assert shown.count(HOSTILE) >= 15
    assert HOSTILE_STATEMENT.title in found["index.html"].words


def test_the_raw_text_never_stands_in_a_file_of_html(hostile: Path) -> None:
    for file in hostile.rglob("*.html"):
        assert not re.search(r"<script>alert|<img src=x", file.read_text("utf-8")), file


def test_every_link_leads_to_a_file_of_the_report_and_every_anchor_is_there(hostile: Path) -> None:
    found = pages(hostile)
    for path, page in found.items():
        assert len(page.ids) == len(set(page.ids)), path
        for link in page.links:
            parts = urlsplit(link)
            if link == "data:,":
                continue
            assert (parts.scheme, parts.netloc) == ("", ""), (path, link)
            if parts.path:
                target = (hostile / path).parent / unquote(parts.path)
                assert target.resolve().is_relative_to(hostile.resolve())
                assert target.is_file(), (path, link)
            elif parts.fragment:
                assert parts.fragment in page.ids


def test_styles_and_scripts_ask_for_nothing(hostile: Path) -> None:
    for file in (hostile / "assets").iterdir():
        text = file.read_text("utf-8")
        assert not re.search(
            r"https?://(?!www\.w3\.org/)|@import|url\(|fetch\(|XMLHttpRequest|import\(|eval\(", text
        )


def test_what_never_ran_is_shown_as_such_with_the_command(hostile: Path) -> None:
    page = (hostile / "statements" / "S7.html").read_text("utf-8")
    legs = registry()["S7"].legs
    assert page.count("This leg was never run") == len(legs)
    for leg in legs:
        assert f"dnc verify S7 --leg {leg.kind.value}" in page
    assert "make formal" in (hostile / "statements" / "S5.html").read_text("utf-8")


def test_a_stored_leg_is_shown_with_evidence_time_and_counterexample(hostile: Path) -> None:
    proved = Reader((hostile / "statements" / "S1.html").read_text("utf-8"))
    assert "1.50 s" in proved.words
    assert sum(tag == "math" for tag, _ in proved.tags) >= 5
    assert "AM–GM" in proved.words
    refuted = Reader((hostile / "statements" / "S3.html").read_text("utf-8")).words
    assert "Counterexample" in refuted
    assert "2 × 2 matrix" in refuted


def test_the_report_is_light(tmp_path: Path) -> None:
    site.write(inputs(document(registry().values(), some_runs())), tmp_path / "site")
    sizes = [
        f.stat().st_size for f in (tmp_path / "site").rglob("*") if f.is_file() and f.parent.name != "figures"
    ]
    assert sum(sizes) <= 2_000_000


def test_stale_results_are_marked_on_every_page_that_shows_them(tmp_path: Path) -> None:
    made = document(registry().values(), some_runs())
    made["sources"] = {**made["sources"], "theory/proofs/collapse.py": "0" * 64}
    site.write(inputs(made), tmp_path / "site")
    found = {path: page.words for path, page in pages(tmp_path / "site").items()}
    assert "Stale: S1" in found["index.html"]
    assert (
        "rests on stale S1" in " ".join(found["statements/S2.html"].split())
        or "stale" in found["statements/S2.html"]
    )
    assert "theory/proofs/collapse.py" in found["statements/S1.html"]
    assert "S1: 1 file changed" in found["environment.html"]
    assert (
        r"\@namedef{dnc@verdict@S1}{\dncproved{}\dncstale{}}"
        in (tmp_path / "site" / "theorems.tex").read_text()
    )


def test_other_versions_are_shown_as_different(tmp_path: Path) -> None:
    made = document(registry().values(), some_runs())
    made["environment"] = {**made["environment"], "sympy": "0.7"}
    site.write(inputs(made), tmp_path / "site")
    page = (tmp_path / "site" / "environment.html").read_text("utf-8")
    assert page.count("different") == 1
    assert "0.7" in page


# The folder.


def test_an_earlier_report_is_replaced_whole(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    site.write(inputs(), folder)
    (folder / "statements" / "S98.html").write_text("a statement that is gone")
    written = site.write(inputs(), folder)
    assert sorted(written) == sorted(
        p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()
    )
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(InvalidInputError, match="which holds other files than a report"):
        site.write(inputs(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_report_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    site.write(inputs(), folder)
    before = (folder / "index.html").read_text("utf-8")

    def fails(_: Any) -> Any:
        yield from ()
        raise RuntimeError("in the middle")

    monkeypatch.setattr(statement_pages, "pages", fails)
    with pytest.raises(RuntimeError, match="in the middle"):
        site.write(inputs(document(registry().values(), some_runs())), folder)
    assert (folder / "index.html").read_text("utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# Figures, and networks that were trained on images.


def test_figures_are_copied_with_their_data(tmp_path: Path) -> None:
    folder = tmp_path / "figures"
    folder.mkdir()
    (folder / "a.png").write_bytes(PIXEL)
    (folder / "a.csv").write_text("1,2")
    (folder / "notes.csv").write_text("data without a picture")
    (folder / "secret.key").write_text("not for the web")
    site.write(inputs(figures=folder), tmp_path / "site")
    assert sorted(f.name for f in (tmp_path / "site" / "figures").iterdir()) == ["a.csv", "a.png"]
    assert (tmp_path / "site" / "figures" / "a.csv").read_text() == "1,2"


@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_without_figures_is_an_error(tmp_path: Path, exists: bool) -> None:
    folder = tmp_path / "figures"
    if exists:
        folder.mkdir()
    with pytest.raises(InvalidInputError, match=str(folder)):
        site.write(inputs(figures=folder), tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_networks_on_images_are_set_against_the_model(tmp_path: Path) -> None:
    from proofs_check.figures.figure import frame

    rows = [
        {"panel": "loss", "series": "DNC", "value": 0.16998},
        {"panel": "loss", "series": "SRG", "value": 0.13854},
        {"panel": "loss", "series": "lower bound", "value": 0.04},
        {"panel": "loss", "series": "trained loss", "x": 0, "value": 0.9},
        {"panel": "loss", "series": "final", "x": 0, "value": 0.14113},
        *(
            {"panel": "ranks", "series": f"M_{i}", "x": 0, "value": rank}
            for i, rank in enumerate((10, 4, 4, 4), 1)
        ),
        {"panel": "accuracy", "series": "test", "x": 0, "value": 0.99},
    ]
    frame(rows).write_csv(tmp_path / "figure2-real.csv")
    (tmp_path / "figure2-real.png").write_bytes(PIXEL)
    site.write(inputs(figures=tmp_path), tmp_path / "out" / "site")
    shown = Reader((tmp_path / "out" / "site" / "images.html").read_text("utf-8")).words
    for text in ("0.16998", "0.13854", "0.14113", "10, 4, 4, 4", "99.0 %"):
        assert text in shown


# Exports.


def test_results_are_exported_as_they_were_read_and_meet_their_schema(tmp_path: Path) -> None:
    made = [document(registry().values(), some_runs()) for _ in range(2)]
    site.write(inputs(*made), tmp_path / "site")
    validator = Draft202012Validator(schema())
    for name, original in zip(("results.json", "results-2.json"), made, strict=True):
        exported = json.loads((tmp_path / "site" / name).read_text("utf-8"))
        assert exported == json.loads(json.dumps(original))
        validator.validate(exported)


def test_the_schema_is_one_and_refuses_what_is_none() -> None:
    Draft202012Validator.check_schema(schema())
    validator = Draft202012Validator(schema())
    good = json.loads(json.dumps(document(registry().values(), some_runs())))
    validator.validate(good)
    for wrong in (
        {**good, "version": 1},
        {**good, "extra": 1},
        {key: value for key, value in good.items() if key != "sources"},
        {**good, "sources": {"a.py": "short"}},
        {**good, "statements": [{**good["statements"][0], "verdict": "true"}]},
        {**good, "statements": [{**good["statements"][0], "legs": [{"kind": "exact"}]}]},
    ):
        assert not validator.is_valid(wrong)


def test_theorems_have_macros_for_every_statement_and_balanced_braces(hostile: Path) -> None:
    text = (hostile / "theorems.tex").read_text("utf-8")
    for name in registry():
        for field in ("verdict", "title", "claim", "hypotheses", "source", "form"):
            assert rf"\@namedef{{dnc@{field}@{name}}}" in text
    assert r"\@namedef{dnc@verdict@S3}{\dncrefuted{}}" in text
    assert r"\@namedef{dnc@verdict@S7}{\dncneverrun{}}" in text
    for line in text.splitlines():
        if line.startswith(r"\@namedef"):
            plain = line.replace(r"\{", "").replace(r"\}", "")
            assert plain.count("{") == plain.count("}")
            assert plain.count("$") % 2 == 0


def test_tables_are_in_the_style_of_booktabs(hostile: Path) -> None:
    text = (hostile / "tables.tex").read_text("utf-8")
    assert text.count(r"\toprule") == text.count(r"\bottomrule") == 3
    for block in text.split(r"\begin{tabular}{")[1:]:
        columns = len(block.split("}")[0])
        body = block.split(r"\bottomrule")[0].splitlines()[1:]
        lines = [line for line in body if line.endswith(r"\\")]
        assert {line.replace(r"\&", "").count("&") + 1 for line in lines} == {columns}


def test_references_have_the_papers_that_statements_cite(hostile: Path) -> None:
    text = (hostile / "references.bib").read_text("utf-8")
    assert text.count("{") == text.count("}")
    assert {"dnc-verifier", "sukenik2024neural", "sukenik2023deep"} <= set(
        re.findall(r"@\w+\{([\w-]+),", text)
    )
    assert "VERSION" not in text


def test_slugs_are_safe_names() -> None:
    assert slug(HOSTILE).replace("-", "").isalnum()
    assert slug("‖‖") == "unnamed"
