"""The text of a certificate of a network, which the checker has accepted before it is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from proofs_check.checker.reading import MOST_BYTES, Rejected
from theory.errors import InvalidInputError


def checked_text(
    document: Mapping[str, Any], check: Callable[[Mapping[str, Any]], object], advice: str
) -> str:
    r"""JSON on one line.

    Parameters
    ----------
    document : mapping
        The certificate.
    check : callable
        That of the checker for its format.
    advice : str
        What to do if the checker does not accept it.

    Raises
    ------
    InvalidInputError
        If it is too long for the checker, or the checker does not accept it.

    Examples
    --------
    >>> checked_text({"K": 3}, lambda document: None, "give more classes")
    '{"K": 3}\n'
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ": ")) + "\n"
    if len(text.encode()) > MOST_BYTES:
        raise InvalidInputError(
            f"the certificate would have {len(text.encode())} bytes; the checker reads {MOST_BYTES}; give a"
            " smaller network"
        )
    try:
        check(json.loads(text))
    except Rejected as why:
        raise InvalidInputError(f"the checker does not accept this certificate: {why}; {advice}") from None
    return text
