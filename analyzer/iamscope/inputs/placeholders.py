"""Finds what other tools will put into a text before AWS sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from iamscope.syntax.json_value import Json, Object
from iamscope.syntax.variables import is_escape_key

#: A placeholder longer than this is none, and neither is one in which braces nest deeper: so a text is read in one go.
_MAX_LENGTH = 300
_MAX_BRACES = 4
#: What other tools replace: of Jinja, Helm and CloudFormation's dynamic references; of ERB; of Terraform's templates;
#: of Kubernetes.
_OPENING = re.compile(r"\{\{|<%|%\{|\$\([A-Za-z_][A-Za-z0-9_]{0,99}\)")
_CLOSINGS = {"{{": "}}", "<%": "%>", "%{": "}"}
_BRACES = re.compile(r"[{}]")
#: API Gateway puts the region, the account and itself in front of what follows.
_SHORT_ARN = "execute-api:/"
#: The variables of the Serverless Framework that look like IAM's.
_NO_IAM_KEYS = frozenset({"aws:accountid", "aws:region"})
_KEY = re.compile(r"([A-Za-z0-9./-]+):[A-Za-z][^\s{}]*")


class Stretch(NamedTuple):
    """A placeholder in a text, `end` exclusive."""

    start: int
    end: int


Finder = Callable[[str], Iterator[Stretch]]


def markup(text: str) -> Iterator[Stretch]:
    """The placeholders that can be nothing else, in order: `{{ x }}`, `<%= x %>`, `%{ x }`, `$(X)`."""
    end = 0
    for found in _OPENING.finditer(text):
        if found.start() < end:
            continue
        closing = _CLOSINGS.get(found[0])
        if closing is None:
            end = found.end()
        else:
            at = text.find(closing, found.end(), found.end() + _MAX_LENGTH)
            if at < 0:
                continue
            end = at + len(closing)
            while closing == "}}" and text.startswith("}", end):  # `{{{ x }}}`
                end += 1
        yield Stretch(found.start(), end)


def foreign(text: str) -> Iterator[Stretch]:
    """These, and each `${source:name}` of a source that is no service of AWS: `${self:custom.bucket}`."""
    return _in_order(text, lambda key: ":" in key and "::" not in key)


def all_placeholders(text: str) -> Iterator[Stretch]:
    """These, and every `${…}` that is no policy variable: `${ACCOUNT_ID}` too."""
    return _in_order(text, lambda _: True)


def _in_order(text: str, counts: Callable[[str], bool]) -> Iterator[Stretch]:
    if text.startswith(_SHORT_ARN):
        yield Stretch(0, len(_SHORT_ARN) - 1)
    if "${" not in text:
        yield from markup(text)
        return
    found = sorted([*markup(text), *_dollars(text, counts)])
    end = 0
    for stretch in found:
        if stretch.start >= end:
            yield stretch
            end = stretch.end


def _dollars(text: str, counts: Callable[[str], bool]) -> Iterator[Stretch]:
    at = text.find("${")
    while at >= 0:
        end = _closing(text, at + 2)
        key = text[at + 2 : end - 1] if end is not None else ""
        if end is not None and counts(key) and not is_policy_variable(key):
            yield Stretch(at, end)
        at = text.find("${", at + 2 if end is None else end)


def _closing(text: str, at: int) -> int | None:
    """The end of what a brace opened before `at`; other braces may nest in it."""
    depth = 1
    for found in _BRACES.finditer(text, at, at + _MAX_LENGTH):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.end()
        if depth > _MAX_BRACES:
            return None
    return None


def is_policy_variable(key: str) -> bool:
    """Whether what stands between `${` and `}` is one of IAM's: an escape, or a key of AWS or of a service."""
    from iamscope.spec import load

    key = key.partition(",")[0].strip()
    if is_escape_key(key):
        return True
    found = _KEY.fullmatch(key)
    if found is None or key.lower() in _NO_IAM_KEYS:
        return False
    head = found[1].lower()
    # the keys of identity providers begin with their domain
    return head == "aws" or "." in head or load().is_key_prefix(head) or load().is_known_service(head)


def has_placeholders(value: Json, find: Finder) -> bool:
    """Whether something is put into a value later, names of members included."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if any(True for _ in find(item)):
                return True
        elif isinstance(item, Object):
            pending += [part for member in item for part in member]
        elif isinstance(item, list):
            pending += item
    return False
