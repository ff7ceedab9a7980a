"""Proofs for all parameters, one file a topic: derivations whose obligations a machine decides."""
