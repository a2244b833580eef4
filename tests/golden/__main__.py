"""`python -m tests.golden` writes all golden files anew, as `make golden` does."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    sys.exit(pytest.main(["-q", str(Path(__file__).parent), "--record"]))
