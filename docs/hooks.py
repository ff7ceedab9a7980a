"""Events of MkDocs: pages made from the program itself, links into the repository, navigation, MathML."""

from __future__ import annotations

from pathlib import Path

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from sitepages import api, command_line, derivations, mathml, notebooks, statements
from sitepages.links import ROOT, Links, loaded_from_elsewhere
from sitepages.navigation import expand

PAGES = (command_line, statements, derivations, notebooks, api)
"""Modules with ``pages()``, a mapping of path to Markdown or bytes, and ``navigation()``."""

_links = Links()


def on_config(config):
    """Fill in the navigation's placeholders; mathematical fences become MathML."""
    groups = {module.__name__.split(".")[-1]: module.navigation() for module in PAGES}
    config.nav = expand(config.nav, groups, ROOT / "docs")
    fences = config.mdx_configs.setdefault("pymdownx.superfences", {}).setdefault("custom_fences", [])
    fences.append({"name": "math", "class": "math", "format": mathml.fence})
    return config


def on_files(files, config):
    """Add the pages that are not in ``docs/``: the README as the entry, generated ones, linked sources."""
    texts = {"index.md": (ROOT / "README.md").read_text(encoding="utf-8")}
    for module in PAGES:
        texts.update(module.pages())
    written = {
        path.relative_to(ROOT / "docs").as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "docs").glob("*.md")
    }
    texts.update(_links.source_pages({**written, **texts}))
    for path, content in texts.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown, page, config, files):
    """Turn links into the repository, names of its files and ids of statements into links between pages."""
    return _links.rewrite(markdown, page.file.src_uri)


def on_page_content(html, page, config, files):
    """Resolve the cross-references of docstrings."""
    path = page.file.src_uri
    return api.link_roles(html, path[len("api/") : -len(".md")]) if path.startswith("api/") else html


def on_post_build(config):
    """Fail if a page loads anything from the network."""
    for page in Path(config.site_dir).rglob("*.html"):
        if found := loaded_from_elsewhere(page.read_text(encoding="utf-8")):
            raise PluginError(f"{page}: loads {', '.join(found)}; put it into docs/assets")
