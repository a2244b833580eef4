from __future__ import annotations

import pytest

from hhrules.site.books import read_books
from hhrules.site.pages import BookView


@pytest.fixture(scope="session")
def books() -> list[BookView]:
    return read_books()
