"""The report: a static site of what was really run, that opens from disk, and files for a paper.

``stored`` reads results, ``standing`` says how each statement stands, ``pages`` has one module a page,
``templates`` and ``assets`` what they look like, ``exports`` the files for LaTeX, and ``site`` writes it all.
"""
