"""The atlas in the report: a map of the records that there are, a page for each K and L, damage told."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from report_samples import HOSTILE, inputs, small_atlas

from proofs_check import atlas
from proofs_check.report import site
from proofs_check.report.page import Page
from proofs_check.report.pages.atlas import pages


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_atlas(tmp_path_factory.mktemp("atlas") / "atlas")


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """An atlas that a test may damage."""
    return Path(shutil.copytree(made, tmp_path / "atlas"))


def test_without_an_atlas_there_is_no_page(tmp_path: Path) -> None:
    site.write(inputs(), tmp_path / "site")
    assert not (tmp_path / "site" / "atlas.html").exists()
    assert "atlas.html" not in (tmp_path / "site" / "index.html").read_text("utf-8")


def test_the_map_leads_to_a_page_for_every_pair(folder: Path, tmp_path: Path) -> None:
    found = {page.path: page for page in pages(inputs(atlas=folder))}
    assert list(found) == ["atlas.html", "atlas/K02-L2.html", "atlas/K03-L3.html"]
    squares = found["atlas.html"].values["squares"]
    assert {key: [tile.look.mark for tile in square.tiles] for key, square in squares.items()} == {
        (2, 2): ["D", "D"],
        (3, 3): ["D"],
    }
    site.write(inputs(atlas=folder), tmp_path / "site")
    page = (tmp_path / "site" / "atlas" / "K02-L2.html").read_text("utf-8")
    assert f"{atlas.rows(folder)[0][0].upper:.12f}" in page
    assert "(S14)" in page  # DNC is optimal there
    assert page.count(".npz") == 2
    assert (tmp_path / "site" / "data" / "atlas.csv").read_text().startswith("K,L,lam")


def test_lambdas_ascend_as_numbers(folder: Path) -> None:
    (_, first, *_) = pages(inputs(atlas=folder))
    assert [row.lam for _, row in first.values["rows"]] == ["1/100", "1/10"]


def test_a_damaged_record_is_told(folder: Path, tmp_path: Path) -> None:
    record = next(folder.glob("K03-*.npz"))
    record.write_bytes(record.read_bytes()[:-30])
    site.write(inputs(atlas=folder), tmp_path / "site")
    text = (tmp_path / "site" / "atlas.html").read_text("utf-8")
    assert "Left out, since they are damaged" in text
    assert record.name in text
    assert not (tmp_path / "site" / "atlas" / "K03-L3.html").exists()


def test_a_name_in_a_record_is_text(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows, _ = atlas.rows(folder)
    wild = [
        replace(row, best=HOSTILE, winner=HOSTILE, ranks=HOSTILE, blocks=HOSTILE, bound=HOSTILE)
        for row in rows
    ]
    monkeypatch.setattr(atlas, "rows", lambda *_: (wild, [HOSTILE]))
    found: dict[str, Page] = {page.path: page for page in pages(inputs(atlas=folder))}
    assert found["atlas.html"].values["looks"][0].words == "something else"
    site.write(inputs(atlas=folder), tmp_path / "site")
    for path in found:
        text = (tmp_path / "site" / path).read_text("utf-8")
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text
        assert "<img" not in text


def test_processes_answer_as_one_does(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atlas, "FEW", 1)
    assert atlas.rows(folder, jobs=2) == atlas.rows(folder)
