"""Certificates of the statements that DNC is not optimal because of one small network: S23, S27 (c) and S28."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from numerics.exact import rational_matrix
from proofs_check.certificates.cost_constant import cost_constant_certificate
from proofs_check.coq import cheaper_networks, hoffman_singleton, pairs_in_halves
from proofs_check.statements import registry

Factors = Sequence[NDArray[np.object_]]
"""H_1 and W_1, …, W_L, with output I."""


def at_depth(shapes: cheaper_networks.Shapes) -> Factors:
    """The network of three layers with identities between W_1 and W_2, down to the depth from which on it is cheaper.

    Examples
    --------
    >>> [len(factors) - 1 for factors in map(at_depth, BELOW_DNC)]
    [3, 4]
    """
    features, first, *others = cheaper_networks.network(shapes)
    identity = np.eye(len(first), dtype=int).astype(object)
    return features, first, *[identity] * (shapes.depth - 3), *others


BELOW_DNC = tuple(shapes for shapes in cheaper_networks.SHAPES if shapes.vertices is None)
"""The others are compared with SRG."""

NETWORKS: dict[str, Callable[[], list[Factors]]] = {
    "S23": lambda: [at_depth(shapes) for shapes in BELOW_DNC],
    "S27": lambda: [hoffman_singleton.network()],
    "S28": lambda: [pairs_in_halves.network()],
}
"""By statement: networks whose cost constant is below DNC's, the same as in Coq."""


def certificates(id_: str) -> dict[str, str]:
    """The certificates of a statement, each named by the K and L from which on it proves DNC not optimal.

    Examples
    --------
    >>> list(certificates("S28"))
    ['K15-L2']
    """
    title = registry()[id_].title
    return {
        f"K{factors[0].shape[1]}-L{len(factors) - 1}": cost_constant_certificate(
            [rational_matrix(factor) for factor in factors], f"{id_}: {title}"
        )
        for factors in NETWORKS[id_]()
    }
