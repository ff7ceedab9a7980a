"""Networks: H_1 with one feature per class and W_1, …, W_L, by name: in npz, or in a torch state dict."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from numerics.evaluate.candidate import Candidate, Network
from numerics.evaluate.reading import exact_matrix, read_bytes, require_small_archive, shown
from theory.errors import InvalidInputError

MOST_DEPTH, MOST_WIDTH = 24, 200
"""Weight matrices, and rows or columns of one."""

_NAME = re.compile(r"(?:.*\.)?([HW])_?(\d{1,2})", re.ASCII)


def read_state_dict(file: Path) -> dict[str, NDArray[Any]]:
    """Read matrices from a state dict that was written with ``torch.save``; nothing else in it is unpickled.

    Raises
    ------
    InvalidInputError
        If it holds anything else, is damaged, or torch is not installed.
    """
    try:
        import torch
    except ModuleNotFoundError:
        raise InvalidInputError(
            f"{shown(file)} needs PyTorch, which is not installed; install dnc-verifier[train], or give an npz file"
        ) from None
    content = read_bytes(file)
    require_small_archive(content, shown(file))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = torch.load(BytesIO(content), map_location="cpu", weights_only=True)
    except Exception:  # a damaged or hostile file may raise almost anything; torch's advice is to trust it
        raise InvalidInputError(
            f"{shown(file)} is damaged or no state dict of plain tensors; write one with torch.save, or an npz file with"
            " numpy.savez"
        ) from None
    if not isinstance(found, Mapping) or not all(isinstance(value, torch.Tensor) for value in found.values()):
        raise InvalidInputError(
            f"{shown(file)} holds no state dict; save a dict of the tensors H_1, W_1, …, W_L"
        )
    for name, tensor in found.items():  # before anything is copied: a tensor may be a huge view of one number
        if tensor.ndim != 2 or max(tensor.shape) > MOST_WIDTH or tensor.is_complex() or tensor.is_sparse:
            raise InvalidInputError(
                f"{shown(file)}:{shown(name)} has the shape {tuple(tensor.shape)} and type {tensor.dtype}; dense real"
                f" matrices of at most {MOST_WIDTH} rows and columns can be evaluated"
            )
    return {
        str(name): tensor.detach().to(torch.float64 if tensor.is_floating_point() else torch.int64).numpy()
        for name, tensor in found.items()
    }


def network(arrays: Mapping[str, NDArray[Any]], what: str) -> Network:
    """H_1 and W_1, …, W_L from arrays by name, as fractions.

    Raises
    ------
    InvalidInputError
        If a name is unknown or missing, an entry is not finite, or the shapes do not chain.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.eye(2)
    >>> H1, weights = network({"H_1": one, "W_1": one, "W_2": one}, "example")
    >>> len(weights)
    2
    """
    found: dict[str, NDArray[Any]] = {}
    for name, matrix in arrays.items():
        match = _NAME.fullmatch(name)
        key = f"{match[1]}_{int(match[2])}" if match else ""
        if not match or key in found or (match[1] == "H" and key != "H_1"):
            raise InvalidInputError(
                f"{what} holds an array {shown(name)!r}; name the matrices H_1, W_1, …, W_L; there are no biases"
            )
        found[key] = matrix
    depth = len(found) - 1
    names = ["H_1", *(f"W_{layer}" for layer in range(1, depth + 1))]
    if depth < 2 or depth > MOST_DEPTH or set(names) != set(found):
        given = ", ".join(sorted(found)[:8]) or "nothing"
        raise InvalidInputError(
            f"{what} holds {given}; needed are H_1 and W_1, …, W_L with 2 <= L <= {MOST_DEPTH}, none left out"
        )
    shapes = [found[name].shape for name in names]
    chain = " ".join(
        f"{name}: {'×'.join(map(str, shape))}" for name, shape in zip(names, shapes, strict=True)
    )
    before = [shapes[-1][0] if shapes[-1] else 0, *(shape[0] if shape else 0 for shape in shapes[:-1])]
    if any(len(shape) != 2 for shape in shapes) or [shape[-1] for shape in shapes] != before:
        raise InvalidInputError(
            f"{what} holds {chain}; the shapes must chain: H_1 d_1 × K with one feature per class, W_l d_(l+1) × d_l,"
            " W_L K × d_L"
        )
    if max(map(max, shapes)) > MOST_WIDTH or min(map(min, shapes)) < 1 or shapes[-1][0] < 2:
        raise InvalidInputError(
            f"{what} holds {chain}; 2 to {MOST_WIDTH} classes and widths of 1 to {MOST_WIDTH} can be evaluated"
        )
    H1, *weights = (exact_matrix(found[name], f"{what}:{name}") for name in names)
    return H1, tuple(weights)


def candidates(given: Network, *, rounded: bool) -> list[Candidate]:
    """The one candidate: all layers but the last as they are.

    Parameters
    ----------
    given : Network
        H_1 and W_1, …, W_L.
    rounded : bool
        Whether the entries are floats, so that ranks are numerical.
    """
    H1, weights = given
    return [Candidate("W_L fitted", (H1, weights[0]), weights[1:-1], rounded=rounded)]
