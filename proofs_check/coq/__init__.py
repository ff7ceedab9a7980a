"""The formal leg: theorems about the L-DUFM for the kernel of Coq.

General lemmas and theorems are the ``.v`` files of this folder, written by hand; what is particular to the
constructions (closed forms, positivity certificates, matrices, rational weights) is printed from the objects
of ``theory`` and ``numerics``, so that a wrong number there makes a theorem fail to compile.
"""
