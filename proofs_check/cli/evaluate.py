"""``dnc evaluate``: what a graph, a design or a network of one's own is worth."""

from __future__ import annotations

from pathlib import Path

from numerics.evaluate import evaluate
from numerics.evaluate.reading import shown
from proofs_check import evaluations
from proofs_check.certificates.cost_constant import certificate_at_every_lambda
from proofs_check.certificates.network import network_certificate
from proofs_check.cli.table import integers
from proofs_check.files import require_writable, write_text
from theory.errors import InvalidInputError

UNDECIDED = 3
"""Exit status where enclosures do not decide a verdict, as of ``dnc verify``."""

DEPTHS = "3:6"
"""Depths of a graph or a matrix."""


def run(
    file: Path,
    depths: str | None,
    lam: str,
    samples: int,
    fmt: str,
    *,
    classes: str,
    output: Path | None,
    certificate: Path | None,
    every_lambda: bool = False,
) -> int:
    """Print the table, or write it; write a certificate of its only cell, or of its only depth and every λ."""
    if every_lambda and certificate is None:
        raise InvalidInputError(
            "--every-lambda given without --certificate; it says what the certificate is about"
        )
    require_writable(output, certificate)
    found = evaluate(file, classes=classes)
    chosen: list[int | None] = [None]
    if depths is not None or found.depth is None:
        chosen = list(integers("L", depths or DEPTHS))
    lams = [part.strip() for part in lam.split(",")]
    cells = len(chosen) * len(lams)
    if cells > evaluations.LARGEST:
        raise InvalidInputError(
            f"{cells} cells given; at most {evaluations.LARGEST} at once; choose fewer values"
        )
    if every_lambda and len(chosen) != 1:
        raise InvalidInputError(
            f"{len(chosen)} depths given with --every-lambda; a certificate starts from one; give one --L"
        )
    if certificate is not None and cells != 1 and not every_lambda:
        raise InvalidInputError(
            f"{cells} pairs (L, λ) given with --certificate; a certificate is about one; give one --L and one --lambda"
        )
    answers = evaluations.rows(found, chosen, lams, samples)
    what = f"{shown(file.name)}: {found.what}"
    text = evaluations.TEXT_FORMATS[fmt](what, [row for _, row in answers])
    proof = None
    if certificate is not None:
        cell = answers[0][0]
        proof = (
            certificate_at_every_lambda(found, cell.L, what)
            if every_lambda
            else network_certificate(cell, what)
        )
    if output is None:
        print(text, end="")
    else:
        write_text(output, text)
    if certificate is not None and proof is not None:
        write_text(certificate, proof)
        if output is not None or fmt == "md":
            print(f"→ {shown(certificate)}: check with dnc check")
    return UNDECIDED if any(cell.against_dnc is None for cell, _ in answers) else 0
