"""Claims are read by several threads at once, from the very first one on."""

from __future__ import annotations

import subprocess
import sys

READ_AT_ONCE = """
import sys
from concurrent.futures import ThreadPoolExecutor
from hhrules.claims.reader import read_claim
sys.setswitchinterval(1e-6)
document = (
    b'{"claim_id": "A", "type_of_bill": "329", "statement_from": "2024-03-04",'
    b' "statement_through": "2024-04-02", "lines": []}'
)
with ThreadPoolExecutor(8) as threads:
    print({claim.claim_id for claim in threads.map(read_claim, [document] * 40)})
"""


def test_the_first_claims_may_be_read_at_once() -> None:
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", READ_AT_ONCE], capture_output=True, check=False
        )
        assert (done.returncode, done.stdout) == (0, b"{'A'}\n"), done.stderr.decode()
