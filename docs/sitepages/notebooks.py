"""The notebooks as pages, with the outputs that are stored in them."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sitepages.links import ROOT

FOLDER = ROOT / "notebooks"


def navigation() -> list[str]:
    """The pages by name."""
    return [f"notebooks/{path.stem}.md" for path in _notebooks()]


def pages() -> dict[str, str | bytes]:
    """One page a notebook, and its pictures."""
    found: dict[str, str | bytes] = {}
    for path in _notebooks():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        pictures: dict[str, bytes] = {}
        lines = [line for cell in cells for line in _cell(cell, path.stem, pictures)]
        note = f"*This page is the notebook `notebooks/{path.name}`, as it was run.*"
        found[f"notebooks/{path.stem}.md"] = "\n".join([*lines, note, ""])
        found.update({f"notebooks/{name}": content for name, content in pictures.items()})
    return found


def _notebooks() -> list[Path]:
    return sorted(FOLDER.glob("*.ipynb"))


def _cell(cell: dict[str, Any], stem: str, pictures: dict[str, bytes]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        yield from (
            re.sub(r"^\$\$(.*?)\$\$", r"```math\n\1\n```", source, flags=re.MULTILINE | re.DOTALL),
            "",
        )
        return
    yield from ("```python", source, "```", "")
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "image/png" in data:
            name = f"{stem}-{len(pictures) + 1}.png"
            pictures[name] = base64.b64decode("".join(data["image/png"]))
            yield from (f"![{''.join(data.get('text/plain', ['picture'])).strip('<>')}]({name})", "")
        elif "text/latex" in data:
            yield from (
                "```math",
                "".join(data["text/latex"]).strip("$").removeprefix("\\displaystyle").strip(),
                "```",
                "",
            )
        else:
            shown = "".join(output.get("text", data.get("text/plain", ""))).rstrip()
            yield from ("```text", shown, "```", "")
