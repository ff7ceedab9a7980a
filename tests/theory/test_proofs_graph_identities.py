"""S3 against explicit matrices, and against identities that are slightly wrong."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

from theory import orbit_matrix as om
from theory.proofs import graph_identities as proof
from theory.symbols import r

VALUES = (4, 5, 6, 7)


@pytest.mark.parametrize("value", VALUES)
def test_idempotents_are_the_spectral_projections(reference, value):
    explicit = [reference.explicit_matrix(E, value) for E in proof.edge_idempotents()]
    K = value * (value - 1) // 2
    assert (sum(explicit) == np.eye(K, dtype=int)).all()
    for j, left in enumerate(explicit):
        assert (left == left.T).all()
        for k, right in enumerate(explicit):
            assert (left @ right == (left if j == k else 0 * left)).all()
    assert [np.trace(E) for E in explicit] == [1, value - 1, value * (value - 3) // 2]
    F = [reference.explicit_matrix(matrix, value) for matrix in proof.vertex_idempotents()]
    assert (F[0] @ F[1] == 0 * F[0]).all()
    assert (sum(F) == np.eye(value, dtype=int)).all()


@pytest.mark.parametrize("value", VALUES)
def test_spectra_of_explicit_matrices(reference, value):
    for matrix, eigenvalues in (
        (om.kneser_adjacency(), proof.GRAPH_FACTS.kneser_eigenvalues),
        (om.last_hidden_weights() @ om.incidence(), proof.GRAPH_FACTS.last_eigenvalues),
    ):
        numeric = np.linalg.eigvalsh(reference.explicit_matrix(matrix, value).astype(float))
        multiplicities = (1, value - 1, value * (value - 3) // 2)
        stated = sorted(
            float(theta.subs(r, value))
            for theta, m in zip(eigenvalues, multiplicities, strict=True)
            for _ in range(m)
        )
        assert np.allclose(numeric, stated, atol=1e-9)
        combined = proof.combine(eigenvalues, proof.edge_idempotents())
        assert (reference.explicit_matrix(combined, value) == reference.explicit_matrix(matrix, value)).all()


@pytest.mark.parametrize("value", VALUES)
def test_ranks_with_the_exception_at_r4(reference, value):
    rank = np.linalg.matrix_rank
    explicit = {
        name: reference.explicit_matrix(matrix, value).astype(float)
        for name, matrix in (("B", proof.B), ("A", proof.A), ("M_L", proof.W @ proof.B))
    }
    assert rank(explicit["B"]) == value
    assert rank(explicit["A"]) == value * (value - 1) // 2
    (step,) = (one for one in proof.graph_identities().steps if one.title.startswith("Ranks"))
    assert rank(explicit["M_L"]) == step.formula.rhs.subs(r, value) == (3 if value == 4 else value)


def test_the_exception_is_named():
    (step,) = (one for one in proof.graph_identities().steps if one.title.startswith("Ranks"))
    assert [o.note for o in step.obligations if "for r = " in o.note] == ["rank M_L = 3 for r = 4"]


def test_parameters_of_the_strongly_regular_graphs():
    (step,) = (one for one in proof.graph_identities().steps if "strongly regular" in one.title)
    triangular, kneser = (formula.rhs for formula in step.formulas)
    assert tuple(kneser.subs(r, 5)) == (10, 3, 0, 1), "Petersen graph"
    assert tuple(triangular.subs(r, 5)) == (10, 6, 3, 4)
    assert tuple(kneser.subs(r, 4)) == (6, 1, 0, 0), "three disjoint edges"
    assert tuple(triangular.subs(r, 8)) == (28, 12, 6, 4), "the Chang graphs' parameters"


def open_claims(left, right):
    return [one for one in proof.same(left, right, "wrong") if not one.check()]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (proof.B @ proof.B.T, proof.I_VERTICES.scale(r - 1) + proof.J_VERTICES),
        (proof.B.T @ proof.B, proof.I_EDGES + proof.A_T),
        (proof.W @ proof.B, proof.A),
        (proof.A @ proof.A, proof.I_EDGES.scale(om.choose(r - 2, 2)) + proof.A.scale(om.choose(r - 4, 2))),
        # True at r = 4 and false elsewhere: an identity in r is not a value.
        (proof.A @ proof.A, proof.I_EDGES),
        (proof.I_EDGES + proof.A, proof.J_EDGES),
    ],
)
def test_wrong_matrix_identities_are_open(left, right):
    assert open_claims(left, right)
    assert not open_claims(left, left)


def test_matrices_of_different_shapes_are_never_the_same():
    with pytest.raises(ValueError, match="subsets"):
        proof.same(proof.B, proof.B.T, "B is not square")


def test_nothing_is_compared_with_a_part_only():
    cut = replace(proof.GRAPH_FACTS, multiplicities=proof.GRAPH_FACTS.multiplicities[:2])
    with pytest.raises(ValueError, match="zip"):
        proof.graph_identities(cut)
    with pytest.raises(ValueError, match="zip"):
        proof.combine((sp.Integer(1),), proof.edge_idempotents())


def test_a_wrong_number_of_classes_is_not_established(monkeypatch):
    monkeypatch.setattr(proof, "CLASSES", proof.CLASSES + 1)
    assert not proof.graph_identities.__wrapped__().is_established()


@pytest.mark.parametrize(
    "wrong",
    [
        {"kneser_eigenvalues": ((r - 2) * (r - 3) / 2, -(r - 2), sp.Integer(1))},
        {"last_eigenvalues": ((r - 1) * (r - 4) / 2, -(r - 3), sp.Integer(0))},
        {"multiplicities": (sp.Integer(1), r, r * (r - 3) / 2 - 1)},
        {"output_rank": proof.CLASSES - 1},
        {"smallest": 3},
        {"full_rank_from": 4},
        {"full_rank_from": 6},
    ],
    ids=str,
)
def test_wrong_facts_are_not_established(wrong):
    assert not proof.graph_identities(replace(proof.GRAPH_FACTS, **wrong)).is_established()
