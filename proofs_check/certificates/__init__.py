"""Certificates: proofs of statements as JSON documents that ``proofs_check.checker`` checks by itself.

What a certificate looks like (names of steps, their order) is the checker's; every formula and every witness in
it is computed here, from the expressions of ``theory/``, and the text of the statement is the registry's.
"""
