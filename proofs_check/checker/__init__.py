"""A checker of certificates that trusts nothing else of the project.

It needs Python's standard library alone and imports itself relatively, so that the folder can be read, copied
and run by itself: ``python -m checker DIR``.  ``docs/certificates.md`` says what it checks and what it trusts.
"""
