"""What a page is, and what all pages are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from proofs_check.report.standing import Standing
from proofs_check.report.stored import Stored


@dataclass(frozen=True)
class Page:
    """A page of the site.

    Attributes
    ----------
    path : str
        Within the site, with ``/``.
    template : str
        File in ``templates``.
    title : str
        Of the window and the first heading.
    values : mapping
        What the template shows.
    label : str or None
        Its name in the menu; None for pages that other pages lead to.
    files : mapping
        More files: path within the site to content.
    """

    path: str
    template: str
    title: str
    values: Mapping[str, Any]
    label: str | None = None
    files: Mapping[str, str | bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Inputs:
    """What the report is made from.

    Attributes
    ----------
    standings : mapping
        Statement id to how it stands, dependencies before dependents.
    stored : Stored
        The results that were read or just made.
    figures : Path or None
        Folder of figures.
    atlas : Path or None
        Folder of an atlas.
    jobs : int
        Processes for what takes long.
    """

    standings: Mapping[str, Standing]
    stored: Stored
    figures: Path | None = None
    atlas: Path | None = None
    jobs: int = 1

    @property
    def in_order(self) -> Sequence[Standing]:
        """The standings by number."""
        return sorted(self.standings.values(), key=lambda standing: int(standing.id[1:]))


class PageModule(Protocol):
    """A module of :mod:`proofs_check.report.pages`."""

    def pages(self, inputs: Inputs) -> Iterator[Page]:
        """Its pages; none where there is nothing to show."""
        ...


def slug(text: str) -> str:
    """A name for files and anchors: letters, digits and hyphens.

    Examples
    --------
    >>> slug("rational weights"), slug("<script>")
    ('rational-weights', 'script')
    """
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in text).split()
    return "-".join(words) or "unnamed"


def statement_path(statement_id: str) -> str:
    """Path of the page of a statement."""
    return f"statements/{slug(statement_id)}.html"
