"""Writes pages' real output, the dictionary and the diagrams anew: `python -m tests.docs.update`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs import diagrams, dictionary
from tests.docs.blocks import PAGES
from tests.docs.pages import update

if __name__ == "__main__":
    diagrams.write()
    dictionary.PAGE.write_text(dictionary.page(), encoding="utf-8")
    for page in PAGES:
        with TemporaryDirectory() as folder:
            update(page, Path(folder))
