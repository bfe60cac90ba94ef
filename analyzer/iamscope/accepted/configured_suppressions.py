"""Reads the suppressions of a configuration: the tables under `ignore`, each with its place in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from iamscope.accepted.suppressions import ENTRY_KEYS, EntryError, Suppression, SuppressionKind, read_entry
from iamscope.errors import UsageError
from iamscope.source import Source, Span

_HELP = {
    "codes": 'name the findings: `code = "PASS_ROLE_WITH_STAR_IN_RESOURCE"`, or a list of them in `codes`',
    "reason": 'say why these findings are accepted: `reason = "…"`',
    "expires": "give a day: `expires = 2030-12-31`",
}
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*(?:tool[ \t]*\.[ \t]*iamscope[ \t]*\.[ \t]*)?ignore[ \t]*\]\]", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*ignore[ \t]*=", re.MULTILINE)


class ConfiguredSuppression(NamedTuple):
    """A suppression for the files that match `path` (a pattern as in `.gitignore`; None: for all)."""

    path: str | None
    suppression: Suppression


def read_suppressions(
    shown: str, text: str, entries: Sequence[Mapping[str, object]]
) -> Iterator[ConfiguredSuppression]:
    """The suppressions that entries of the configuration state; raises UsageError with the line of a wrong one."""
    spans = _spans(Source(shown, text), len(entries))
    for entry, span in zip(entries, spans, strict=True):
        rest = dict(entry)
        path = rest.pop("path", None)
        try:
            if path is not None and (not isinstance(path, str) or not path):
                raise EntryError("path", "`path` is no string")
            yield ConfiguredSuppression(path, read_entry(rest, SuppressionKind.EXTERNAL, span))
        except EntryError as error:
            raise UsageError(f"`{place(span)}`: wrong entry of `ignore`: {error}", _help(error.key)) from None


def place(span: Span) -> str:
    """Where an entry stands, as errors say it: file and line."""
    return f"{span.source.path}:{span.start_position.line}"


def _help(key: str) -> str:
    if key in _HELP:
        return _HELP[key]
    if key in ("path", *ENTRY_KEYS):
        return f'write `{key} = "…"`, or leave it out'
    from iamscope.suggestion import suggestion

    return suggestion(key, ["path", *ENTRY_KEYS])


def _spans(source: Source, count: int) -> list[Span]:
    """Where the entries stand: their headers, or for entries written inline the key that they are all under."""
    headers = [Span(source, *found.span()) for found in _HEADER.finditer(source.text)]
    if len(headers) == count:
        return [Span(source, header.end - len(header.text.lstrip()), header.end) for header in headers]
    key = _KEY.search(source.text)
    start = key.end() - len(key[0].lstrip()) if key else 0
    return [Span(source, start, key.end() if key else 0)] * count
