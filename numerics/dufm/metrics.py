"""Metrics of neural collapse and of rank, batched over runs."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor


def within_class_variability(layers: Sequence[Tensor], K: int) -> Tensor:
    """DNC1 metric tr Σ_W / tr Σ_B of every layer, shape (runs, layers).

    Σ_W is the covariance within the classes and Σ_B that of the class means about their mean.  The quotient of the
    traces needs no inverse, so it is fit for means of low rank (MATH.md §6).  It is nan where all means are equal.

    Examples
    --------
    >>> layer = torch.tensor([[[0.0, 2.0, 9.0, 11.0]]])
    >>> within_class_variability([layer], K=2)
    tensor([[0.0494]])
    """
    found = []
    for layer in layers:
        samples = layer.unflatten(2, (K, -1))
        means = samples.mean(3, keepdim=True)
        within = (samples - means).square().sum((1, 2, 3)) / layer.shape[2]
        between = (means - means.mean(2, keepdim=True)).square().sum((1, 2, 3)) / K
        found.append(within / between)
    return torch.stack(found, dim=1)
