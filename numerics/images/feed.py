"""Images on their way to the device: all of them at once where they fit, otherwise batch by batch from pinned memory."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from numerics.images.dataset import Images

SHARE = 0.5
"""Share of the free memory of a GPU that images may take."""


class Feed:
    """Images and labels as tensors.

    Parameters
    ----------
    images : Images
        What is fed.
    device : torch.device
        Where it is needed.

    Examples
    --------
    >>> import numpy as np
    >>> feed = Feed(Images(np.zeros((3, 1, 2, 2), np.uint8), np.array([0, 1, 1])), torch.device("cpu"))
    >>> [labels.tolist() for _, labels in feed.batches(torch.tensor([2, 0, 1]), 2)]
    [[1, 0], [1]]
    """

    def __init__(self, images: Images, device: torch.device) -> None:
        self.device = device
        self.pixels, self.labels = torch.from_numpy(images.pixels), torch.from_numpy(images.labels)
        if device.type == "cuda":
            size = self.pixels.numel() * self.pixels.element_size()
            if size < SHARE * torch.cuda.mem_get_info(device)[0]:
                self.pixels, self.labels = self.pixels.to(device), self.labels.to(device)

    def __len__(self) -> int:
        return len(self.labels)

    def batches(self, order: Tensor, size: int) -> Iterator[tuple[Tensor, Tensor]]:
        """Images and labels in this order, ``size`` at a time; the last batch may be smaller."""
        order = order.to(self.pixels.device)
        for chosen in order.split(size):
            yield self._ready(self.pixels[chosen]), self._ready(self.labels[chosen])

    def _ready(self, batch: Tensor) -> Tensor:
        if self.device.type != "cuda":
            return batch
        if batch.device.type == "cpu":
            batch = batch.pin_memory().to(self.device, non_blocking=True)
        return batch.contiguous(memory_format=torch.channels_last) if batch.ndim == 4 else batch
