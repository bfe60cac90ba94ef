"""Which service principals say on whose behalf they call, and what their requests never carry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from iamscope.logic.facts import facts
from iamscope.syntax.ast import Principal, Statement

#: Keys that name the resource, account or organisation for which a service calls. `aws:SourceOwner` is what Amazon SNS
#: sent before there was `aws:SourceAccount`.
SOURCE_KEYS = frozenset(
    {"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"}
)


@cache
def _senders() -> frozenset[str]:
    return frozenset(facts("source-keys")["principals"])


@cache
def _regional_senders() -> frozenset[tuple[str, str]]:
    """What stands before and behind the region in names such as `logs.${Region}.amazonaws.com`."""
    return frozenset((start, end) for start, _, end in (name.partition("${Region}") for name in _senders()) if end)


def sends_source_keys(principal: Principal) -> bool:
    """Whether AWS documents that a service principal sends `aws:SourceArn` or `aws:SourceAccount`.

    For any other service a condition on these keys may never hold, so that nothing can be asked of a policy.
    """
    if principal.kind != "Service":
        return False
    name = principal.value.lower().removesuffix(".cn")
    return name in _senders() or any(
        name.startswith(start) and name.endswith(end) and "." not in name[len(start) : len(name) - len(end)]
        for start, end in _regional_senders()
        if len(name) > len(start) + len(end)
    )


def unguarded_services(statement: Statement) -> Iterator[Principal]:
    """The service principals of an Allow that send source keys, where no condition asks for any."""
    if not statement.allows or not any(principal.kind == "Service" for principal in statement.principals):
        return
    for condition in statement.conditions:
        if condition.operator.family == "Null":
            continue
        # a key policy that pins the encryption context pins the caller's resource in another way
        if condition.key_name in SOURCE_KEYS or condition.key_name.startswith("kms:encryptioncontext:"):
            return
    yield from filter(sends_source_keys, statement.principals)
