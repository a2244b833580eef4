"""Writes the real output into all pages: `python -m tests.docs.update`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.blocks import PAGES
from tests.docs.pages import update

if __name__ == "__main__":
    for page in PAGES:
        with TemporaryDirectory() as folder:
            update(page, Path(folder))
