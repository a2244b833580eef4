"""All pages share one cache of compiled rulebooks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HHRULES_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
