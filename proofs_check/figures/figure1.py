"""Figure 1: class means of DNC and of SRG, and the Gram matrix of the last ones."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import polars as pl
from matplotlib.figure import Figure

from numerics.graphs import incidence_matrix, kneser_adjacency
from numerics.solution import Block, build
from proofs_check.figures import style
from proofs_check.figures.figure import Effort, FigureOfPaper, frame, matrix_of, matrix_rows

K, R, L, LAMBDA = 10, 5, 4, 0.004
PANELS = ("M_3", "M_4", "M_4ᵀM_4")
SOLUTIONS = {"SRG": Block("srg", R), "DNC": Block("dnc", K)}
CLASSES = {
    "SRG": [f"{a}{b}" for a, b in combinations(range(1, R + 1), 2)],
    "DNC": [str(k) for k in range(1, K + 1)],
}


def compute(effort: Effort) -> pl.DataFrame:
    """M_3, M_4 and M_4ᵀM_4 at the scales that minimise the loss."""
    rows = []
    for name, block in SOLUTIONS.items():
        _, _, M3, M4, _ = build([block], lambda_H=LAMBDA, lambdas=(LAMBDA,) * L).class_means()
        for panel, matrix in zip(PANELS, (M3, M4, M4.T @ M4), strict=True):
            rows += matrix_rows(panel, name, matrix)
    return frame(rows)


def draw(data: pl.DataFrame) -> Figure:
    """One row of matrices per solution."""
    figure = style.new_figure(style.TWO_COLUMNS, 3.9)
    grid = figure.subplots(2, 3)
    for row, name in zip(grid, SOLUTIONS, strict=True):
        for axes, panel in zip(row, PANELS, strict=True):
            matrix = matrix_of(data, panel, name)
            style.heatmap(axes, matrix, f"{style.formula(panel)}, {name}", CLASSES[name])
            axes.set_xlabel(f"class: edge of $K_{R}$" if name == "SRG" else "class")
            axes.set_ylabel("class" if "ᵀ" in panel else "neuron")
    style.letter_panels(list(grid.flat))
    return figure


def describe(data: pl.DataFrame) -> str:
    """What is shown; nothing here is trained."""
    return (
        f"Figure 1. Class means M_3, M_4 before σ and Gram matrix M_4ᵀM_4 of the SRG solution (top) and of DNC (bottom)"
        f" at K = {K}, r = {R}, L = {L}, all λ's {LAMBDA}: explicit matrices at the scales that minimise the loss. The"
        f" classes of SRG are the edges of K_{R}. Every matrix has its own colour scale, white is zero."
    )


def claims(data: pl.DataFrame) -> dict[str, bool]:
    """What the matrices show."""
    srg, dnc = ({panel: matrix_of(data, panel, name) for panel in PANELS} for name in ("SRG", "DNC"))
    petersen = kneser_adjacency(R)
    return {
        f"M_3 of SRG is a multiple of the vertex–edge incidence matrix of K_{R}": _proportional(
            srg["M_3"], incidence_matrix(R)
        ),
        "σ(M_4) of SRG is a multiple of the adjacency matrix of the Petersen graph": _proportional(
            np.maximum(srg["M_4"], 0), petersen
        ),
        "Every matrix of DNC is a multiple of the identity": all(
            _proportional(matrix, np.eye(K)) for matrix in dnc.values()
        ),
    }


def _proportional(matrix: np.ndarray, shape: np.ndarray) -> bool:
    """Whether ``matrix`` is a positive multiple of ``shape``, up to rounding."""
    factor = float(np.vdot(matrix, shape) / np.vdot(shape, shape))
    return factor > 0 and bool(np.abs(matrix - factor * shape).max() < 1e-12 * factor)


FIGURE = FigureOfPaper(1, compute, draw, describe, claims)
