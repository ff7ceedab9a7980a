"""``dnc atlas``: answers, tables, pictures, builds, and what is said of bad input."""

import json
import subprocess
import sys
from fractions import Fraction

import polars as pl
import pytest

from numerics.atlas.build import build
from numerics.atlas.grid import cells
from proofs_check.cli import main


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """An atlas of four cells."""
    folder = tmp_path_factory.mktemp("atlas")
    build(folder, cells([3, 6], [4], [Fraction(1, 250), Fraction(1, 60)]), starts=0, minutes=1)
    return folder


def run(capsys, *arguments):
    status = main(["atlas", *map(str, arguments)])
    return status, capsys.readouterr()


def test_show_answers_in_words(capsys):
    status, found = run(capsys, "show", "--K", 10, "--L", 5, "--lambda", "0.003")
    assert status == 0
    assert "K = 10, L = 5, λ = 0.003" in found.out
    assert "DNC           0.089540653495" in found.out
    assert found.out.count("certified to be below") == 2  # DNC and SRG_5
    assert "below DNC at every λ" in found.out


def test_show_answers_in_json(capsys):
    status, found = run(capsys, "show", "--K", 6, "--L", 4, "--lambda", "1/250", "--format", "json")
    answer = json.loads(found.out)
    assert status == 0
    assert (answer["K"], answer["L"], answer["lam"]) == (6, 4, "1/250")
    assert answer["lower"] < answer["upper"] < 0.0575250251
    assert answer["below_dnc"]
    assert answer["below_blocks"]
    assert answer["every_lambda"] < 1


