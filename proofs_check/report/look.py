"""Marks and style classes: every colour comes with a mark or a word, so that no meaning rests on colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from proofs_check.report.standing import Form
from proofs_check.statement import Outcome, Verdict


@dataclass(frozen=True)
class Look:
    """A mark for the eye, the class of its style, and the words for it."""

    mark: str
    style: str
    words: str


VERDICTS = {
    Verdict.PROVED: Look("✓", "proved", "proved"),
    Verdict.IN_PART: Look("◐", "proved", "proved in part"),
    Verdict.VERIFIED: Look("●", "verified", "verified on instances"),
    Verdict.EVIDENCE: Look("≈", "evidence", "numeric evidence"),
    Verdict.REFUTED: Look("✗", "refuted", "refuted"),
    Verdict.UNDECIDED: Look("?", "undecided", "undecided"),
    Verdict.VACUOUS: Look("∅", "vacuous", "vacuous"),
    Verdict.TIMED_OUT: Look("…", "undecided", "timed out"),
    Verdict.NOT_RUN: Look("–", "never", "never run"),
}

OUTCOMES = {
    Outcome.HOLDS.value: Look("✓", "proved", "holds"),
    Outcome.FAILS.value: Look("✗", "refuted", "fails"),
    Outcome.UNDECIDED.value: Look("?", "undecided", "undecided"),
    Outcome.VACUOUS.value: Look("∅", "vacuous", "vacuous"),
    Outcome.TIMED_OUT.value: Look("…", "undecided", "timed out"),
    "never run": Look("–", "never", "never run"),
}

FORMS = {
    Form.FORMAL: Look("Coq ✓", "formal", Form.FORMAL.value),
    Form.FORMAL_PART: Look("Coq ◐", "formal", Form.FORMAL_PART.value),
    Form.FORMAL_WAITING: Look("Coq –", "waiting", Form.FORMAL_WAITING.value),
    Form.DERIVED: Look("∂", "derived", Form.DERIVED.value),
    Form.STATED: Look("“ ”", "stated", Form.STATED.value),
}
