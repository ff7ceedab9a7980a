"""Files that may be anything: one clear line, soon, and nothing is unpickled."""

from __future__ import annotations

import io
import os
import pickle
import sys
import zipfile
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.evaluate import evaluate
from numerics.evaluate.graph import read_edges, read_graph6
from numerics.evaluate.matrix import read_csv_matrix
from numerics.evaluate.reading import MOST_BYTES, number, shown
from theory.errors import InvalidInputError

torch = pytest.importorskip("torch")


class Trap:
    """Would leave a file behind if it were unpickled."""

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str]]:
        return (os.system, ("touch trap-was-sprung",))


def saved(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


def archive(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def state(value: object) -> bytes:
    stream = io.BytesIO()
    torch.save(value, stream)
    return stream.getvalue()


def lying_header(shape: tuple[int, ...]) -> bytes:
    content = saved(np.eye(3))
    return content.replace(b"(3, 3), }", f"{shape}, }}".encode().ljust(9), 1)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("H_1.npy", bytes(MOST_BYTES + 1))
    return stream.getvalue()


ONE = np.eye(3)
VIEW = torch.zeros(1).expand(10**6, 10**6)
BAD: dict[str, tuple[str, bytes, str]] = {
    "empty graph6": ("a.g6", b"", "holds 0 graphs"),
    "two graphs": ("a.g6", b"DqK\nDqK\n", "holds 2 graphs"),
    "no graph6": ("a.g6", b"hello there", "holds 2 graphs"),
    "bytes": ("a.graph6", b"\x00\xff\x1b[2J", "is not in graph6 format"),
    "short graph6": ("a.g6", b"~", "is not in graph6 format"),
    "vast graph6": ("a.g6", b"~~~~~~~~", "is not in graph6 format"),
    "sparse6": ("a.g6", b":Fa@x^", "is not in graph6 format"),
    "graph without edges": ("a.g6", b"D??", "a graph with 0 edges"),
    "loop": ("a.edges", b"a b\nb b\n", "line 2: a loop at 'b'"),
    "multi-edge": ("a.edges", b"a b\n# comment\nb a\n", "line 3: the edge 'b a' occurs twice"),
    "three names": ("a.edgelist", b"a b 0.5\n", "line 1: 'a b 0.5' given; write one edge a line"),
    "empty edge list": ("a.edges", b"# nothing\n\n", "a graph with 0 edges"),
    "markup": ("a.edges", b"[red]x [/red]y z\n", "'[red]x [/red]y z' given"),
    "escape": ("a.edges", b"\x1b[2Jx y z\n", "\\x1b[2Jx y z"),
    "binary edges": ("a.edges", b"\xff\xfe", "byte 0: not UTF-8"),
    "many edges": ("a.edges", b"".join(b"0 %d\n" % k for k in range(1, 300)), "more than 200 edges"),
    "nan": ("a.csv", b"1,nan\n", "line 1: 'nan' given; entries are finite numbers"),
    "inf": ("a.csv", b"1,0\n0,inf\n", "line 2: 'inf' given"),
    "vast power": ("a.csv", b"1,1e999999999\n", "entries are finite numbers"),
    "formula": ("a.csv", b"1,__import__('os').system('touch trap-was-sprung')\n", "entries are finite numbers"),
    "zero denominator": ("a.csv", b"1,1/0\n", "entries are finite numbers"),
    "ragged": ("a.csv", b"1,0\n1\n", "line 2: 1 entries given"),
    "empty csv": ("a.csv", b"\n", "is empty"),
    "negative": ("a.csv", b"1,-1\n1,1\n", "the entry -1 in row 1, column 2"),
    "class without points": ("a.csv", b"1,0\n1,0\n", "column 2 of"),
    "wide csv": ("a.csv", b"1," * 1_000_000 + b"1", "1 points and 1000001 classes"),
    "long csv": ("a.csv", b"1,1\n" * 2000, "401 points and 2 classes"),
    "large npy": ("a.npy", saved(np.ones((4000, 4000), dtype=np.int8)), "4000 points and 4000 classes"),
    "npy nan": ("a.npy", saved(np.array([[1, np.nan]])), "holds nan in row 1, column 2"),
    "npy objects": ("a.npy", saved(np.array([[Trap()]], dtype=object)), "Python objects, which are never unpickled"),
    "pickle as npy": ("a.npy", pickle.dumps(Trap()), "is no npy file"),
    "empty npy": ("a.npy", b"", "is no npy file"),
    "npy vector": ("a.npy", saved(np.ones(3)), "a matrix of real numbers is needed"),
    "npy text": ("a.npy", saved(np.array([["a"]])), "a matrix of real numbers is needed"),
    "npy complex": ("a.npy", saved(np.eye(2) * 1j), "a matrix of real numbers is needed"),
    "npy declares more": ("a.npy", lying_header((9, 9)), "declares the shape (9, 9)"),
    "npy cut": ("a.npy", saved(ONE)[:-8], "declares the shape (3, 3)"),
    "npy empty matrix": ("a.npy", saved(np.ones((0, 0))), "0 points and 0 classes"),
    "pickle as npz": ("a.npz", pickle.dumps(Trap()), "is no npz file"),
    "npz objects": ("a.npz", archive(H_1=np.array([[Trap()]], dtype=object)), "never unpickled"),
    "npz bomb": ("a.npz", bomb(), "bytes when unpacked"),
    "npz other names": ("a.npz", archive(images=ONE), "holds an array 'images'; name the matrices H_1"),
    "npz missing": ("a.npz", archive(H_1=ONE, W_1=ONE, W_3=ONE), "none left out"),
    "npz no features": ("a.npz", archive(W_1=ONE, W_2=ONE), "needed are H_1 and W_1"),
    "npz shapes": ("a.npz", archive(H_1=ONE, W_1=ONE, W_2=np.ones((3, 4))), "W_2: 3×4; the shapes must chain"),
    "npz samples": ("a.npz", archive(H_1=np.ones((3, 6)), W_1=ONE, W_2=ONE), "one feature per class"),
    "npz inf": ("a.npz", archive(H_1=np.full((3, 3), np.inf), W_1=ONE, W_2=ONE), "entries must be finite"),
    "torch pickle": ("a.pt", state({"H_1": Trap()}), "is damaged or no state dict of plain tensors"),
    "bare pickle": ("a.pth", pickle.dumps(Trap()), "is damaged or no state dict of plain tensors"),
    "empty torch": ("a.pt", b"", "is damaged or no state dict of plain tensors"),
    "torch tensor": ("a.pt", state(torch.eye(3)), "holds no state dict"),
    "torch numbers": ("a.pt", state({"H_1": 3}), "holds no state dict"),
    "torch view": ("a.pt", state({"H_1": VIEW}), "dense real matrices"),
    "torch bias": ("a.pt", state({"bias": torch.zeros(3, 1)}), "there are no biases"),
    "pickle": ("a.pkl", pickle.dumps(Trap()), "its extension must be one of .g6"),
    "no extension": ("graph", b"", "its extension must be one of"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_one_clear_line(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file, content, expected = BAD[name]
    (tmp_path / file).write_bytes(content)
    with pytest.raises(InvalidInputError) as caught:
        evaluate(tmp_path / file)
    message = str(caught.value)
    assert expected in message
    assert message.isprintable()
    assert len(message) < 600
    assert not (tmp_path / "trap-was-sprung").exists()


def test_a_file_of_ten_gigabytes_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened")

    for name in ("a.g6", "a.edges", "a.npy", "a.csv", "a.npz", "a.pt"):
        with (tmp_path / name).open("wb") as stream:
            stream.truncate(10 * 10**9)
        with monkeypatch.context() as patched:
            patched.setattr(Path, "open", read)
            with pytest.raises(InvalidInputError, match="has 10000000000 bytes; at most 20000000 are read"):
                evaluate(tmp_path / name)


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.g6").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.npy").symlink_to("/dev/zero")
    for name in ("folder.g6", "pipe.csv", "zero.npy"):
        with pytest.raises(InvalidInputError, match="is no regular file"):
            evaluate(tmp_path / name)
    with pytest.raises(InvalidInputError, match="there is no file"):
        evaluate(tmp_path / "missing.g6")


def test_without_torch_an_npz_file_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pt").write_bytes(state({"H_1": torch.eye(2)}))
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(InvalidInputError, match="needs PyTorch, which is not installed"):
        evaluate(tmp_path / "a.pt")


def test_graphs_are_read_as_networkx_writes_them(tmp_path: Path) -> None:
    graph = nx.petersen_graph()
    nx.write_graph6(graph, tmp_path / "a.g6")
    nx.write_edgelist(graph, tmp_path / "a.edgelist", data=False)
    (tmp_path / "b.edges").write_text("".join(f"{a}, {b}  # {a}\n" for a, b in graph.edges))
    assert set(read_graph6(tmp_path / "a.g6").edges) == set(graph.edges)
    for name in ("a.edgelist", "b.edges"):
        assert nx.is_isomorphic(read_edges(tmp_path / name), graph)


def test_csv_is_taken_as_written(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("\ufeff1, 0.1 ,1/3\n# comment\n\n2e-3,.5,+7\n")
    expected = [
        [Fraction(1), Fraction(1, 10), Fraction(1, 3)],
        [Fraction(1, 500), Fraction(1, 2), Fraction(7)],
    ]
    assert read_csv_matrix(tmp_path / "a.csv").tolist() == expected


def test_a_state_dict_is_the_npz_file(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    arrays = {
        "H_1": random.normal(size=(4, 3)),
        "W_1": random.normal(size=(5, 4)),
        "W_2": random.normal(size=(3, 5)),
    }
    np.savez(tmp_path / "a.npz", **arrays)
    tensors = {f"model.{name}": torch.nn.Parameter(torch.tensor(value)) for name, value in arrays.items()}
    (tmp_path / "a.pt").write_bytes(state(tensors))
    a, b = (evaluate(tmp_path / name).at() for name in ("a.npz", "a.pt"))
    assert (a.as_given, a.loss.str(20), a.candidate.ranks) == (b.as_given, b.loss.str(20), b.candidate.ranks)
    (tmp_path / "int.pt").write_bytes(
        state({name: torch.eye(2, dtype=torch.int32) for name in ("H1", "W1", "W2")})
    )
    assert not evaluate(tmp_path / "int.pt").at().candidate.rounded


@given(st.text(max_size=20))
def test_any_text_is_shown_in_one_line(text: str) -> None:
    assert shown(text).isprintable()


@given(st.text(alphabet="0123456789.e-+/ x", max_size=8))
def test_a_number_is_read_exactly_or_refused(text: str) -> None:
    try:
        found: Fraction | str = number(text, "entry")
    except InvalidInputError as refused:
        found = str(refused)
    assert "\n" not in found if isinstance(found, str) else found == Fraction(text.strip())
