"""The atlas: for every K, L and λ the best network that is known, as rational matrices that anyone can check.

``record`` is one such network, ``store`` the folder of all of them, ``value`` encloses a record's loss at any λ,
``search`` finds records, ``recognise`` says what they look like, and ``answer`` is what a reader asks for.
"""
