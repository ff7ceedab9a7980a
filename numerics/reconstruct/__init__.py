"""Records of the atlas reconstructed exactly: from a pattern of signs, zeros and symmetries to algebraic numbers.

``skeleton`` reads the pattern, ``equations`` says what a critical point of the cost constant is, ``critical`` finds it to any
number of digits, ``identify`` and ``field`` say which numbers its coordinates are, and ``explain`` does all of it; ``explanation`` is
its answer.
"""
