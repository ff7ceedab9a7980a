"""Bring your own: what a graph, a design or a trained network is worth as a solution of the L-DUFM.

Of what :mod:`sources` takes, one file for each kind of input makes candidates (:mod:`candidate`): shapes of all layers but the last, which is
fitted, up to scales, which are optimal.  :mod:`evaluation` compares the best of them with DNC and with SRG.
"""

from numerics.evaluate.evaluation import Evaluation
from numerics.evaluate.sources import evaluate

__all__ = ["Evaluation", "evaluate"]
