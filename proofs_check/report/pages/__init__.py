"""The pages of the report, one module each, in the order of the menu."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from proofs_check.report.page import PageModule

MODULES = (
    "overview",
    "statements",
    "losses",
    "phases",
    "explorer",
    "figures",
    "images",
    "atlas",
    "environment",
)


def modules() -> list[PageModule]:
    """The modules of the pages."""
    return [cast(PageModule, import_module(f"{__name__}.{name}")) for name in MODULES]
