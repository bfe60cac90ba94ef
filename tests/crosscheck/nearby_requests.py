"""Requests that are close to what policies say: their own texts with the wildcards filled, and near misses of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

from odd_policies import Document

Request = dict[str, Any]

CALLERS: tuple[Any, ...] = (
    None,
    "111122223333",
    "arn:aws:iam::111122223333:user/a",
    "arn:aws:iam::111122223333:user/bob",
    "arn:aws:iam::111122223333:role/r",
    "arn:aws:iam::111122223333:role/p/r",
    "arn:aws:sts::111122223333:assumed-role/r/s",
    "arn:aws:sts::111122223333:assumed-role/r/t",
    "arn:aws:sts::111122223333:federated-user/bob",
    "arn:aws:iam::444455556666:user/bob",
    "arn:aws:iam::777788889999:user/bob",
    {"Service": "sns.amazonaws.com"},
    {"Service": "ec2.amazonaws.com"},
    {"Federated": "cognito-identity.amazonaws.com"},
    {"CanonicalUser": "0" * 63 + "1"},
)
#: Whom identity policies are attached to.
USERS_AND_ROLES = tuple(each for each in CALLERS if isinstance(each, str) and each.startswith("arn:"))
_FILLINGS = (("x", "x"), ("", "?"), ("a/b", "y"), ("a:b:c", "x"), ("bob", "b"))
_VARIABLES = {
    "${aws:username}": "bob",
    "${aws:PrincipalTag/x}": "a",
    "${AWS:principaltag/X}": "a",
    "${aws:PrincipalTag/x, 'b'}": "b",
    "${*}": "*",
    "${$}": "$",
}
_ACTIONS = (
    "s3:GetObject",
    "s3:PutObject",
    "s3:xObject",
    "s3:g",
    "s3:Getx",
    "s3:Gtt",
    "sqs:SendMessage",
    "sqs:Receive",
    "iam:X",
)
#: Values that requests really carry for keys whose values are of a type.
_REAL = {
    "aws:sourceip": ("10.0.0.1", "10.1.2.3", "10.1.2.4", "11.0.0.1", "2001:db8::1", "2002::1"),
    "aws:currenttime": ("2019-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2020-03-01T00:00:00Z", "2022-01-01T00:00:00Z"),
    "aws:securetransport": ("true", "false"),
    "s3:max-keys": ("0", "1", "2", "2.3", "5", "10", "11", "-5"),
    "aws:sourcearn": ("arn:aws:s3:::b", "arn:aws:s3:::c", "arn:aws:sns:eu-west-1:111122223333:t", "arn:a:b:c:d:e"),
}
_OF_TAGS = ("garbage", "1", "3", "2.5", "true", "false", "10.1.2.3", "2020-02-02", "arn:aws:s3:::b", "arn:x", "a", "b")
_MULTIVALUED = ("aws:tagkeys", "dynamodb:attributes")
_OF_CALLERS = (
    *("aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:principalisawsservice"),
    *("aws:principalservicename", "aws:username", "aws:userid"),
)
#: What only callers of an account carry.
_OF_ACCOUNTS = ("aws:principaltag/", "aws:principalorgid")


def nearby(*policies: Document, callers: tuple[Any, ...], count: int) -> Iterator[Request]:
    """Requests near some policies, the same ones in every run."""
    chance = random.Random(7)  # noqa: S311  # no secret
    resources = sorted({"*", "arn:aws:s3:::b/bob", *_filled(_texts(policies, "Resource", "NotResource"))} - {""})
    values = _values(policies)
    for _ in range(count):
        caller = chance.choice(callers)
        context = {
            key: _value(key, list(texts), chance)
            for key, texts in values.items()
            if chance.random() < 0.8 and key.lower() not in _OF_CALLERS
        }
        if not isinstance(caller, str):
            context = {key: value for key, value in context.items() if not key.lower().startswith(_OF_ACCOUNTS)}
        else:
            context |= _of_caller(caller, chance)
        yield {
            "principal": caller,
            "action": chance.choice(_ACTIONS),
            "resource": chance.choice(resources),
            "context": context,
        }


def _of_caller(caller: str, chance: random.Random) -> dict[str, str]:
    """What a request tells of a caller beyond his name."""
    if ":assumed-role/" in caller:
        path = chance.choice(("r", "p/r", "q/r"))
        return {"aws:PrincipalArn": f"arn:aws:iam::111122223333:role/{path}", "aws:userid": "AROAEXAMPLEID:s"}
    if ":user/" in caller:
        return {"aws:userid": chance.choice(("AIDAEXAMPLEID", "AIDAOTHERID"))}
    return {"aws:userid": "AROAEXAMPLEID:s"} if ":role/" in caller else {}


def _value(key: str, texts: list[str], chance: random.Random) -> str | list[str]:
    texts = list(_REAL.get(key.lower(), texts))
    if "tag/" in key.lower():
        texts += _OF_TAGS
    if key.lower() in _MULTIVALUED:
        return [chance.choice(texts) for _ in range(chance.choice((0, 1, 1, 2, 3)))]
    return chance.choice(texts)


def _values(policies: tuple[Document, ...]) -> dict[str, list[str]]:
    """The values of conditions, filled, by key; with a value for the tag that variables use."""
    found: dict[str, set[str]] = {"aws:PrincipalTag/x": {"a", "b", "*"}}
    spelling = {"aws:principaltag/x": "aws:PrincipalTag/x"}
    for statement in (each for policy in policies for each in policy["Statement"]):
        condition = statement.get("Condition")
        for block in condition.values() if isinstance(condition, Mapping) else ():
            for key, wanted in block.items() if isinstance(block, Mapping) else ():
                name = spelling.setdefault(key.lower(), key)
                texts = (_written(value) for value in (wanted if isinstance(wanted, list) else [wanted]))
                found.setdefault(name, {"a"}).update(_filled(texts))
    return {name: sorted(texts) for name, texts in found.items()}


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _texts(policies: tuple[Document, ...], *names: str) -> Iterator[str]:
    for statement in (each for policy in policies for each in policy["Statement"]):
        for name in names:
            value = statement.get(name, ())
            yield from (text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str))


def _filled(texts: Any) -> Iterator[str]:
    for text in texts:
        known = text
        for variable, value in _VARIABLES.items():
            known = known.replace(variable, value)
        for star, mark in _FILLINGS:
            yield known.replace("*", star).replace("?", mark)
        yield text
