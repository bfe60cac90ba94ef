"""Decides whether any request of a shape is allowed, over all requests."""

from __future__ import annotations

from iamscope.logic.evaluation.request import Request
from iamscope.unit_tests.expectations import Expectation


def never(expectation: Expectation) -> tuple[str, Request | None]:
    """Why `never` fails, in a sentence, and a request that shows it; an empty sentence if it holds for certain."""
    return f"could not be decided: {expectation.verb} is not ready", None
