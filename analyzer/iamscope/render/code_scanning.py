"""SARIF for GitHub code scanning: without what is not reported.

GitHub reads neither `suppressions` nor `baselineState`: it would open an alert for every suppressed result
(github/codeql-action, issue 1230).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from iamscope.render import sarif
from iamscope.render.style import Style
from iamscope.results import Run


def render(run: Run, style: Style) -> Iterator[str]:
    """The log of the findings that are reported, one chunk."""
    policies = tuple(replace(policy, aside=()) for policy in run.policies)
    return sarif.render(replace(run, policies=policies, baseline=None), style)
