"""The checker's own formulation of every statement and of its proof, a function for each id."""

from collections.abc import Callable, Mapping

from ..steps import Proof
from .bounds import s1, s2, s9
from .comparison import s5, s6, s7
from .graph import s3
from .loss import s4

PROOFS: Mapping[str, Callable[..., Proof]] = {
    "S1": s1, "S2": s2, "S3": s3, "S4": s4, "S5": s5, "S6": s6, "S7": s7, "S9": s9,
}  # fmt: skip
