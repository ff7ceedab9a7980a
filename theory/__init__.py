"""Symbols, constructions and closed forms of the deep unconstrained features model, in SymPy only.

The package imports nothing on its own, so that ``theory.errors`` costs no SymPy import.
"""
