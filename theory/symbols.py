"""The symbols of the L-DUFM with their assumptions, in one place.

Every other module takes its symbols from here: two SymPy symbols of the same name but different
assumptions are different symbols, and expressions built from them do not cancel.
"""

import sympy as sp

K = sp.Symbol("K", integer=True, positive=True)
"""Number of classes."""

L = sp.Symbol("L", integer=True, positive=True)
"""Number of weight matrices (depth); the model has L - 1 ReLUs."""

r = sp.Symbol("r", integer=True, positive=True)
"""Number of vertices of the complete graph K_r whose edges are the classes of the SRG solution."""

t = sp.Symbol("t", integer=True, positive=True)
"""Size of the subsets of {1..r} that are the classes of a t-subset solution."""

n = sp.Symbol("n", integer=True, positive=True)
"""Samples per class."""

lam = sp.Symbol("lambda", positive=True)
"""Common value of all regularisation parameters, where they are equal."""

lam_H = sp.Symbol("lambda_H", positive=True)
"""Regularisation parameter of the features H_1."""

lam_l = sp.IndexedBase("lambda", positive=True)
"""Regularisation parameters of W_1, ..., W_L; ``lam_l[l]`` belongs to W_l."""

l = sp.Symbol("l", integer=True, positive=True)  # noqa: E741 - the field's layer index
"""Layer index."""

Lam = sp.Symbol("Lambda", positive=True)
"""The product n * lambda_H * lambda_1 * ... * lambda_L; the loss depends on the λ's only through it."""

C_hat = sp.Symbol("Ĉ", positive=True)
"""Cost root: (cost constant at q = 1) ** (1 / (L + 1)), MATH.md §2."""

q = sp.Symbol("q", positive=True)
"""Network output on an eigenspace of σ(M_L); 1 fits the target exactly, 0 gives it up."""

s = sp.Symbol("s", positive=True)
"""In the uniform case q = s ** (L + 1)."""

kappa = sp.Symbol("kappa", positive=True)
"""Ridge parameter of the last layer: q_i = s_i**2 / (s_i**2 + kappa)."""

p = sp.Symbol("p", positive=True)
"""One more than the positive eigenvalue other than the degree of a strongly regular graph (statement S27)."""

m = sp.Symbol("m", positive=True)
"""Minus the negative eigenvalue of a strongly regular graph (statement S27)."""

mu = sp.Symbol("mu", positive=True)
"""Common neighbours of two vertices of a strongly regular graph that are not adjacent."""
