"""The split has classes of equal size, in order, and loses no image."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from numerics.images.dataset import Images, Source, split
from theory.errors import InvalidInputError


def numbered(labels: list[int]) -> Images:
    """Images that hold their own index."""
    return Images(np.arange(len(labels), dtype=np.float32).reshape(-1, 1, 1, 1), np.array(labels))


@given(
    st.lists(st.integers(0, 2), min_size=6).filter(lambda x: min(map(x.count, range(3))) >= 2),
    st.integers(0, 5),
)
def test_equal_classes_and_a_partition(labels: list[int], seed: int) -> None:
    images = numbered(labels)
    found = split(Source("numbers", images), seed=seed)
    assert found.train.labels.tolist() == sorted(found.train.labels)
    assert np.bincount(found.train.labels).tolist() == [found.n] * 3
    assert found.n == int(0.8 * np.bincount(labels).min())
    order = np.concatenate([found.train.pixels.ravel(), found.test.pixels.ravel()]).astype(int)
    assert sorted(order) == list(range(len(labels)))
    np.testing.assert_array_equal(
        images.labels[order], np.concatenate([found.train.labels, found.test.labels])
    )


def test_a_data_set_with_test_images_keeps_them() -> None:
    found = split(Source("numbers", numbered([0, 1, 1, 0, 1]), numbered([1])))
    assert (found.n, len(found.train), len(found.test)) == (2, 4, 1)


def test_the_digest_knows_images_and_order() -> None:
    digests = {split(Source("a", numbered([0, 1, 1, 0] * 5)), 2, seed).digest for seed in range(5)}
    assert len(digests) > 1
    assert (
        split(Source("a", numbered([0, 1, 1, 0])), 1).digest
        == split(Source("b", numbered([0, 1, 1, 0])), 1).digest
    )


@pytest.mark.parametrize(
    ("source", "per_class", "words"),
    [
        (
            Source("s", numbered([0, 1, 1])),
            2,
            "2 training images per class given; the smallest class of s, 0, has 1",
        ),
        (Source("s", numbered([0, 2, 2, 0])), 1, "s has no training image of class 1"),
        (Source("s", numbered([0, 0])), 1, "s has no training image of class 1"),
        (Source("s", numbered([])), 1, "s holds no training images"),
        (Source("s", numbered([0, 1]), numbered([2])), 1, "s has the test label 2"),
        (Source("s", numbered([0, 1]), Images(np.zeros((1, 3, 1, 1)), np.zeros(1, int))), 1, "must be alike"),
        (Source("s", numbered([0, 1])), None, "0 training images per class given"),
    ],
)
def test_bad_data_is_one_line(source: Source, per_class: int | None, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        split(source, per_class)
