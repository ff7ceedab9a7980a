"""Graphs, explicit matrices, losses in floats and in enclosures, convex problems, training."""
