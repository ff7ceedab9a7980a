"""The backbone of He et al., the head of MATH.md §1, and why the features may have any sign."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from numerics.dufm.model import layers
from numerics.images.network import Network
from numerics.images.settings import Settings
from numerics.solution import Block, build
from theory.errors import InvalidInputError


def network(**settings: object) -> Network:
    return Network(Settings(**settings), (3, 32, 32), 10, [0.0] * 3, [1.0] * 3)  # type: ignore[arg-type]


def test_resnet20_has_the_size_that_he_et_al_report() -> None:
    """0.27 million (table 6): 269 722 with the last layer's 650, which the head replaces."""
    resnet = network(backbone="resnet20")
    assert sum(one.numel() for one in resnet.backbone.parameters()) == 269_722 - 650
    assert sum(isinstance(one, torch.nn.Conv2d) for one in resnet.backbone.modules()) == 19
    assert resnet.features(torch.zeros(2, 3, 32, 32, dtype=torch.uint8)).shape == (2, 64)


@pytest.mark.parametrize("backbone", ["mlp", "resnet20"])
def test_features_start_at_the_scale_of_the_model_and_may_have_any_sign(backbone: str) -> None:
    net = network(backbone=backbone, scale=0.8)
    images = torch.randint(0, 256, (64, 3, 32, 32), generator=torch.Generator().manual_seed(0)).float()
    net.mean.fill_(127.5)
    net.deviation.fill_(73.9)
    with torch.no_grad():
        assert 0.05 < net.features(images).square().sum(1).mean() < 2
        for bias in (-9.0, 9.0):
            last = [one.bias for one in net.backbone.modules() if getattr(one, "bias", None) is not None][-1]
            last.fill_(bias)
            assert (net.features(images).sign() == np.sign(bias)).all()


@pytest.mark.parametrize("L", [2, 3, 4])
def test_the_head_is_that_of_the_model(L: int) -> None:
    net = network(L=L, width=7).double()
    features = torch.randn(5, 7, dtype=torch.float64)
    expected = layers([features.T[None], *(weight[None] for weight in net.head)])[-1][0].T
    torch.testing.assert_close(net.output(features), expected, rtol=0, atol=1e-14)
    assert len(net.head) == L
    assert net.widths == (7,) * L


@pytest.mark.parametrize("r", [4, 5, 6, 8])
def test_features_without_a_sign_cannot_be_those_of_srg(r: int) -> None:
    """H_1ᵀH_1 has negative entries at disjoint edges: (2√2/√(r−1) − 4/√(r−2))/r in units of (BᵀB)^(1/2)."""
    first = build([Block("srg", r)], lambda_H=0.001, lambdas=(0.001,) * 4).H1
    gram = first.T @ first
    disjoint = (2 * np.sqrt(2 / (r - 1)) - 4 / np.sqrt(r - 2)) / r
    diagonal = np.trace(gram) / (np.sqrt(2 * (r - 1)) + (r - 1) * np.sqrt(r - 2))
    assert gram.min() == pytest.approx(disjoint * diagonal, rel=1e-9)
    assert gram.min() < 0


def test_equal_seeds_give_equal_networks_and_others_do_not() -> None:
    one, same, other = (network(seed=seed).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["head.0"], other["head.0"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seed", -1), ("backbone", "vgg"), ("width", 0), ("hidden", (3, 0)), ("L", 1), ("lam", 0.0), ("n_lambda_H", -1.0),
        ("lr", float("nan")), ("momentum", 1.0), ("batch", 0), ("epochs", 0), ("flat", 1.5), ("scale", 0.0), ("device", "tpu"),
    ],
)  # fmt: skip
def test_bad_settings_are_one_line(name: str, value: object) -> None:
    with pytest.raises(InvalidInputError, match=f"{'lambda' if name == 'lam' else name} = ") as caught:
        Settings(**{name: value})  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
