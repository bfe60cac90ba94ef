"""Callers from outside the zone of trust, each with everything that is decided about its requests.

What a stranger may choose (user agent, tags, the time) is left open; what he may not choose (`outside_keys`) has a
value or is absent, so that a statement's conditions on it simply hold or do not hold for an outsider.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from iamscope.access.ownership import STRANGE_ACCOUNT, STRANGE_NAME, STRANGE_ORGANIZATION, Owner, Value
from iamscope.logic.evaluation.callers import Caller, CallerKind, parse_caller
from iamscope.logic.evaluation.context import Context
from iamscope.logic.outside_keys import Carrier, Names, OutsideKey

ANONYMOUS = parse_caller(None)
_STRANGE_ADDRESSES = ("198.18.0.1", "2001:2::1")  # of the space for benchmarks: nobody's range to allow or deny
_STRANGE_ID = "AROAOUTSIDE0OUTSIDE00"
_STRANGE_NETWORK: Mapping[str, object] = {
    "aws:SourceVpc": "vpc-0outside",
    "aws:SourceVpce": "vpce-0outside",
    "aws:SourceVpcArn": f"arn:aws:ec2:us-east-1:{STRANGE_ACCOUNT}:vpc/vpc-0outside",
    "aws:VpceAccount": STRANGE_ACCOUNT,
    "aws:VpceOrgID": STRANGE_ORGANIZATION,
    "aws:VpceOrgPaths": [f"{STRANGE_ORGANIZATION}/r-0000/"],
}
_MULTIVALUED = frozenset({"aws:PrincipalOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths"})


class Choice(NamedTuple):
    """A key and the value that it is given instead of a stranger's."""

    key: OutsideKey
    value: Value


class Outsider(NamedTuple):
    """A caller from outside, and the keys that are decided for its requests; those that it lacks are absent."""

    caller: Caller
    context: Context


class Approach(NamedTuple):
    """How a stranger comes to a resource: as whom, from which organisation if any, and through which network."""

    caller: Caller
    organization: str | None
    network: Mapping[str, object]


def stranger(account: str = STRANGE_ACCOUNT, partition: str = "aws") -> Caller:
    """A role of an account that could be any."""
    return parse_caller(f"arn:{partition}:iam::{account}:role/{STRANGE_NAME}")


def approaches(callers: Iterable[Caller], keys: frozenset[str]) -> list[Approach]:
    """The ways to come that differ for policies which test these keys (in lower case), the commonest first."""
    networks: list[Mapping[str, object]] = [{"aws:SourceIp": _STRANGE_ADDRESSES[0]}]
    if "aws:sourceip" in keys:
        networks.append({"aws:SourceIp": _STRANGE_ADDRESSES[1]})
    if any(key.lower() in keys for key in _STRANGE_NETWORK):
        networks.append(_STRANGE_NETWORK)
    organizations = [None]
    if keys & {"aws:principalorgid", "aws:principalorgpaths"}:
        organizations = [None, STRANGE_ORGANIZATION]  # type: ignore[list-item]
    return [
        Approach(caller, organization, network)
        for caller in callers
        for organization in organizations
        if organization is None or caller.in_account
        for network in networks
    ]


def distinct(ways: Iterable[Approach], choices: Iterable[Choice]) -> Iterator[Approach]:
    """Those of the ways to come that still differ once the chosen values have taken the place of the strangers'."""
    through = [choice.key for choice in choices if choice.key.carrier is Carrier.NETWORK]
    if not through:
        yield from ways
        return
    private = any(key.names is not Names.ADDRESS_RANGE for key in through)
    seen = set()
    for way in ways:
        rest = frozenset() if private else frozenset(way.network) - {key.name for key in through}
        if (way.caller, way.organization, rest) not in seen:
            seen.add((way.caller, way.organization, rest))
            yield way


