"""Run the command line with `python -m hhrules`."""

from hhrules.cli.start import run

run()
