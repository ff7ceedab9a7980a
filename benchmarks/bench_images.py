"""Training at the size of CIFAR-10: images per second, and the share of the time spent outside the GPU.

Synthetic images of 3 × 32 × 32 pixels, ResNet20 with the head of the paper.  Run with ``pytest benchmarks/bench_images.py -s``.
Without a CUDA device it measures the CPU on fewer images, and there is no share to speak of.
"""

from __future__ import annotations

from time import perf_counter

import numpy as np
import torch
from torch.profiler import ProfilerActivity, profile

from numerics.images.dataset import Images, Split, split
from numerics.images.dataset import Source as DataSource
from numerics.images.settings import Settings
from numerics.images.train import Trainer

CUDA = torch.cuda.is_available()
K, PER_CLASS = 10, 5000 if CUDA else 50
SETTINGS = Settings(
    backbone="resnet20", batch=512 if CUDA else 100, epochs=10, warmup=1, lr=0.05, width=64, hidden=()
)
ROUNDS = 3


def synthetic() -> Split:
    """Images of CIFAR-10's size and number, so many of each class."""
    random = np.random.default_rng(0)
    labels = np.repeat(np.arange(K), PER_CLASS + 1)
    pixels = random.integers(0, 256, (len(labels), 3, 32, 32), dtype=np.uint8)
    return split(DataSource("synthetic", Images(pixels, labels)), PER_CLASS)


def epoch_seconds(trainer: Trainer) -> float:
    """Wall clock of one epoch, until the device has done all of it."""
    begun = perf_counter()
    trainer.run_epoch()
    if CUDA:
        torch.cuda.synchronize()
    return perf_counter() - begun


def share_outside(trainer: Trainer) -> float:
    """One minus the time in kernels and copies, which run one after another, over the wall clock of an epoch."""
    with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as profiled:
        seconds = epoch_seconds(trainer)
    busy = sum(event.self_device_time_total for event in profiled.key_averages()) / 1e6
    return 1 - busy / seconds


def test_images_per_second() -> None:
    trainer = Trainer(synthetic(), SETTINGS)
    epoch_seconds(trainer)  # warms up
    seconds = min(epoch_seconds(trainer) for _ in range(ROUNDS))
    rate = len(trainer.train) / seconds
    device = torch.cuda.get_device_name() if CUDA else f"CPU, {torch.get_num_threads()} threads"
    print(
        f"\n{device}: {rate:,.0f} images/s in training ({len(trainer.train)} images, batch {SETTINGS.batch})"
    )
    if CUDA:
        print(f"share of the time outside the GPU: {share_outside(trainer):.1%}")
    else:
        print("share of the time outside the GPU: unmeasured, there is no CUDA device")
    assert rate > 0
