"""``dnc figure``: the files, the captions, and errors in one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_check.cli import main


def test_a_figure_is_written_redrawn_and_described(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "figures"
    assert main(["figure", "1", "-o", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert " ".join(shown.split()).startswith("Figure 1. Class means M_3, M_4 before σ")
    assert "figure1.svg" in shown
    written = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert sorted(written) == ["figure1.csv", "figure1.png", "figure1.svg", "figure1.txt"]

    (folder / "figure1.svg").unlink()
    assert main(["figure", "1", "-o", str(folder), "--redraw"]) == 0
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == written


def test_a_quick_figure_has_files_of_its_own(tmp_path: Path) -> None:
    assert main(["figure", "1", "--quick", "-o", str(tmp_path)]) == 0
    assert (tmp_path / "figure1-quick.csv").exists()
    assert main(["figure", "1", "--redraw", "-o", str(tmp_path)]) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["4"], "figure 4 given; there are the figures 1, 2, 3, 5, 6"),
        (["one"], "Invalid value for"),
        (["1", "--runs", "0"], "Invalid value for '--runs'"),
        (["1", "--redraw"], "figure1.csv to redraw from; make the figure without --redraw first"),
        (["1", "--redraw", "--runs", "3"], "--redraw and --runs given"),
    ],
)
def test_bad_input_is_one_line(
    arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["figure", *arguments, "-o", str(tmp_path / "folder")]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert not (tmp_path / "folder").exists()


def test_a_file_in_place_of_the_folder_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    assert main(["figure", "1", "-o", str(tmp_path / "file")]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "file given; it cannot be made: File exists; choose another folder" in error
    assert (tmp_path / "file").read_text() == "mine"
