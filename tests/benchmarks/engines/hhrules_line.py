"""hhrules on the six rules that plain expression engines can say, for comparison with them."""

import importlib.util
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location("hhrules_workload", _HERE / "hhrules.py")
_whole = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_whole)

RULES = "abdhij"
NOTE = "the rules a, b, d, h, i, j of tests/benchmarks/rulebooks/benchmark.hhr"
decode = _whole.decode
claim_id = _whole.claim_id
setup = _whole.setup

setup(RULES)  # so that the compiled rules are in the cache before anything is timed
