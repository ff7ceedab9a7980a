"""Every page: nothing runs that should not, nothing is asked of a network, nothing is wider than the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from report_samples import HOSTILE_STATEMENT, SCRIPT

ALL_PAGES = """() => [...document.querySelectorAll("a[href]")]
    .map((a) => new URL(a.getAttribute("href"), location).href.split("#")[0]).filter((url) => url.endsWith(".html"))"""


def paths(report: Path) -> list[str]:
    return sorted(file.relative_to(report).as_posix() for file in report.rglob("*.html"))


def test_every_page_is_reached_and_none_complains(open_context: Any, report: Path) -> None:
    """The fixture fails on messages in the console, dialogs, and requests that leave the folder."""
    phone = open_context(viewport={"width": 390, "height": 844})
    waiting, seen = ["index.html"], set()
    page = phone()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        page.goto((report / path).as_uri())
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert too_wide <= 0, path
        for url in page.evaluate(ALL_PAGES):
            found = url.removeprefix(report.as_uri() + "/")
            if found not in seen and found not in waiting:
                waiting.append(found)
    assert sorted(seen) == paths(report)


def test_a_request_that_leaves_would_be_noticed(open_context: Any) -> None:
    visit = open_context()
    page = visit()
    page.evaluate("fetch('https://example.org/').catch(() => 0)")
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert any("https://example.org/" in complaint for complaint in visit.complaints)
    visit.complaints.clear()


def test_hostile_text_is_shown_as_text(visit: Any) -> None:
    page = visit("statements/S99.html")
    shown = page.inner_text("main")
    for text in (HOSTILE_STATEMENT.title, HOSTILE_STATEMENT.claim, "{{ 7 * 7 }}"):
        assert text in shown
    assert page.eval_on_selector_all("script", "all => all.length") == 0
    assert (
        page.eval_on_selector_all("main img, main [onerror], main a[href^='javascript']", "all => all.length")
        == 0
    )
    page.goto(page.url.replace("statements/S99.html", "figures.html"))
    pictures = page.eval_on_selector_all("figure img", "all => all.map((i) => [i.complete, i.naturalWidth])")
    assert len(pictures) == 3
    page.eval_on_selector_all(
        "figure img", "all => Promise.all(all.map((i) => { i.loading = 'eager'; return i.decode(); }))"
    )
    assert page.eval_on_selector_all("figure img", "all => all.every((i) => i.naturalWidth === 1)")
    assert SCRIPT.replace("/", "⁄") in page.inner_text("main")


def test_the_graph_shows_two_signals_and_leads_to_the_statements(visit: Any) -> None:
    page = visit()
    nodes = page.locator("svg.graph.wide a")
    assert nodes.count() >= 16
    assert page.locator("svg.graph.wide path.edge").count() >= 10
    assert page.locator("svg.graph.narrow").is_hidden()
    classes = {
        name: page.locator(f"svg.graph.wide a[data-id={name}]").get_attribute("class")
        for name in ("S1", "S3", "S7", "S9", "S12")
    }
    assert classes == {
        "S1": "waiting proved", "S3": "waiting refuted", "S7": "derived never", "S9": "waiting undecided",
        "S12": "stated never",
    }  # fmt: skip
    strokes = page.eval_on_selector_all(
        "svg.graph.wide a rect",
        "all => all.map((r) => [getComputedStyle(r).fill, getComputedStyle(r).strokeDasharray])",
    )
    assert len({fill for fill, _ in strokes}) >= 4
    assert len({dash for _, dash in strokes}) >= 3
    nodes.first.click()
    assert page.url.endswith("statements/S1.html")
    assert page.locator("math").count() > 0


def test_no_nodes_of_the_graph_overlap_and_labels_fit(visit: Any) -> None:
    page = visit()
    boxes = page.eval_on_selector_all(
        "svg.graph.wide a",
        """all => all.map((a) => { const r = a.querySelector("rect").getBoundingClientRect();
            const texts = [...a.querySelectorAll("text")].map((t) => t.getBoundingClientRect());
            return { x: r.x, y: r.y, right: r.right, bottom: r.bottom,
                     inside: texts.every((t) => t.left >= r.left && t.right <= r.right && t.bottom <= r.bottom) }; })""",
    )
    assert all(box["inside"] for box in boxes)
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert (
                a["right"] <= b["x"] or b["right"] <= a["x"] or a["bottom"] <= b["y"] or b["bottom"] <= a["y"]
            )


def test_the_graph_can_be_used_with_the_keyboard(visit: Any) -> None:
    page = visit()
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('data-id')")
        if focused == "S3":
            break
    assert focused == "S3"
    width = "parseFloat(getComputedStyle(document.activeElement.querySelector('rect')).strokeWidth)"
    assert page.evaluate(width) == 4
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert "Statement: formalised" in label
    assert label.endswith("Proof: refuted.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/statements/S3.html")
    assert "Counterexample" in page.inner_text("main")


def test_tables_sort_by_numbers_in_both_directions(visit: Any) -> None:
    page = visit("losses.html")
    columns = [text.strip(" ↕↑↓") for text in page.locator("#losses thead th").all_inner_texts()]
    place = columns.index("LSRG/LDNC") + 1
    column = f"#losses tbody td:nth-child({place})"

    def values() -> list[float]:
        return [float(v) for v in page.eval_on_selector_all(column, "all => all.map((c) => c.dataset.value)")]

    before = values()
    button = page.locator(f"#losses thead th:nth-child({place}) button")
    heading = page.locator(f"#losses thead th:nth-child({place})")
    button.click()
    assert values() == sorted(before) != before
    assert heading.get_attribute("aria-sort") == "ascending"
    button.focus()
    page.keyboard.press("Enter")
    assert values() == sorted(before, reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"
    page.locator("#losses thead th:nth-child(10) button").click()  # a column of text
    texts = page.locator("#losses tbody td:nth-child(10)").all_inner_texts()
    assert texts == sorted(texts)
    assert heading.get_attribute("aria-sort") is None


CONTRAST = """(selector) => {
  const parse = (c) => c.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => { const f = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  return [...document.querySelectorAll(selector)].map((e) => {
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05); });
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(open_context: Any, scheme: str) -> None:
    visit = open_context(color_scheme=scheme)
    found = []
    for path in ("index.html", "statements/S3.html", "statements/S99.html", "losses.html"):
        found += visit(path).evaluate(
            CONTRAST, "main p, main a, main td, .badge, .muted, h3, footer, nav a, dt, summary"
        )
    assert len(found) > 200
    assert min(found) >= 4.5


def test_print_shows_no_menu_and_no_dark_page(open_context: Any) -> None:
    page = open_context(color_scheme="dark")("statements/S1.html")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(media="print")
    assert page.locator("header nav").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)" != dark


def test_a_phone_gets_the_narrow_graph(open_context: Any) -> None:
    page = open_context(viewport={"width": 390, "height": 844})()
    assert page.locator("svg.graph.wide").is_hidden()
    assert page.locator("svg.graph.narrow").is_visible()
    heights = page.eval_on_selector_all(
        "svg.graph.narrow text.head", "all => all.map((t) => t.getBoundingClientRect().height)"
    )
    assert min(heights) >= 11  # can still be read
