"""Every derivation of the theory, and slow references that share no code with it.

The references know explicit matrices and direct minimisation only: no orbit counting, no κ-curve, no closed
form.
"""

import inspect
from fractions import Fraction
from functools import cache
from importlib import import_module
from itertools import combinations
from pkgutil import iter_modules

import numpy as np
import pytest
import sympy as sp
from scipy.optimize import minimize

import theory.proofs
from theory.closed_form import derive
from theory.constructions import registry
from theory.derivation import Derivation
from theory.loss import solved_forms, uniform_case
from theory.objective import reduction
from theory.symbols import r

ARGUMENTS = {"wins_on_an_interval": (5, 6)}
"""Values of r for the derivations that take one."""


@cache
def every_derivation():
    """Name and maker of every derivation, those of new proof files included."""
    found = {"reduction": reduction, "uniform": uniform_case, "roots": solved_forms}
    for variants in registry().values():
        for k, entry in enumerate(variants):
            found[f"derive-{entry.name}-{k}"] = lambda entry=entry: derive(entry)
    for module in iter_modules(theory.proofs.__path__):
        for name, function in vars(import_module(f"theory.proofs.{module.name}")).items():
            if name.startswith("_") or not callable(function) or isinstance(function, type):
                continue
            signature = inspect.signature(function)
            if signature.return_annotation not in (Derivation, "Derivation"):
                continue
            needed = [p for p in signature.parameters.values() if p.default is p.empty]
            values = ARGUMENTS.get(name, ()) if needed else (None,)
            assert values, f"{name} takes arguments that ARGUMENTS does not list"
            for value in values:
                key = name if value is None else f"{name}-{value}"
                found[key] = function if value is None else lambda f=function, v=value: f(v)
    return found


def pytest_generate_tests(metafunc):
    if "derivation" in metafunc.fixturenames:
        found = every_derivation()
        metafunc.parametrize("derivation", list(found.values()), ids=list(found), indirect=True)


@cache
def made(maker):
    """The derivation of a maker, made once."""
    return maker()


@pytest.fixture
def derivation(request):
    """Each derivation in turn."""
    return made(request.param)


def explicit_matrix(matrix, value):
    """The orbit matrix at r = ``value``, entry by entry, as an object array of fractions."""
    rows = list(combinations(range(value), matrix.row_size))
    columns = list(combinations(range(value), matrix.column_size))
    entries = []
    for entry in matrix.values:
        number = sp.sympify(entry).subs(r, value)
        entries.append(Fraction(int(number.p), int(number.q)))
    table = np.empty((len(rows), len(columns)), dtype=object)
    for a, e in enumerate(rows):
        for b, f in enumerate(columns):
            table[a, b] = entries[len(set(e) & set(f))]
    return table


def least_loss(spectrum, shape_cost, depth, Lam, classes=None):
    """Minimise F(q) over q directly: fit + (L+1)/2 (Λ c Σ m q²/s²)^(1/(L+1)), zero solution included.

    ``spectrum`` holds (singular value, multiplicity) pairs; ``classes`` is the K of the whole problem if
    this is one block of several, and the value of the zero solution is then the block's share.
    """
    s, m = (np.array(column, dtype=float) for column in zip(*spectrum, strict=True))
    K = m.sum() if classes is None else classes
    power = 1 / (depth + 1)
    scale = (depth + 1) / 2 * (Lam * shape_cost) ** power

    # In y = √m q the fit is (1/2K)·‖√m - y‖², well conditioned whatever the multiplicities.
    root_m = np.sqrt(m)

    def loss_and_slope(y):
        total = (y**2 / s**2).sum()
        cost = scale * total**power
        slope = (y - root_m) / K + cost * power / total * 2 * y / s**2
        return ((root_m - y) ** 2).sum() / 2 + K * cost, K * slope

    best = m.sum() / (2 * K)
    # Outputs of a ridge problem at several strengths, so that some start lies in every basin.
    for strength in np.geomspace(1e-3, 3, 5):
        outputs = s**2 / (s**2 + strength * s.max())
        found = minimize(
            loss_and_slope,
            root_m * outputs,
            jac=True,
            method="SLSQP",
            bounds=[(1e-9, float(x)) for x in root_m],
            options={"ftol": 1e-15, "maxiter": 200},
        )
        best = min(best, found.fun / K)
    return float(best)


@cache
def srg_by_hand(value, depth):
    """(singular value, multiplicity) of σ(M_L) and the shape cost, from explicit matrices only."""
    edges = list(combinations(range(value), 2))
    B = np.array([[float(v in e) for e in edges] for v in range(value)])
    W = np.array([[-0.5 if v in e else 0.5 for v in range(value)] for e in edges])
    A = np.maximum(W @ B, 0)
    singular = np.round(np.linalg.svd(A, compute_uv=False), 9)
    spectrum = [(float(x), int((singular == x).sum())) for x in np.unique(singular)]
    if depth == 2:
        return spectrum, np.linalg.norm(W @ B, "nuc") ** 2
    return spectrum, np.linalg.norm(B, "nuc") ** 2 * value ** (depth - 3) * np.linalg.norm(W) ** 2


def objective(H, weights, lam_H, lams, samples):
    """The L-DUFM objective as MATH.md §1 writes it, classes in blocks of ``samples`` columns."""
    out = H
    for k, W in enumerate(weights):
        out = W @ (out if k == 0 else np.maximum(out, 0))
    classes = out.shape[0]
    Y = np.kron(np.eye(classes), np.ones((1, samples)))
    penalty = lam_H * (H**2).sum() + sum(lam * (W**2).sum() for lam, W in zip(lams, weights, strict=True))
    return ((out - Y) ** 2).sum() / (2 * classes * samples) + penalty / 2


def srg_layers(value, depth):
    """H_1, W_1, …, W_{L-1} of the SRG solution at unit scales, one sample a class, and σ(M_L)."""
    edges = list(combinations(range(value), 2))
    B = np.array([[float(v in e) for e in edges] for v in range(value)])
    W = np.array([[-0.5 if v in e else 0.5 for v in range(value)] for e in edges])
    first = W @ B if depth == 2 else B
    U, S, Vt = np.linalg.svd(first, full_matrices=False)
    layers = [np.diag(np.sqrt(S)) @ Vt, U @ np.diag(np.sqrt(S))]
    if depth > 2:
        layers += [np.eye(value)] * (depth - 3) + [W]
    return layers, np.maximum(W @ B, 0)


@cache
def threshold_by_scan(depth):
    """The largest Ĉ for which min_q f(q) < ½, from f alone: min over q of (1 - (1-q)²)/((L+1) q^(2/(L+1)))."""
    q = np.linspace(1e-6, 1, 400_001)
    return float(np.max((1 - (1 - q) ** 2) / ((depth + 1) * q ** (2 / (depth + 1)))))


@pytest.fixture(scope="session")
def reference():
    """The slow references by name."""
    return REFERENCES


class REFERENCES:
    """Namespace of the slow references."""

    explicit_matrix = staticmethod(explicit_matrix)
    least_loss = staticmethod(least_loss)
    objective = staticmethod(objective)
    srg_by_hand = staticmethod(srg_by_hand)
    srg_layers = staticmethod(srg_layers)
    threshold_by_scan = staticmethod(threshold_by_scan)
