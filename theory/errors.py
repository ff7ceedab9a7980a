"""The one error type for input that a user can mend."""


class InvalidInputError(ValueError):
    """Input outside what is allowed.

    The message is one line that says what was given, what is allowed and what to do; the ``dnc``
    command prints it as it is and exits with status 2.

    Examples
    --------
    >>> raise InvalidInputError("r = 3 given; r must be an integer >= 4; choose r = 4 or more")
    Traceback (most recent call last):
    ...
    theory.errors.InvalidInputError: r = 3 given; r must be an integer >= 4; choose r = 4 or more
    """
