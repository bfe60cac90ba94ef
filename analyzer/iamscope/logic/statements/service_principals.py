"""Which service principals say on whose behalf they call, and what their requests never carry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from iamscope.logic.facts import facts
from iamscope.syntax.ast import Principal, Statement

#: Keys that name the resource, account or organisation for which a service calls. `aws:SourceOwner` is what Amazon SNS
#: had before there was `aws:SourceAccount`.
SOURCE_KEYS = frozenset(
    {"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"}
)
_REGION = "${Region}"


@cache
def _called_services() -> dict[str, frozenset[str]]:
    """By principal, the prefixes of the services that it is documented to call with source keys."""
    return {name: frozenset(entry["services"]) for name, entry in facts("facts/source-keys")["principals"].items()}


@cache
def _regional() -> tuple[tuple[str, str, frozenset[str]], ...]:
    """The principals whose names hold a region: what stands before and behind it, and the called services."""
    found = []
    for name, services in _called_services().items():
        start, region, end = name.partition(_REGION)
        if region:
            found.append((start, end, services))
    return tuple(found)


def sends_source_keys(principal: Principal, called: frozenset[str]) -> bool:
    """Whether AWS documents that a service principal sends `aws:SourceArn` or `aws:SourceAccount` to these services.

    `called` holds prefixes of actions. Where it is not documented, a condition on these keys may never hold, so that
    nothing can be asked of a policy.
    """
    if principal.kind != "Service":
        return False
    name = principal.value.lower().removesuffix(".cn")
    services = _called_services().get(name)
    if services is None:
        for start, end, regional in _regional():
            region = name.removeprefix(start).removesuffix(end)
            if len(region) == len(name) - len(start) - len(end) and region and "." not in region:
                services = regional
    return services is not None and not services.isdisjoint(called)


def unguarded_services(statement: Statement) -> Iterator[Principal]:
    """The service principals of an Allow that send source keys, where no condition asks for any."""
    if not statement.allows or not any(principal.kind == "Service" for principal in statement.principals):
        return
    for condition in statement.conditions:
        # a key policy that tests the encryption context binds the service to a resource in another way
        if condition.operator.family != "Null" and (
            condition.key_name in SOURCE_KEYS or condition.key_name.startswith("kms:encryptioncontext:")
        ):
            return
    called = frozenset(action.service for action in statement.actions)
    for principal in statement.principals:
        if sends_source_keys(principal, called):
            yield principal
