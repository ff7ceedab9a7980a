"""S1 on explicit networks: DNC1 never costs, and n samples with λ_H are one with n·λ_H."""

from itertools import pairwise

import numpy as np
import pytest

from theory.proofs.collapse import collapse


def network(rng, classes, samples, widths):
    H = rng.standard_normal((widths[0], classes * samples))
    shapes = [*widths, classes]
    weights = [rng.standard_normal((b, a)) / np.sqrt(a) for a, b in pairwise(shapes)]
    return H, weights


@pytest.mark.parametrize("seed", range(6))
def test_the_cheapest_sample_for_all_never_costs_more(reference, seed):
    rng = np.random.default_rng(seed)
    classes, samples = 3, 4
    H, weights = network(rng, classes, samples, [5, 4, 6][: 2 + seed % 2])
    lam_H, lams = 0.02, rng.uniform(0.001, 0.01, len(weights))
    before = reference.objective(H, weights, lam_H, lams, samples)

    penalty = sum(lam * (W**2).sum() for lam, W in zip(lams, weights, strict=True)) / 2
    collapsed = np.empty((H.shape[0], classes))
    for k in range(classes):
        own = H[:, k * samples : (k + 1) * samples]
        out = own
        for number, W in enumerate(weights):
            out = W @ (out if number == 0 else np.maximum(out, 0))
        target = np.eye(classes)[:, [k]]
        cost = ((out - target) ** 2).sum(axis=0) / (2 * classes * samples) + lam_H / 2 * (own**2).sum(axis=0)
        collapsed[:, k] = own[:, np.argmin(cost)]
    repeated = np.repeat(collapsed, samples, axis=1)
    after = reference.objective(repeated, weights, lam_H, lams, samples)
    assert after <= before + 1e-12
    assert after > penalty

    # n equal samples at λ_H cost what one sample costs at n·λ_H.
    single = reference.objective(collapsed, weights, samples * lam_H, lams, 1)
    assert after == pytest.approx(single, rel=1e-12)


def test_the_derivation():
    derivation = collapse()
    assert [fact.name for fact in derivation.facts] == ["minimum ≤ mean"]
    assert collapse() is derivation, "made once"
