"""Run the command line with `python -m hhrules`."""

from hhrules.cli.main import run

run()
