"""Real networks on real images: what the low-rank solutions of the model look like in a trained classifier.

``readers`` read data sets, ``dataset`` makes their classes equal in size, ``network`` is a backbone with the head that
the theory speaks of, ``train`` trains it and ``measure`` says what came out, in the terms of :mod:`numerics.dufm`.
"""
