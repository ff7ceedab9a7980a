"""The figures of the paper (MATH.md §5), one module each.

A module ``figureN`` defines ``FIGURE``, which says how its data are computed, drawn and described in a caption.
Everything a figure shows is in its data, which are a table in one format for all figures.
"""
