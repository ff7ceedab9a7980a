"""Fixtures of the tests that start processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest


def alive(group: int) -> list[int]:
    """Processes of a process group that have not ended."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, process_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
            except (OSError, ValueError):
                continue
            if int(process_group) == group and state != "Z":
                found.append(int(entry.name))
    return found


@pytest.fixture
def group_members() -> Callable[[int], list[int]]:
    """Function from a process group to its living members; needs Linux."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("needs /proc")
    return alive


@pytest.fixture
def dnc() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run the installed ``dnc`` command; keyword arguments are environment variables."""
    command = Path(sys.executable).with_name("dnc")

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        variables = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR")}
        return subprocess.run(
            [command, *arguments], capture_output=True, env={**variables, **environment}, timeout=120
        )

    return run
