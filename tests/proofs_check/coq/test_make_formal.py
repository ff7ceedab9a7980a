"""``make formal`` installs Coq where it can and otherwise says what to do, in one line."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
INSTALL = ROOT / ".ci" / "install-coq"


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the script where only the given commands exist; ``{bin}`` in them is their folder."""

    def run(**commands: str) -> subprocess.CompletedProcess[str]:
        folder = tmp_path / "bin"
        folder.mkdir()
        for name, body in commands.items():
            command = folder / name.replace("_", "-")
            command.write_text("#!/bin/sh\n" + body.format(bin=folder))
            command.chmod(0o755)
        return subprocess.run(["/bin/sh", INSTALL], capture_output=True, text=True, env={"PATH": str(folder)})

    return run


ROOT_ID = "echo 0"
USER_ID = "echo 1000"
APT = 'echo "$@" >> {bin}/log\n'
BRINGS_COQ = APT + 'case "$*" in install*) : > {bin}/coqc; /bin/chmod 755 {bin}/coqc;; esac\n'


def test_where_coq_is_there_nothing_is_installed(
    install: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    run = install(coqc="exit 0", apt_get="exit 1", id=ROOT_ID)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_root_installs_the_one_package_that_is_needed(
    install: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    assert install(apt_get=BRINGS_COQ, id=ROOT_ID).returncode == 0
    update, package = (tmp_path / "bin" / "log").read_text().splitlines()
    assert update.startswith("update")
    assert [word for word in package.split() if not word.startswith("-")] == ["install", "coq"]


def test_a_user_with_sudo_installs_too(install: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    assert install(apt_get=BRINGS_COQ, id=USER_ID, sudo='[ "$1" = -n ] || "$@"').returncode == 0


@pytest.mark.parametrize(
    ("commands", "message"),
    [
        ({"id": ROOT_ID}, "there is no apt-get to install it; install Coq 8.16"),
        ({"id": USER_ID, "apt_get": APT}, "only root may install it; run: sudo apt-get install coq"),
        ({"id": USER_ID, "apt_get": APT, "sudo": "exit 1"}, "only root may install it"),
        ({"id": ROOT_ID, "apt_get": "exit 100"}, "apt-get update failed"),
        ({"id": ROOT_ID, "apt_get": '[ "$1" = update ]'}, "apt-get install coq failed"),
        ({"id": ROOT_ID, "apt_get": APT}, "the package coq brought none"),
    ],
)
def test_otherwise_it_fails_and_says_what_to_do(
    install: Callable[..., subprocess.CompletedProcess[str]], commands: dict[str, str], message: str
) -> None:
    run = install(**commands)
    assert run.returncode == 1
    assert run.stderr.startswith("make formal: coqc is missing, and ")
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_make_formal_asks_for_coq_and_then_for_every_formal_leg() -> None:
    command = ["make", "--no-print-directory", "-n", "-o", ".venv/.ready", "formal"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert shown == [".ci/install-coq", ".venv/bin/dnc verify --leg formal --jobs 2"]


def test_ci_runs_it() -> None:
    assert "make formal" in (ROOT / ".ci" / "run").read_text().splitlines()
