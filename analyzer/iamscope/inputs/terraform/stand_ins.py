"""Texts that stand in a module's policies until `replace()` puts something else there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from iamscope.inputs.placeholders import Finder, Stretch

_CALL = re.compile(r"\breplace\s*\(")
_SECOND_ARGUMENT = re.compile(r",\s*\"([^\"$%\\\n]{4,80})\"\s*,")
#: How far behind the name of the function its arguments are looked for.
_REACH = 600
#: More texts than this are no stand-ins.
_MOST = 50


def stand_ins(texts: Iterable[str]) -> Finder:
    """Finds, in a policy's text, what the module with these files replaces somewhere: nothing is known of it."""
    found: set[str] = set()
    for text in texts:
        for call in _CALL.finditer(text):
            found.update(_SECOND_ARGUMENT.findall(text, call.end(), call.end() + _REACH))
    longest = sorted(found, key=len, reverse=True)[:_MOST]
    if not longest:
        return lambda _: iter(())
    pattern = re.compile("|".join(map(re.escape, longest)))

    def find(text: str) -> Iterator[Stretch]:
        return (Stretch(*match.span()) for match in pattern.finditer(text))

    return find
