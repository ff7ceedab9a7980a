"""Training of many L-layer deep unconstrained features models at once, and what the solutions are.

``problem`` says what is minimised and how, ``train`` minimises it, ``metrics`` measures the solutions and
``identify`` names them.  Nothing here prints, plots or touches the disk.
"""
