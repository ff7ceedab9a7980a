"""Images with labels, and their division into a training set with classes of equal size and a test set."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from theory.errors import InvalidInputError

TRAINING_SHARE = 0.8
"""Share of the smallest class that is trained on where a data set has no test images of its own."""


@dataclass(frozen=True, eq=False)
class Images:
    """Images of one size.

    Attributes
    ----------
    pixels : array, shape (N, channels, height, width)
        uint8, or float32 with finite values.
    labels : array of int64, shape (N,)
        Class of every image.
    """

    pixels: NDArray[np.generic]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, chosen: NDArray[np.intp]) -> Images:
        """The images with these indices, in this order."""
        return Images(np.ascontiguousarray(self.pixels[chosen]), self.labels[chosen])


@dataclass(frozen=True, eq=False)
class Source:
    """What a reader found: training images, and test images where the data set has some."""

    name: str
    train: Images
    test: Images | None = None


@dataclass(frozen=True, eq=False)
class Split:
    """Data to train on.

    Attributes
    ----------
    name : str
        Of the data set.
    K, n : int
        Classes, and training images of each: the theory needs classes of equal size.
    train : Images
        K n images, class after class: the columns of H_1 in the order of MATH.md §1.
    test : Images
        The others.
    """

    name: str
    K: int
    n: int
    train: Images
    test: Images

    @property
    def digest(self) -> str:
        """Identifies the images and their order."""
        found = blake2b(digest_size=16)
        for part in (self.train, self.test):
            for array in (part.pixels, part.labels):
                found.update(f"{array.dtype.str}{array.shape}".encode())
                found.update(np.ascontiguousarray(array).tobytes())
        return found.hexdigest()


def split(source: Source, per_class: int | None = None, seed: int = 0) -> Split:
    """Draw equally many training images of every class.

    Parameters
    ----------
    source : Source
        From :func:`numerics.images.readers.read`.
    per_class : int, optional
        Training images of each class.  If not given: as many as the smallest class has, or
        :data:`TRAINING_SHARE` of them where there are no test images.
    seed : int
        Of the draw.

    Returns
    -------
    Split
        Without test images of its own, the test set of a data set is what was not drawn.

    Raises
    ------
    InvalidInputError
        If a class has too few images, or the test images do not fit the training images.

    Examples
    --------
    >>> images = Images(np.arange(7, dtype=np.uint8).reshape(7, 1, 1, 1), np.array([1, 0, 1, 0, 0, 1, 1]))
    >>> drawn = split(Source("seven", images), per_class=2)
    >>> drawn.K, drawn.n, drawn.train.labels.tolist(), len(drawn.test)
    (2, 2, [0, 0, 1, 1], 3)
    """
    counts = _counts(source)
    K, least = len(counts), int(counts.min())
    n = per_class or (least if source.test is not None else int(TRAINING_SHARE * least))
    if not 0 < n <= least:
        raise InvalidInputError(
            f"{n} training images per class given; the smallest class of {source.name}, {int(counts.argmin())}, has"
            f" {least}; choose 1 <= n <= {least}"
        )
    random = np.random.default_rng(seed)
    classes = [np.flatnonzero(source.train.labels == label) for label in range(K)]
    chosen = np.concatenate([np.sort(random.permutation(one)[:n]) for one in classes])
    rest = np.setdiff1d(np.arange(len(source.train)), chosen)
    test = source.train.take(rest) if source.test is None else source.test
    return Split(source.name, K, n, source.train.take(chosen), test)


def _counts(source: Source) -> NDArray[np.int64]:
    """Images of every class, after checking that the sets fit together."""
    train, test = source.train, source.test
    if not len(train):
        raise InvalidInputError(f"{source.name} holds no training images; choose another data set")
    counts = np.bincount(train.labels)
    if len(counts) < 2 or not counts.all():
        missing = int(np.argmin(counts)) if len(counts) > 1 else 1
        raise InvalidInputError(
            f"{source.name} has no training image of class {missing}; labels must be 0, 1, …, K−1 and each must occur"
        )
    if test is None:
        return counts
    if test.pixels.shape[1:] != train.pixels.shape[1:] or test.pixels.dtype != train.pixels.dtype:
        raise InvalidInputError(
            f"{source.name} has training images of {train.pixels.dtype} {train.pixels.shape[1:]} and test images of"
            f" {test.pixels.dtype} {test.pixels.shape[1:]}; they must be alike"
        )
    if len(test) and int(test.labels.max()) >= len(counts):
        raise InvalidInputError(
            f"{source.name} has the test label {int(test.labels.max())}, but the training labels end at {len(counts) - 1}"
        )
    return counts
