"""Files for a paper: tables and statements in LaTeX, references, and the results with their schema."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files

from proofs_check.report.page import Inputs
from proofs_check.report.pages.losses import table
from proofs_check.report.pages.phases import diagrams
from proofs_check.report.prose import to_latex
from proofs_check.report.standing import Standing
from proofs_check.statement import Verdict

VERDICT_MACROS = {
    Verdict.PROVED: "dncproved",
    Verdict.IN_PART: "dncprovedinpart",
    Verdict.VERIFIED: "dncverified",
    Verdict.EVIDENCE: "dncevidence",
    Verdict.REFUTED: "dncrefuted",
    Verdict.UNDECIDED: "dncundecided",
    Verdict.VACUOUS: "dncvacuous",
    Verdict.TIMED_OUT: "dnctimedout",
    Verdict.NOT_RUN: "dncneverrun",
}

_HEAD = r"""% Made by dnc-verifier {version} from what was run: {made}.
% Needs amsmath, and booktabs for tables.
"""

_USE = r"""%
% \dncverdict{S5}     how S5 stands, printed by \dncproved, \dncevidence, ..., which a paper may redefine before
%                     this file is read; \dncstale follows where the code has changed since the run
% \dnctitle{S5}       its title;  \dncclaim{S5} the claim;  \dnchypotheses{S5} what is assumed;  \dncsource{S5}
% \dncform{S5}        in what form it is there, e.g. formalised and checked by Coq
% \dncstatement{S5}   all of this as a paragraph
"""

_MACROS = r"""\makeatletter
\providecommand{\dncget}[2]{\@ifundefined{dnc@#1@#2}{\textbf{no statement #2}}{\@nameuse{dnc@#1@#2}}}
\makeatother
\providecommand{\dncverdict}[1]{\dncget{verdict}{#1}}
\providecommand{\dnctitle}[1]{\dncget{title}{#1}}
\providecommand{\dncclaim}[1]{\dncget{claim}{#1}}
\providecommand{\dnchypotheses}[1]{\dncget{hypotheses}{#1}}
\providecommand{\dncsource}[1]{\dncget{source}{#1}}
\providecommand{\dncform}[1]{\dncget{form}{#1}}
\providecommand{\dncstale}{ (stale)}
\providecommand{\dncstatement}[1]{\paragraph{#1: \dnctitle{#1}.}%
  Assume \dnchypotheses{#1}. \emph{\dncclaim{#1}} [\dncverdict{#1}; \dncsource{#1}]\par}
"""


def exports(inputs: Inputs, version: str, made: Sequence[str]) -> dict[str, str]:
    """Name of each file to its content."""
    head = _HEAD.format(version=version, made=", ".join(made) or "nothing")
    return {
        "tables.tex": head + tables_tex(inputs),
        "theorems.tex": head + _USE + theorems_tex(inputs.in_order),
        "references.bib": references(version),
        "results.schema.json": schema_text(),
        **{
            name: json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n"
            for name, document in zip(
                result_files(len(inputs.stored.documents)), inputs.stored.documents, strict=True
            )
        },
    }


def result_files(count: int) -> list[str]:
    """Names of the results files in the site.

    Examples
    --------
    >>> result_files(2)
    ['results.json', 'results-2.json']
    """
    return ["results.json", *(f"results-{number}.json" for number in range(2, count + 1))][:count]


def tables_tex(inputs: Inputs) -> str:
    """Verdicts, losses and phases as tables in the style of booktabs."""
    from proofs_check import phases, tables

    parts = [
        ("Verdicts", _verdicts(inputs.in_order)),
        ("Losses of DNC and SRG", tables.to_latex(table())),
        ("Phase diagram", phases.to_latex(diagrams())),
    ]
    return "".join(f"\n% {title}\n{text}" for title, text in parts)


def _verdicts(standings: Sequence[Standing]) -> str:
    lines = [r"\begin{tabular}{llllr}", r"\toprule", r"& statement & form & verdict & s \\", r"\midrule"]
    for standing in standings:
        seconds = "--" if standing.verdict is Verdict.NOT_RUN else f"{standing.seconds:.1f}"
        cells = (standing.statement.title, standing.form.value, _stale(standing, standing.shown_verdict))
        lines.append(" & ".join([standing.id, *map(to_latex, cells), seconds]) + r" \\")
    return "\n".join([*lines, r"\bottomrule", r"\end{tabular}"]) + "\n"


def _stale(standing: Standing, words: str) -> str:
    return f"{words} (stale)" if standing.stale else words


def theorems_tex(standings: Sequence[Standing]) -> str:
    """Macros for every statement and its verdict."""
    lines = [
        rf"\providecommand{{\{name}}}{{{'never run' if verdict is Verdict.NOT_RUN else verdict.value}}}"
        for verdict, name in VERDICT_MACROS.items()
    ]
    macros = "\n".join(lines) + "\n" + _MACROS + "\\makeatletter\n"
    return macros + "".join(map(_definitions, standings)) + "\\makeatother\n"


def _definitions(standing: Standing) -> str:
    return "".join(
        rf"\@namedef{{dnc@{name}@{standing.id}}}{{{text}}}" + "\n" for name, text in _fields(standing)
    )


def _fields(standing: Standing) -> Iterator[tuple[str, str]]:
    statement = standing.statement
    yield "verdict", rf"\{VERDICT_MACROS[standing.verdict]}{{}}" + (r"\dncstale{}" if standing.stale else "")
    yield "title", to_latex(statement.title)
    yield "claim", to_latex(statement.claim)
    yield "hypotheses", "; ".join(map(to_latex, statement.hypotheses)) or "nothing more"
    yield "source", to_latex(statement.source)
    yield "form", to_latex(standing.form.value)


def references(version: str) -> str:
    """The program and the papers that its statements cite, in BibTeX."""
    text = (files("proofs_check.report") / "assets" / "references.bib").read_text("utf-8")
    return text.replace("VERSION", version)


def schema_text() -> str:
    """The JSON schema of results documents."""
    return (files("proofs_check.report") / "assets" / "results.schema.json").read_text("utf-8")


def schema() -> Mapping[str, object]:
    """The same, read.

    Examples
    --------
    >>> schema()["properties"]["version"]
    {'const': 2}
    """
    found: Mapping[str, object] = json.loads(schema_text())
    return found
