"""``make browser-test`` forbids skipping and installs Chromium where it can; CI runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
INSTALL = ROOT / ".ci" / "install-chromium"


def install(folder: Path, **commands: str) -> subprocess.CompletedProcess[str]:
    """Run the script where only these commands exist."""
    for name, body in commands.items():
        command = folder / name.replace("_", "-")
        command.write_text(f"#!/bin/sh\n{body}\n")
        command.chmod(0o755)
    return subprocess.run(["/bin/sh", INSTALL], capture_output=True, text=True, env={"PATH": str(folder)})


def test_where_chromium_is_there_nothing_is_installed(tmp_path: Path) -> None:
    run = install(tmp_path, chromium="exit 0", apt_get="exit 1", id="echo 0")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_root_installs_the_one_package(tmp_path: Path) -> None:
    log = f'echo "$@" >> {tmp_path}/log\n'
    brings = f'case "$*" in install*) : > {tmp_path}/chromium; /bin/chmod 755 {tmp_path}/chromium;; esac'
    assert install(tmp_path, apt_get=log + brings, id="echo 0").returncode == 0
    update, package = (tmp_path / "log").read_text().splitlines()
    assert update.startswith("update")
    assert [word for word in package.split() if not word.startswith("-")] == ["install", "chromium"]


@pytest.mark.parametrize(
    ("commands", "message"),
    [
        ({"id": "echo 0"}, "there is no apt-get to install it"),
        (
            {"id": "echo 1000", "apt_get": "exit 0"},
            "only root may install it; run: sudo apt-get install chromium",
        ),
        ({"id": "echo 0", "apt_get": "exit 100"}, "apt-get update failed"),
        ({"id": "echo 0", "apt_get": '[ "$1" = update ]'}, "apt-get install chromium failed"),
        ({"id": "echo 0", "apt_get": "exit 0"}, "the package chromium brought none"),
    ],
)
def test_otherwise_it_fails_and_says_why(commands: dict[str, str], message: str, tmp_path: Path) -> None:
    run = install(tmp_path, **commands)
    assert run.returncode == 1
    assert run.stderr.startswith("make browser-test: chromium is missing, and ")
    assert message in run.stderr


def test_make_forbids_skipping_and_ci_runs_it() -> None:
    shown = subprocess.run(
        ["make", "--no-print-directory", "-n", "-o", ".venv/.ready", "browser-test"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    assert shown == [".ci/install-chromium", "DNC_BROWSER=required .venv/bin/pytest tests/browser"]
    assert {"make browser-test", "make report-quick"} <= set((ROOT / ".ci" / "run").read_text().splitlines())


def test_without_chromium_the_tests_are_skipped_unless_that_is_forbidden(tmp_path: Path) -> None:
    arguments = [sys.executable, "-m", "pytest", "-q", "-rs", "tests/browser", "-k", "logarithmic"]
    environment = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    run = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert run.returncode == 0
    assert re.search(r"SKIPPED \[1\] .*: there is no chromium; \.ci/install-chromium installs it", run.stdout)
    run = subprocess.run(
        arguments, cwd=ROOT, capture_output=True, text=True, env={**environment, "DNC_BROWSER": "required"}
    )
    assert run.returncode == 1
    assert "SKIPPED" not in run.stdout
