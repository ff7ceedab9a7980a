"""The report in a real browser: Debian's Chromium, driven by Playwright; nothing is downloaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from report_samples import hostile_inputs

from proofs_check.report import site

REQUIRED = os.environ.get("DNC_BROWSER") == "required"
"""Set by make browser-test: no test may be skipped."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = which("chromium")
    if path is None:
        reason = "there is no chromium; .ci/install-chromium installs it"
        if REQUIRED:
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of some runs, with hostile texts and names of files in it."""
    folder = tmp_path_factory.mktemp("report")
    figures = tmp_path_factory.mktemp("figures")
    site.write(hostile_inputs(figures), folder)
    return folder


@dataclass
class Visit:
    """Opens pages of the report, and remembers what must not happen."""

    context: Any
    report: Path
    complaints: list[str] = field(default_factory=list)

    def __call__(self, path: str = "index.html") -> Any:
        page = self.context.new_page()
        page.on("console", lambda message: self.complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("dialog", self._dismiss)
        page.goto((self.report / path).as_uri())
        return page

    def _dismiss(self, dialog: Any) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()


@pytest.fixture
def open_context(browser: Any, report: Path) -> Iterator[Callable[..., Visit]]:
    """Function from settings of a browser context to visits; afterwards nothing may have gone wrong."""
    visits: list[Visit] = []

    def make(**settings: Any) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **settings})
        visit = Visit(context, report)

        def only_files(route: Any) -> None:
            url = route.request.url
            if url.startswith(report.as_uri()) or url.startswith("data:"):
                route.continue_()
            else:
                visit.complaints.append(f"request: {url}")
                route.abort()

        context.route("**/*", only_files)

        def failed(request: Any) -> None:
            if (
                request.failure != "net::ERR_ABORTED"
            ):  # what is left while it loads; blocked ones are named above
                visit.complaints.append(f"failed: {request.url}: {request.failure}")

        context.on("requestfailed", failed)
        visits.append(visit)
        return visit

    yield make
    complaints = [complaint for visit in visits for complaint in visit.complaints]
    for visit in visits:
        visit.context.close()
    assert complaints == []


@pytest.fixture
def visit(open_context: Callable[..., Visit]) -> Visit:
    return open_context()
