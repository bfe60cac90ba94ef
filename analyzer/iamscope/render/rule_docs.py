"""A rule's documentation as others show it: without the marks that make its examples tests."""

from __future__ import annotations

import re

from iamscope.rule import AnyRule

_CARETS = re.compile(r"^ *\^+(?: .*)?\n", re.MULTILINE)
_FENCE = re.compile(r"^```json[^\n]*\n(?P<body>.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)


def documentation(rule: AnyRule) -> str:
    """The documentation in Markdown, its examples as they would stand in a file."""
    return _FENCE.sub(lambda fence: "```json\n" + _CARETS.sub("", fence["body"]) + "```", rule.doc).strip()


def description(rule: AnyRule, limit: int) -> str:
    """What the documentation says before its first example, in one line of at most `limit` characters."""
    prose = " ".join(rule.doc.partition("```")[0].split())
    if len(prose) <= limit:
        return prose
    return prose[: limit - 1].rsplit(" ", 1)[0] + "…"
