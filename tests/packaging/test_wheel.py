"""The built package, installed elsewhere, knows the same rulebooks and judges alike."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Installed:
    """A wheel, and the environment with nothing else that it was put into."""

    wheel: Path
    python: Path

    def run(self, *words: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
        """Run the installed program in a folder that is not the checkout."""
        return run(self.python, "-m", "hhrules", *words, cwd=cwd)


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(words, cwd=cwd, env=clean, capture_output=True, check=False)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Build the wheel and install it beside the libraries of the running environment."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT
    )
    assert built.returncode == 0, built.stderr.decode()
    (wheel,) = folder.glob("*.whl")
    home = folder / "env"
    venv.create(home, with_pip=False, symlinks=True)
    scripts = "Scripts" if os.name == "nt" else "bin"
    site = next(home.rglob("site-packages"))
    with ZipFile(wheel) as archive:
        archive.extractall(site)
    libraries = Path(click_home())
    (site / "libraries.pth").write_text(f"{libraries}\n")
    return Installed(wheel, home / scripts / "python")


def click_home() -> str:
    """Find the folder of the libraries that hhrules stands on."""
    import click  # noqa: PLC0415

    return str(Path(click.__file__).parents[1])


def test_wheel_holds_grammar_rulebooks_and_pages(installed: Installed) -> None:
    names = ZipFile(installed.wheel).namelist()
    for folder, suffix in (("grammar", ".lark"), ("rulebooks", ".hhr"), ("docs", ".md")):
        inside = [n for n in names if n.startswith(f"hhrules/_data/{folder}/")]
        assert any(n.endswith(suffix) for n in inside), folder
    assert not any("/editors/" in n for n in names)  # editors take theirs from the checkout


def test_no_python_stands_beside_grammar_and_rulebooks() -> None:
    strays = [p for d in ("grammar", "rulebooks") for p in (ROOT / d).rglob("*.py")]
    assert strays == []


def test_installed_program_lists_the_same_rulebooks(
    installed: Installed, tmp_path: Path
) -> None:
    theirs = installed.run("show", cwd=tmp_path)
    ours = run(sys.executable, "-m", "hhrules", "show", cwd=ROOT)
    assert theirs.returncode == 0, theirs.stderr.decode()
    assert theirs.stdout == ours.stdout


def test_installed_program_judges_claims_alike(installed: Installed, tmp_path: Path) -> None:
    claims = str(ROOT / "examples" / "claims")
    words = ("check", claims, "--history", "run", "--format", "jsonl")
    theirs = installed.run(*words, cwd=tmp_path)
    ours = run(sys.executable, "-m", "hhrules", *words, cwd=ROOT)
    assert theirs.returncode == 1, theirs.stderr.decode()
    assert theirs.stdout == ours.stdout


def test_installed_program_is_not_the_checkout(installed: Installed, tmp_path: Path) -> None:
    where = run(installed.python, "-c", "import hhrules; print(hhrules.__file__)", cwd=tmp_path)
    assert str(ROOT) not in where.stdout.decode()