def test_show_imports_neither_torch_nor_the_readers_of_tables():
    script = (
        "import sys; from proofs_check.cli import main\n"
        "main(['atlas', 'show', '--K', '10', '--L', '5', '--lambda', '0.003'])\n"
        "print([m for m in ('torch', 'pyarrow', 'polars', 'networkx', 'cvxpy', 'matplotlib') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "[]"


def test_explain_answers_in_words(capsys):
    status, found = run(capsys, "explain", "--K", 3, "--L", 4, "--lambda", "0.004")
    assert status == 0
    assert "orbits of 2+1 classes under 2 symmetries; 4 free scalars" in found.out
    assert "status     exact" in found.out
    assert "C          217.968865968394" in found.out
    assert "= root 4 of x^8 - 328·x^7" in found.out
    assert "all equations hold exactly, in a number field of degree 16" in found.out


def test_explain_answers_in_json(capsys):
    status, found = run(capsys, "explain", "--K", "3,7", "--L", 3, "--digits", 150, "--format", "json")
    answers = json.loads(found.out)
    assert status == 0
    one = next(answer for answer in answers if answer["classes"] == 7 and answer["symmetries"] == 6)
    assert one["status"] == "located"
    assert one["proved"]
    assert one["C"].startswith("2259.8654588276")
    assert Fraction(one["C"]) < Fraction(one["C_record"])
    assert len(one["numbers"]) == one["free"]
    assert one["C_identified"] is None


def test_explain_makes_a_table_of_distinct_pieces(capsys):
    status, found = run(capsys, "explain", "--K", 3, "--L", "4:5", "--digits", 400, "--format", "md")
    lines = found.out.splitlines()
    assert status == 0
    assert len(lines) == 6
    assert [line.split(" | ")[6] for line in lines[2:4]] == ["exact", "exact"]
    assert lines[-1] == "2 distinct pieces: 2 exact."


def test_explain_says_where_there_is_nothing_to_explain(capsys):
    status, found = run(capsys, "explain", "--K", 5, "--L", 2)
    assert status == 0
    assert "single classes of DNC" in found.out


@pytest.mark.parametrize("fmt", ["md", "csv", "json"])
def test_export_has_a_row_for_every_cell(capsys, small, fmt):
    status, found = run(capsys, "export", "--atlas", small, "--format", fmt)
    assert status == 0
    if fmt == "json":
        rows = json.loads(found.out)
        assert [(row["K"], row["lam"]) for row in rows] == [
            (3, "1/250"),
            (3, "1/60"),
            (6, "1/250"),
            (6, "1/60"),
        ]
        assert all(row["lower"] < row["upper"] <= row["dnc"] for row in rows)
    else:
        assert len(found.out.splitlines()) == (6 if fmt == "md" else 5)


def test_export_writes_parquet_and_a_picture(capsys, small, tmp_path):
    status, _ = run(
        capsys,
        "export",
        "--atlas",
        small,
        "--format",
        "parquet",
        "-o",
        tmp_path / "a.parquet",
        "--figure",
        tmp_path / "f",
    )
    assert status == 0
    assert pl.read_parquet(tmp_path / "a.parquet").shape[0] == 4
    assert {path.suffix for path in tmp_path.glob("f.*")} == {".csv", ".svg", ".png", ".txt"}
    assert "4 cells" in (tmp_path / "f.txt").read_text()
    assert "NOT SHOWN" not in (tmp_path / "f.txt").read_text()


def test_build_makes_an_atlas_and_says_so(capsys, tmp_path):
    arguments = (
        "build",
        "--K",
        "3",
        "--L",
        "4",
        "--lambda",
        "1/250",
        "--starts",
        0,
        "--jobs",
        1,
        "-o",
        tmp_path / "a",
    )
    status, found = run(capsys, *arguments)
    assert status == 0
    assert "K = 3, L = 4, λ = 1/250: improved" in found.out
    assert "1 cells, 1 records" in found.out
    status, found = run(capsys, *arguments)
    assert "improved" not in found.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("show", "--lambda", "0"), "lambda = '0' given"),
        (("show", "--lambda", "nan"), "lambda = 'nan' given"),
        (("show", "--lambda", "1e-300"), "between 1e-9 and 1e9"),
        (("show", "--K", "1"), "K = 1"),
        (("show", "--K", "99"), "no record"),
        (("show", "--atlas", "/dev/null/x"), "atlas /dev/null/x given, which is no folder"),
        (("show", "--lambda", "0.004,0.005"), "lambda = '0.004,0.005' given; give one λ"),
        (("explain", "--lambda", "0.004,0.005"), "give one λ"),
        (("export", "--atlas", "/nowhere"), "holds no atlas"),
        (("explain", "--K", "40"), "no record"),
        (("explain", "--K", "x"), "K = 'x' given"),
        (("explain", "--L", "0"), "L = 0"),
        (("explain", "--lambda", "-1"), "lambda = '-1' given"),
        (("explain", "--digits", "5"), "digits"),
        (("explain", "--atlas", "/dev/null/x"), "which is no folder"),
        (("export", "--format", "parquet"), "add --output"),
        (("build", "--K", "1:3"), "K = 1:3"),
        (("build", "--K", "3", "--L", "2:20"), "L = 2:20"),
        (("build", "--K", "5:3"), "empty"),
        (("build", "--minutes", "-1"), "minutes = -1"),
        (("build", "--minutes", "nan"), "minutes = nan"),
        (("build", "-o", "/dev/null/x", "--K", "3", "--L", "3"), "cannot be written"),
    ],
)
def test_bad_input_is_one_line(capsys, arguments, says):
    status, found = run(capsys, *arguments)
    assert status == 2
    assert says in found.err
    assert len(found.err.splitlines()) == 1
    assert found.out == ""


def test_alone_it_explains_itself(capsys):
    status, found = run(capsys)
    assert status == 0
    assert found.err == ""
    assert all(f"\n  {name} " in found.out for name in ("build", "show", "explain", "export"))


def test_a_damaged_atlas_is_one_line_and_keeps_its_records(capsys, small, tmp_path):
    for path in small.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "atlas.parquet").write_bytes(b"PAR1 no")
    status, found = run(capsys, "export", "--atlas", tmp_path)
    assert status == 2
    assert "damaged" in found.err
    status, found = run(
        capsys,
        "build",
        "--K",
        "6",
        "--L",
        "4",
        "--lambda",
        "1/250",
        "--starts",
        0,
        "--jobs",
        1,
        "-o",
        tmp_path,
    )
    assert status == 0
    assert "left out" in found.out
    status, found = run(capsys, "export", "--atlas", tmp_path, "--format", "json")
    assert json.loads(found.out)[0]["K"] == 6
