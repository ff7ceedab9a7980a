"""Links from pages into the repository.

Pages are written for a code host: their links are paths of files.  On the built site such a link leads to the
page that shows the file: a page of ``docs/``, a statement, a module of the API, or the file's text.  Names of
files in code and ids of statements become links too, so that the mathematics leads to its code.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("theory", "numerics", "proofs_check")

_FENCE = re.compile(r"^(?P<mark>```+|~~~+).*?^(?P=mark)\s*$", re.MULTILINE | re.DOTALL)
_TOKEN = re.compile(
    r"(?P<heading>^\#.*$)"
    r"|(?P<link>!?\[(?:`[^`]*`|[^\]`])*\]\((?P<target>[^)\s]+)\))"
    r"|(?P<html><[^>\n]+>)"
    r"|(?P<code>`[^`\n]+`)"
    r"|(?P<statement>\bS[1-9]\d?\b)",
    re.MULTILINE,
)
_LANGUAGES = {
    ".v": "coq",
    ".py": "python",
    ".toml": "toml",
    ".md": "markdown",
    ".csv": "text",
    "Makefile": "make",
}


def statement_files() -> dict[str, str]:
    """Path of the file of every statement, by id.

    Examples
    --------
    >>> statement_files()["S5"]
    'proofs_check/statements/s05_srg_beats_dnc.py'
    """
    folder = ROOT / "proofs_check" / "statements"
    files = sorted(folder.glob("s[0-9]*_*.py"))
    return {f"S{int(path.name[1:].split('_')[0])}": path.relative_to(ROOT).as_posix() for path in files}


def page_of(path: str) -> str | None:
    """The page that shows a file or folder of the repository, or None if there is no such file.

    Examples
    --------
    >>> page_of("docs/training.md"), page_of("theory/loss.py"), page_of("theory/proofs")
    ('training.md', 'api/theory.loss.md', 'api/theory.proofs.md')
    >>> page_of("README.md"), page_of("proofs_check/coq/S8.v")
    ('index.md', 'source/proofs_check/coq/S8.v.md')
    >>> page_of("notebooks/1-verify.ipynb")
    'notebooks/1-verify.md'
    """
    location = ROOT / path
    if path == "README.md":
        return "index.md"
    if path.startswith("docs/") and location.is_file():
        return path.removeprefix("docs/")
    for identity, file in statement_files().items():
        if path == file:
            return f"statements/{identity}.md"
    if path.split("/")[0] in PACKAGES and (location.suffix == ".py" or (location / "__init__.py").is_file()):
        parts = PurePosixPath(path).with_suffix("").parts
        dotted = ".".join(part for part in parts if part != "__init__")
        return f"api/{dotted}.md" if location.exists() else None
    if path.startswith("notebooks/") and location.suffix == ".ipynb":
        return PurePosixPath(path).with_suffix(".md").as_posix()
    return f"source/{path.lstrip(chr(46))}.md" if location.is_file() else None


class Links:
    """Rewrites the links of pages; remembers nothing but the statements' files."""

    def __init__(self) -> None:
        self.statements = statement_files()

    def rewrite(self, markdown: str, page: str) -> str:
        """The Markdown of ``page`` (its path on the site) with links that lead to pages."""
        parts, last = [], 0
        for fence in _FENCE.finditer(markdown):
            parts += [self._rewrite_text(markdown[last : fence.start()], page), fence.group()]
            last = fence.end()
        return "".join([*parts, self._rewrite_text(markdown[last:], page)])

    def source_pages(self, pages: Mapping[str, str | bytes]) -> dict[str, str]:
        """Pages with the text of files that are linked and have no page of their own."""
        found: dict[str, str] = {}
        for page, text in pages.items():
            if isinstance(text, bytes) or not page.endswith(".md"):
                continue
            for path in self._linked(_FENCE.sub("", text), page):
                if (shown := page_of(path)) and shown.startswith("source/"):
                    found[shown] = _source_page(path)
        return found

    def _linked(self, text: str, page: str) -> Iterator[str]:
        for token in _TOKEN.finditer(text):
            if token["target"] and not _leads_away(token["target"]):
                yield _in_repository(token["target"].split("#")[0], page)
            elif token["code"]:
                yield token["code"].strip("`").rstrip("/")

    def _rewrite_text(self, text: str, page: str) -> str:
        def replace(token: re.Match[str]) -> str:
            if token["target"]:
                return self._rewrite_link(token, page)
            if token["code"]:
                name = token["code"].strip("`").rstrip("/")
                shown = page_of(name) if "/" in name and " " not in name else None
                return f"[{token['code']}]({_relative(shown, page)})" if shown else token.group()
            if token["statement"] in self.statements:
                target = f"statements/{token['statement']}.md"
                return f"[{token.group()}]({_relative(target, page)})" if target != page else token.group()
            return token.group()

        return _TOKEN.sub(replace, text)

    def _rewrite_link(self, token: re.Match[str], page: str) -> str:
        target, _, anchor = token["target"].partition("#")
        if _leads_away(token["target"]) or page.startswith(("statements/", "api/", "source/")):
            return token.group()
        shown = page_of(_in_repository(target, page))
        if shown is None:
            return token.group()  # MkDocs reports it
        link = _relative(shown, page) + (f"#{anchor}" if anchor else "")
        return token.group()[: token.start("target") - token.start()] + link + ")"


def _leads_away(target: str) -> bool:
    return bool(re.match(r"[a-z]+:|#|//", target))


def _in_repository(target: str, page: str) -> str:
    """Path in the repository of a link on a page; the entry is the README, the notebooks' pages are theirs."""
    folder = "" if page == "index.md" or page.startswith("notebooks/") else "docs"
    return os.path.normpath((PurePosixPath(folder) / PurePosixPath(page).parent / target).as_posix())


def _relative(target: str, page: str) -> str:
    return os.path.relpath(target, PurePosixPath(page).parent.as_posix())


def _source_page(path: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8")
    language = _LANGUAGES.get(Path(path).suffix or Path(path).name, "text")
    mark = "`" * (max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1)
    return f"# {Path(path).name}\n\nThe file {path} of the repository.\n\n{mark}{language}\n{text}\n{mark}\n"


def loaded_from_elsewhere(html: str) -> list[str]:
    """Addresses outside the site that a page loads by itself; links that a reader may follow are none.

    Examples
    --------
    >>> loaded_from_elsewhere('<a href="https://arxiv.org"></a><script src="https://cdn/x.js"></script>')
    ['https://cdn/x.js']
    """
    loading = r"<(?:script|link|img|iframe|source|object|embed)\b[^>]*?\b(?:src|href|data)=[\"']?((?:https?:)?//[^\"'\s>]+)"
    return re.findall(loading, html, re.IGNORECASE)
