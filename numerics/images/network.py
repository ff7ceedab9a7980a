"""A backbone that turns images into features H_1, and the head W_L σ(… σ(W_1 H_1)) of MATH.md §1 on top of it.

There is no σ between H_1 and W_1, and H_1 may have any sign, as in the model.  Both backbones therefore end without a σ:
the last residual block of ResNet20 leaves out its ReLU.  That matters.  With H_1 ≥ 0 the Gram matrix of the features
could have no negative entry, but that of the SRG solution, which is a multiple of (BᵀB)^(1/2), has some at disjoint edges
for every r ≥ 4, so that a backbone that ends in a ReLU cannot realise the SRG solution whatever it learns.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import prod, sqrt

import torch
from torch import Tensor, nn

from numerics.images.settings import Settings

STAGES = ((16, 1), (32, 2), (64, 2))
"""Channels and stride of the stages of ResNet20 in its CIFAR form (He et al. 2016, §4.2), three blocks each."""

BLOCKS = 3


class Network(nn.Module):
    """Backbone and head.

    Parameters
    ----------
    settings : Settings
        Backbone, depth and width of the head, initial scale and seed.
    shape : tuple of int
        Channels, height and width of an image.
    K : int
        Classes.
    mean, deviation : float sequences
        Of the channels of the training images; pixels are standardised where they are used, so that images stay
        bytes in memory.

    Attributes
    ----------
    gain : float
        Constant factor of the features, with which their entries start near the variance scale²/d_1 as in the model.
        Features that start larger are shrunk by their penalty before anything is learnt, down to the solution of rank 1.

    Examples
    --------
    >>> network = Network(Settings(width=5), (1, 8, 8), 10, [0.5], [2.0])
    >>> images = torch.zeros(3, 1, 8, 8, dtype=torch.uint8)
    >>> network.features(images).shape, network.output(network.features(images)).shape
    (torch.Size([3, 5]), torch.Size([3, 10]))
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self,
        settings: Settings,
        shape: tuple[int, int, int],
        K: int,
        mean: Sequence[float],
        deviation: Sequence[float],
    ) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(settings.seed)
        for name, values in (("mean", mean), ("deviation", deviation)):
            self.register_buffer(name, torch.tensor(values, dtype=torch.float32).reshape(-1, 1, 1))
        if settings.backbone == "mlp":
            self.backbone: nn.Module = _mlp(prod(shape), settings.hidden, settings.width)
            width = settings.width
        else:
            self.backbone = _ResNet20(shape[0])
            width = STAGES[-1][0]
        sizes = (width, *(settings.width,) * (settings.L - 1), K)
        self.head = nn.ParameterList(torch.empty(rows, columns) for columns, rows in pairwise(sizes))
        self.gain = settings.scale / sqrt(width)
        _initialise(self.backbone, generator)
        for weight in self.head:
            nn.init.normal_(weight, 0, settings.scale / sqrt(weight.shape[1]), generator=generator)

    def features(self, images: Tensor) -> Tensor:
        """H_1ᵀ, one row per image."""
        found: Tensor = self.backbone((images.to(self.mean.dtype) - self.mean) / self.deviation)
        return found * self.gain

    def output(self, features: Tensor) -> Tensor:
        """H_{L+1}ᵀ of features H_1ᵀ."""
        first, *others = self.head
        layer: Tensor = features @ first.T
        for weight in others:
            layer = layer.relu() @ weight.T
        return layer

    @property
    def widths(self) -> tuple[int, ...]:
        """d_1, …, d_L: the numbers of rows of H_1, …, H_L."""
        return tuple(weight.shape[1] for weight in self.head)


def _mlp(inputs: int, hidden: Sequence[int], outputs: int) -> nn.Module:
    layers: list[nn.Module] = [nn.Flatten()]
    for width in hidden:
        layers += [nn.Linear(inputs, width), nn.ReLU()]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, outputs))


class _ResNet20(nn.Module):
    """ResNet20 up to its pooled features, in CIFAR form, without the last ReLU."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        width = STAGES[0][0]
        self.stem = nn.Sequential(
            nn.Conv2d(channels, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()
        )
        blocks = []
        for out, stride in STAGES:
            for number in range(BLOCKS):
                last = (out, number) == (STAGES[-1][0], BLOCKS - 1)
                blocks.append(_Block(width, out, stride if number == 0 else 1, relu=not last))
                width = out
        self.blocks = nn.Sequential(*blocks)

    def forward(self, images: Tensor) -> Tensor:
        found: Tensor = self.blocks(self.stem(images)).mean((2, 3))
        return found


class _Block(nn.Module):
    """Two convolutions and a shortcut without parameters: where the size changes it drops pixels and pads channels."""

    def __init__(self, inputs: int, outputs: int, stride: int, *, relu: bool) -> None:
        super().__init__()
        self.path = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        self.stride, self.padding, self.relu = stride, outputs - inputs, relu

    def forward(self, x: Tensor) -> Tensor:
        shortcut = x[:, :, :: self.stride, :: self.stride]
        before = self.padding // 2
        shortcut = nn.functional.pad(shortcut, (0, 0, 0, 0, before, self.padding - before))
        found: Tensor = self.path(x) + shortcut
        return found.relu() if self.relu else found


def _initialise(backbone: nn.Module, generator: torch.Generator) -> None:
    """He et al. (2015): inputs of every layer keep their mean square; biases start at 0.  One generator draws all."""
    layers = [module for module in backbone.modules() if isinstance(module, nn.Conv2d | nn.Linear)]
    for layer in layers:
        linear = layer is layers[-1] and isinstance(layer, nn.Linear)  # of an MLP; no ReLU follows
        nn.init.kaiming_normal_(
            layer.weight, nonlinearity="linear" if linear else "relu", generator=generator
        )
        if layer.bias is not None:
            nn.init.zeros_(layer.bias)
