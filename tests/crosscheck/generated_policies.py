"""Small policies of all shapes, drawn so that two of them often nearly agree."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Policy = dict[str, Any]

ACTIONS = ("*", "s3:*", "s3:Get*", "s3:GetObject", "S3:getobject", "s3:*Object", "s3:Put?bject", "sqs:Send*", "sqs:*")
RESOURCES = (
    "*",
    "arn:aws:s3:::b/*",
    "arn:aws:s3:::b/x",
    "arn:aws:s3:::b/x*",
    "arn:aws:s3:::b/*x*",
    "arn:aws:s3:::b/?",
    "arn:aws:s3:::*",
    "arn:aws:sqs:*:111122223333:q",
    "arn:aws:sqs:eu-west-1:*:q*",
)
CALLERS = (
    "arn:aws:iam::111122223333:root",
    "arn:aws:iam::111122223333:user/a",
    "arn:aws:iam::111122223333:role/r",
    "arn:aws:iam::111122223333:user/else",
    "arn:aws:iam::444455556666:root",
    "arn:aws:iam::444455556666:user/b",
    "arn:aws:iam::777788889999:role/other",
    None,
)
PRINCIPALS = (
    "*",
    {"AWS": "*"},
    {"AWS": "111122223333"},
    {"AWS": "arn:aws:iam::111122223333:root"},
    {"AWS": ["arn:aws:iam::111122223333:user/a", "444455556666"]},
    {"AWS": "arn:aws:iam::111122223333:role/r"},
)


def _some(values: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return st.one_of(st.sampled_from(values), st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True))


def _entries(operators: tuple[str, ...], key: str, values: tuple[str, ...]) -> st.SearchStrategy[Policy]:
    return st.builds(lambda operator, value: {operator: {key: value}}, st.sampled_from(operators), _some(values))


_STRINGS = ("StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase")
_NUMBERS = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
CONDITIONS = st.one_of(
    _entries((*_STRINGS, *(f"{name}IfExists" for name in _STRINGS)), "s3:prefix", ("a", "A", "a*", "ab", "*b", "")),
    _entries(tuple(f"Numeric{name}" for name in _NUMBERS), "s3:max-keys", ("1", "2", "10", "2.5")),
    _entries(("IpAddress", "NotIpAddress", "IpAddressIfExists"), "aws:SourceIp", ("10.0.0.0/8", "10.1.0.0/16", "::/0")),
    _entries(("Bool", "BoolIfExists"), "aws:SecureTransport", ("true", "false")),
    _entries(
        ("ArnLike", "ArnEquals", "ArnNotLike", "ArnLikeIfExists"),
        "aws:SourceArn",
        ("arn:aws:s3:::b", "arn:aws:s3:::*", "arn:aws:*:*:111122223333:*", "arn:aws:sns:eu-west-1:111122223333:t"),
    ),
    _entries(
        tuple(f"{each}:{name}" for each in ("ForAllValues", "ForAnyValue") for name in _STRINGS),
        "aws:TagKeys",
        ("a", "b", "a*"),
    ),
    _entries(("Null",), "s3:prefix", ("true", "false")),
    _entries(("Null",), "aws:TagKeys", ("true", "false")),
)


@st.composite
def _statement(draw: st.DrawFn, *, principals: bool) -> Policy:
    statement: Policy = {"Effect": draw(st.sampled_from(("Allow", "Allow", "Deny")))}
    if principals:
        statement[draw(st.sampled_from(("Principal", "Principal", "NotPrincipal")))] = draw(st.sampled_from(PRINCIPALS))
    statement[draw(st.sampled_from(("Action", "Action", "NotAction")))] = draw(_some(ACTIONS))
    statement[draw(st.sampled_from(("Resource", "Resource", "NotResource")))] = draw(_some(RESOURCES))
    for entry in draw(st.lists(CONDITIONS, max_size=2)):
        for operator, keys in entry.items():
            statement.setdefault("Condition", {}).setdefault(operator, {}).update(keys)
    return statement


def policies(*, principals: bool) -> st.SearchStrategy[Policy]:
    """Policies of one to three statements; with principals for resources, without for identities."""
    statements = st.lists(_statement(principals=principals), min_size=1, max_size=3)
    return statements.map(lambda some: {"Version": "2012-10-17", "Statement": some})


@st.composite
def pairs(draw: st.DrawFn, *, principals: bool) -> tuple[Policy, Policy]:
    """A policy and a second one: drawn apart, or the first with one statement changed, dropped or added."""
    first = draw(policies(principals=principals))
    change = draw(st.sampled_from(("apart", "replaced", "dropped", "added", "same")))
    if change == "apart":
        return first, draw(policies(principals=principals))
    statements = list(first["Statement"])
    at = draw(st.integers(0, len(statements) - 1))
    if change == "replaced":
        statements[at] = draw(_statement(principals=principals))
    elif change == "dropped" and len(statements) > 1:
        del statements[at]
    elif change == "added":
        statements.insert(at, draw(_statement(principals=principals)))
    return first, {"Version": "2012-10-17", "Statement": statements}
