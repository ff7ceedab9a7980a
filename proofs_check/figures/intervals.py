"""Intervals around what is measured on a finite number of runs."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

QUANTILE_95 = 1.959963984540054
"""Of the normal distribution, for two-sided intervals of 95 %."""


class Interval(NamedTuple):
    """A value and the ends of its interval; the names are those of the columns of a figure's data."""

    value: float
    low: float
    high: float


def mean_and_deviation(sample: ArrayLike) -> Interval:
    """Mean, and mean ± one standard deviation of the sample (with n − 1; 0 for a single value).

    Examples
    --------
    >>> mean_and_deviation([1, 2, 3])
    Interval(value=2.0, low=1.0, high=3.0)
    """
    values = np.asarray(sample, dtype=np.float64)
    mean = float(values.mean())
    deviation = float(values.std(ddof=1)) if values.size > 1 else 0.0
    return Interval(mean, mean - deviation, mean + deviation)


def wilson(successes: int, trials: int) -> Interval:
    """Relative frequency with Wilson's interval of 95 % for the probability.

    Examples
    --------
    Newcombe (1998), table I: 0 of 20 and 81 of 263.

    >>> [round(x, 4) for x in wilson(0, 20)]
    [0.0, 0.0, 0.1611]
    >>> [round(x, 4) for x in wilson(81, 263)]
    [0.308, 0.2553, 0.3662]
    """
    share, z2 = successes / trials, QUANTILE_95**2
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    reach = QUANTILE_95 * sqrt(share * (1 - share) / trials + z2 / (4 * trials**2)) / (1 + z2 / trials)
    # The share lies within; rounding must not put it outside at 0 and 1.
    return Interval(share, max(0.0, min(centre - reach, share)), min(1.0, max(centre + reach, share)))
