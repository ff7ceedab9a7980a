"""Strongly regular graphs by their eigenvalues: parameters, multiplicities and the ratios that layers on them have (S27)."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from theory.construction import Eigenspace, eigenspaces
from theory.symbols import m, mu, p, r


@dataclass(frozen=True)
class Parameters:
    """A strongly regular graph by its eigenvalues p − 1 and −m and the common neighbours of vertices that are not adjacent.

    Attributes
    ----------
    p, m, mu : sympy.Expr
        Of the graph; primitive graphs have p > 1, m > 1 and μ > 0.

    Examples
    --------
    The complement of the Petersen graph:

    >>> graph = Parameters(sp.Integer(2), sp.Integer(2), sp.Integer(4))
    >>> graph.classes, graph.degree, graph.triangles, graph.kept, graph.lost
    (10, 6, 3, 4, 5)
    """

    p: sp.Expr = p
    m: sp.Expr = m
    mu: sp.Expr = mu

    @property
    def degree(self) -> sp.Expr:
        """Vertices adjacent to a given one, k."""
        return self.mu + (self.p - 1) * self.m

    @property
    def triangles(self) -> sp.Expr:
        """λ, the common neighbours of adjacent vertices."""
        return self.mu + self.p - 1 - self.m

    @property
    def classes(self) -> sp.Expr:
        """K = v, the number of vertices."""
        return (self.degree - self.p + 1) * (self.degree + self.m) / self.mu

    @property
    def apart(self) -> sp.Expr:
        """Vertices that are neither a given one nor adjacent to it: the degree of the complement."""
        return self.degree * self.p * (self.m - 1) / self.mu

    @property
    def kept(self) -> sp.Expr:
        """Multiplicity of the eigenvalue p − 1."""
        return (self.m - 1) * self.degree * (self.degree + self.m) / (self.mu * self.gap)

    @property
    def lost(self) -> sp.Expr:
        """Multiplicity of the eigenvalue −m."""
        return self.p * self.degree * (self.degree - self.p + 1) / (self.mu * self.gap)

    @property
    def gap(self) -> sp.Expr:
        """Difference of the two eigenvalues."""
        return self.p + self.m - 1

    @property
    def least_ratio(self) -> sp.Expr:
        """ϱ of A + mI."""
        return (self.degree + self.m) / self.gap

    @property
    def last_ratio(self) -> sp.Expr:
        """The eigenvalue of M_L = J − A − mI on the constants over the modulus of that on E_1."""
        return (self.apart + 1 - self.m) / self.gap

    @property
    def clique_ratio(self) -> sp.Expr:
        """ϱ of the incidence matrix of cliques of 1 + k/m vertices, the square root of (k+m)/(p+m−1)."""
        return sp.sqrt(self.least_ratio)


def spectrum(graph: Parameters) -> tuple[Eigenspace, ...]:
    """Moduli of the eigenvalues of Ā.

    Examples
    --------
    >>> [space.singular_value for space in spectrum(Parameters(sp.Integer(2), sp.Integer(2), sp.Integer(4)))]
    [3, 2, 1]
    """
    return eigenspaces((graph.apart, 1), (graph.p, graph.kept), (graph.m - 1, graph.lost))


TRIANGULAR = Parameters(r - 3, sp.Integer(2), sp.Integer(4))
"""T(r), the line graph of K_r."""


LATTICE = Parameters(r - 1, sp.Integer(2), sp.Integer(2))
"""L_2(r), the line graph of K_{r,r}."""


HOFFMAN_SINGLETON = Parameters(sp.Integer(3), sp.Integer(3), sp.Integer(36))
"""The complement of Hoffman and Singleton's graph, so that Ā is that graph: 50 vertices of degree 7 without cycles of 3 or 4."""


SYMPLECTIC = Parameters(r + 1, r, r**2 * (r - 1))
"""The complement of the (r+1)(r²+1) points of a generalised quadrangle GQ(r, r), joined in Ā if they are collinear."""
