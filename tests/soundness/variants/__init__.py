"""False and vacuous variants of the statements, one table a statement.

A file in this folder whose name starts with ``s`` and a number joins the bench by defining ``VARIANTS``.
"""
