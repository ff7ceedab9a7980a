"""The 1797 handwritten digits, 8 × 8 pixels, that ship with scikit-learn (test part of UCI's optdigits)."""

from __future__ import annotations

import numpy as np

from numerics.images.dataset import Images, Source
from theory.errors import InvalidInputError


def read_digits() -> Source:
    """Load the digits; there is no separate test set.

    Raises
    ------
    InvalidInputError
        If scikit-learn is not installed.

    Examples
    --------
    >>> read_digits().train.pixels.shape
    (1797, 1, 8, 8)
    """
    try:
        from sklearn.datasets import load_digits
    except ModuleNotFoundError:
        raise InvalidInputError(
            "data 'digits' given; it ships with scikit-learn, which is missing; install the extra 'images'"
        ) from None
    pixels, labels = load_digits(return_X_y=True)
    images = np.ascontiguousarray(pixels.reshape(-1, 1, 8, 8).astype(np.uint8))
    return Source("digits", Images(images, labels.astype(np.int64)))
