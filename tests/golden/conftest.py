"""`pytest tests/golden --record` writes golden files anew; not where CI=true."""

from __future__ import annotations

import os

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="write golden files anew")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> bool:
    wanted = bool(request.config.getoption("--record", default=False))
    if wanted and os.environ.get("CI") == "true":
        pytest.fail("golden files are not written anew where CI=true")
    return wanted
