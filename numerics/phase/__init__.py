"""The λ-phase diagram: which of finitely many solutions is the best at which λ, with proof (docs/phase-diagram.md).

``units`` evaluates the gain of one block and its slope in balls, ``candidates`` lists what competes, ``certify``
proves who wins between two points, ``boundaries`` says what number a boundary is, ``diagram`` puts them
together and ``networks`` builds the winners.
"""
