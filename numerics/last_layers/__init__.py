"""The last two layers, and the weights of set systems, to certified optimality (statement S26).

For fixed activations the last two layers are a convex problem over any number of neurons.  What no neurons can beat is
proved by one matrix and a small sum of squares for each of the cones on which their activations are linear:
:mod:`numerics.last_layers.certificate`, which uses integers alone.
"""
