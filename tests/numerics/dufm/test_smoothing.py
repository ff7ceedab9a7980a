"""Gradient and Hessian of the smoothed objective against automatic differentiation."""

import pytest
import torch

from numerics.dufm.smoothing import SmoothedModel


@pytest.fixture(autouse=True)
def _double():
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def models(shapes, runs, seed, linear=False):
    """Random models of equal shapes, and random parameters on parabolas, beside them and on both sides."""
    generator = torch.Generator().manual_seed(seed)
    size = sum(rows * columns for rows, columns in shapes)
    columns = shapes[0][1]
    shifts = [torch.rand(runs, rows, columns, generator=generator) for rows, _ in shapes[1:-1]]
    widths = [torch.full((runs, 1, 1), 0.3 + 0.1 * layer) for layer in range(len(shifts))]
    penalties = 0.1 * torch.rand(runs, size, generator=generator)
    target = torch.rand(shapes[-1][0], columns, generator=generator)
    model = SmoothedModel(shapes, target, penalties, shifts, widths, linear)
    return model, 0.6 * torch.randn(runs, size, generator=generator)


SHAPES = [
    ((3, 4), (5, 3), (4, 5)),
    ((3, 4), (5, 3), (2, 5), (4, 2)),
    ((1, 2), (1, 1), (3, 1), (2, 3), (2, 2)),
]


@pytest.mark.parametrize("linear", [False, True])
@pytest.mark.parametrize("shapes", SHAPES)
def test_derivatives(shapes, linear):
    model, theta = models(shapes, runs=3, seed=len(shapes), linear=linear)
    point = model.evaluate(theta)
    hessian = model.hessian(theta, point)
    for run in range(3):
        alone = model.select(torch.tensor([run]))

        def loss(x, alone=alone):
            return alone.evaluate(x[None]).loss[0]

        gradient = torch.autograd.functional.jacobian(loss, theta[run])
        second = torch.autograd.functional.hessian(loss, theta[run])
        assert torch.allclose(point.gradient[run], gradient, atol=1e-13)
        assert torch.allclose(torch.tril(hessian[run]), torch.tril(second), atol=1e-13)


def test_the_smoothed_relu_has_the_slope_it_claims_and_no_offset_at_zero():
    model, _ = models(SHAPES[0], runs=1, seed=0)
    z = torch.linspace(-2, 2, 4000)[None, None, :].requires_grad_()
    shift, width = torch.full((1, 1, 1), 0.3), torch.full((1, 1, 1), 0.5)
    value, slope = model._activate(z, shift, width)
    (derivative,) = torch.autograd.grad(value.sum(), z)
    assert torch.allclose(derivative, slope, atol=1e-12)
    assert model._activate(torch.zeros(1, 1, 1), shift, width)[0].item() == 0
    assert slope.min() == 0
    assert slope.max() == 1


def test_with_the_right_slopes_it_is_relu_away_from_the_kink():
    model, _ = models(SHAPES[0], runs=1, seed=0)
    z = torch.tensor([[[-1.0, -0.5, 0.5, 1.0]]])
    value, slope = model._activate(z, (z > 0).to(z), torch.full((1, 1, 1), 0.2))
    assert torch.equal(value, z.relu())
    assert torch.equal(slope, (z > 0).to(z))
