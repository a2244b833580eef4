"""The group of commands: listed without loading them, loaded when called."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from hhrules import __version__
from hhrules.cli.main import Commands, cli


def test_help_lists_every_command() -> None:
    shown = CliRunner().invoke(cli, ["--help"])
    assert shown.exit_code == 0
    for name in ("check", "explain", "test", "show", "fmt", "eval", "history", "help"):
        assert f"\n  {name} " in shown.output


def test_listing_commands_loads_none_of_them() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from hhrules.cli.main import cli;"
        "CliRunner().invoke(cli, ['--help']);"
        "print([m for m in sys.modules if m.startswith('hhrules.engine') or m == 'lark'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"[]\n"


def test_version_is_the_package_version() -> None:
    shown = CliRunner().invoke(cli, ["--version"])
    assert __version__ in shown.output


def test_unknown_command_is_bad_usage_with_a_suggestion() -> None:
    shown = CliRunner().invoke(cli, ["chekc"])
    assert shown.exit_code == 2
    assert "did you mean check?" in shown.stderr


def test_a_full_disk_is_told_and_never_looks_like_findings() -> None:
    words = [sys.executable, "-m", "hhrules", "schema"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr == b"hhrules: error: No space left on device\n"


def test_a_reader_that_stops_listening_hears_no_complaint() -> None:
    words = [sys.executable, "-m", "hhrules", "schema"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_ctrl_c_in_a_command_leaves_with_the_code_of_shells() -> None:
    group = Commands()

    @group.command
    def wait() -> None:
        raise KeyboardInterrupt

    done = CliRunner().invoke(group, ["wait"])
    assert (done.exit_code, done.stderr) == (130, "\nAborted!\n")
