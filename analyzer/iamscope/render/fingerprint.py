"""Names the results of a run for services that follow them from one run to the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from iamscope.accepted.identity import digest
from iamscope.render.repository import in_repository
from iamscope.results import Result, Run


def fingerprints(run: Run) -> Iterator[tuple[Result, str]]:
    """Every result with its fingerprint: 32 hexadecimal digits, and a count from 1 that tells twins apart.

    It is made of the path of the finding's file in the repository and the finding's identity.
    """
    seen: Counter[str] = Counter()
    for result in run.results:
        finding = result.finding
        identity = finding.identity or digest(finding.code, finding.message)
        name = digest(in_repository(finding.span.source.path), identity)
        seen[name] += 1
        yield result, f"{name}:{seen[name]}"
