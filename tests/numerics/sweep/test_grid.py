import json
from pathlib import Path

import numpy as np
import pytest

from numerics.sweep.grid import Grid
from theory.errors import InvalidInputError

SMALL = {"K": [3, 4], "L": 2, "lambda": [0.01, 0.02], "width": [4, 6], "runs": 3, "chunk": 4}


def test_every_combination_has_its_runs_and_every_chunk_is_one_batch() -> None:
    grid = Grid.from_mapping(SMALL)
    chunks = list(grid.chunks())
    runs = [run for chunk in chunks for run in chunk.runs]
    assert len(runs) == grid.total_runs == 2 * 2 * 2 * 3
    assert len({(run.point, run.index) for run in runs}) == len(runs)
    assert len({run.seed for run in runs}) == len(runs)
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    assert all(len({run.point.shape for run in chunk.runs}) == 1 for chunk in chunks)
    assert [len(chunk.runs) for chunk in chunks] == [4, 2] * 4  # two λ's with three runs share a batch


def test_the_seed_of_a_run_does_not_depend_on_the_rest_of_the_grid() -> None:
    def seeds(**others: object) -> dict[object, int]:
        chunks = Grid.from_mapping({**SMALL, **others}).chunks()
        return {(run.point, run.index): run.seed for chunk in chunks for run in chunk.runs}

    few, many = seeds(), seeds(K=[2, 3, 4], runs=7, chunk=100)
    assert few.items() <= many.items()
    assert not set(few.values()) & set(seeds(seed=1).values())


def test_a_chunk_becomes_a_problem_and_settings_with_one_row_per_run() -> None:
    grid = Grid.from_mapping({**SMALL, "n": 2, "lambda_H": 0.005, "lr": [0.1, 0.2], "max_steps": 7})
    chunk = next(grid.chunks())
    problem, settings = chunk.problem(), chunk.settings(workers=1)
    lams = [run.point.lam for run in chunk.runs]
    np.testing.assert_array_equal(problem.rows(4), [[0.005, lam, lam] for lam in lams])
    np.testing.assert_array_equal(settings.lr, [run.point.lr for run in chunk.runs])
    assert settings.seeds == tuple(run.seed for run in chunk.runs)
    assert (problem.n, settings.max_steps, settings.workers) == (2, 7, 1)


def test_without_lambda_h_all_lambdas_are_equal() -> None:
    point = next(Grid.from_mapping({**SMALL, "n": 5}).points())
    assert point.lambda_H == point.lam


def test_the_settings_describe_the_grid_in_full() -> None:
    grid = Grid.from_mapping({**SMALL, "momentum": 0.5})
    again = Grid.from_mapping(json.loads(json.dumps(grid.settings)))
    assert list(again.chunks()) == list(grid.chunks())
    assert again.settings == grid.settings


def test_a_toml_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "grid.toml"
    file.write_text('K = 10\nL = "3:5"\nlambda = "2^-10:2^-6:9"\nwidth = [20, 30]\nruns = 50\n')
    assert Grid.from_toml(file).total_runs == 3 * 9 * 2 * 50


@pytest.mark.parametrize("content", [b"K = ", b"\xff\xfe", b"K == 3"])
def test_what_is_not_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "grid.toml"
    file.write_bytes(content)
    with pytest.raises(InvalidInputError, match=r"grid\.toml given, which is not TOML") as caught:
        Grid.from_toml(file)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"K": 1}, "K = 1 given"),
        ({"L": [4, 1]}, "L = 1 given"),
        ({"width": 0}, "width = 0 given"),
        ({"n": 0}, "n = 0 given"),
        ({"lambda": [0.1, -0.1]}, "lambda = -0.1 given"),
        ({"lambda_H": 0}, "lambda_H = 0 given"),
        ({"lr": "inf"}, "lr = inf given"),
        ({"momentum": [0, 1]}, "momentum = 1 given"),
        ({"scale": -1}, "scale = -1 given"),
        ({"runs": 0}, "runs = 0 given"),
        ({"runs": 10**9}, "a grid of 8000000000 runs given"),
        ({"seed": -1}, "seed = -1 given"),
        ({"chunk": "x"}, "chunk = x given"),
        ({"linear": 1}, "linear = 1 given; it must be true or false"),
        ({"polish": "no"}, "polish = 'no' given; it must be true or false"),
        ({"max_steps": "many"}, "max_steps = 'many' given"),
        ({"precision": "float16"}, "precision = 'float16' given"),
        ({"device": "tpu"}, "device = 'tpu' given"),
        ({"wdith": 3}, "key 'wdith' given in the grid; did you mean width?"),
        ({"colour": 3}, "key 'colour' given in the grid; known are: K, L"),
    ],
)
def test_bad_values_are_named_in_one_line(change: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        Grid.from_mapping({**SMALL, **change})
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["K", "L", "lambda"])
def test_a_missing_key_is_named(key: str) -> None:
    with pytest.raises(InvalidInputError, match=f"^no {key} given in the grid"):
        Grid.from_mapping({name: value for name, value in SMALL.items() if name != key})
