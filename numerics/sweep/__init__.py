"""Sweeps: grids of trained models whose results survive any interruption.

``grid`` expands a description into chunks of runs, ``work`` trains a chunk, ``store`` keeps what came out, one
atomic file a chunk, and ``executor`` runs what is missing, in this process or on a Dask cluster.
"""
