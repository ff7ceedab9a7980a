"""Bring your own: what a graph, a design or a trained network is worth as a solution of the L-DUFM.

One file for each kind of input turns it into candidates (:mod:`candidate`): shapes of all layers but the last, which is
fitted, up to scales, which are optimal.  :mod:`evaluation` compares the best of them with DNC and with SRG.
"""

from numerics.evaluate.evaluation import Evaluation, evaluate

__all__ = ["Evaluation", "evaluate"]
