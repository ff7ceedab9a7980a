"""Statements, their legs and verdicts, and the ``dnc`` command."""
