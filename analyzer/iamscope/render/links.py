"""Where the project and its rules are documented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamscope.render.escape import uri

if TYPE_CHECKING:
    from iamscope.rule import AnyRule

PROJECT = "https://github.com/iamscope/iamscope"
RULES = f"{PROJECT}/blob/main/docs/rules.md"


def rule_url(rule: AnyRule) -> str:
    """The documentation of a rule."""
    return f"{RULES}#{uri(rule.code.lower())}"
