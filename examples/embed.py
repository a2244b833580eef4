"""How a service judges claims: load once, evaluate many times, from any number of threads.

Run it with `python examples/embed.py` after `make setup`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import hhrules

CLAIMS = Path(__file__).parent / "claims"


def main() -> None:
    """Judge each example that holds one claim and print what a work queue would need."""
    rules = hhrules.load()
    documents = [path.read_bytes() for path in sorted(CLAIMS.glob("*.json"))]
    with ThreadPoolExecutor(max_workers=2) as threads:
        reports = list(threads.map(rules.evaluate, documents))
    for report in reports:
        print(report.claim_id, report.status)
        for finding in report.findings:
            if finding.outcome == "violated":
                print(f"  {finding.action} {finding.rule} line {finding.line}: {finding.fix}")


if __name__ == "__main__":
    main()