def outsider(approach: Approach, choices: Iterable[Choice]) -> Outsider | None:
    """The caller who comes so but with the chosen values; None where they contradict each other."""
    picked = _reconciled(list(choices), approach.caller)
    caller = _caller(approach.caller, [choice for choice in picked if choice.key.carrier is Carrier.CALLER])
    if caller is None:
        return None
    values: dict[str, object] = dict(_caller_keys(caller, approach.organization))
    by_service = any(choice.key.carrier is Carrier.SERVICE for choice in picked)
    if by_service and not approach.caller.in_account:
        values["aws:PrincipalIsAWSService"] = "true"
    through = [choice for choice in picked if choice.key.carrier is Carrier.NETWORK]
    private = any(choice.key.names is not Names.ADDRESS_RANGE for choice in through)
    values |= {} if private else approach.network
    for key, value in picked:
        example = value.example
        values[key.name] = [example] if key.name in _MULTIVALUED else example
        if key.names is Names.ORGANIZATION_PATH and key.carrier is Carrier.CALLER:
            values["aws:PrincipalOrgID"] = example.partition("/")[0]
    return Outsider(caller, Context(values)) if _agree(values, picked) else None


def _reconciled(choices: list[Choice], base: Caller) -> list[Choice]:
    """The choices with the account that one of them (or the caller) fixes in place of a stranger's."""
    fixed = {base.account} if base.in_account else set()
    for key, value in choices:
        if key.carrier is Carrier.CALLER and key.names in (Names.ARN, Names.ACCOUNT):
            fixed.add(value.example.split(":", 5)[4] if value.example.count(":") > 4 else value.example)
    fixed.discard(STRANGE_ACCOUNT)
    if len(fixed) != 1:
        return choices
    (account,) = fixed
    return [
        Choice(key, value._replace(example=value.example.replace(STRANGE_ACCOUNT, account)))
        if key.carrier is Carrier.CALLER and key.names in (Names.ARN, Names.ACCOUNT)
        else Choice(key, value)
        for key, value in choices
    ]


def _agree(values: Mapping[str, object], choices: Iterable[Choice]) -> bool:
    """Whether every chosen value is still what it was chosen to be."""
    for key, value in choices:
        held = values[key.name]
        if value.example != (held[0] if isinstance(held, list) else held):
            return False
    return True


def _caller(base: Caller, choices: list[Choice]) -> Caller | None:
    """The caller with the account or ARN that was chosen; None if there is no such caller of the base's account."""
    caller = base
    accounts = {choice.value.example for choice in choices if choice.key.names is Names.ACCOUNT}
    for choice in choices:
        if choice.key.names is Names.ARN:
            try:
                named = parse_caller(choice.value.example)
            except ValueError:
                return None
            if named.kind is CallerKind.SESSION or not named.in_account:
                return None
            accounts.add(named.account)
            if caller.name not in ("", STRANGE_NAME) and caller.principal_arn != named.id:
                return None
            caller = named
    if base.in_account and base.account != STRANGE_ACCOUNT:
        accounts.add(base.account)
    if len(accounts) > 1:
        return None
    for account in accounts:
        if caller.account != account:
            caller = stranger(account, base.partition)
    if not caller.in_account and any(choice.key.names is not Names.AWS_SERVICE for choice in choices):
        return stranger() if caller.kind is CallerKind.ANONYMOUS else caller
    return caller


def _caller_keys(caller: Caller, organization: str | None) -> Iterator[tuple[str, object]]:
    yield "aws:PrincipalIsAWSService", "false"
    if not caller.in_account:
        return
    arn = caller.principal_arn
    yield "aws:PrincipalArn", arn
    yield "aws:PrincipalAccount", caller.account
    yield "kms:CallerAccount", caller.account
    yield "aws:userid", f"{_STRANGE_ID}:{STRANGE_NAME}"
    if organization is not None:
        yield "aws:PrincipalOrgID", organization
        yield "aws:PrincipalOrgPaths", [f"{organization}/r-0000/"]


def is_pinned(choice: Choice) -> bool:
    """Whether a choice names one party, so that what it opens is not open to everyone."""
    return choice.value.owner is not Owner.ANYONE
