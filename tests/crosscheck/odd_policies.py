"""Policies that use every corner of the language, well-formed and not, drawn so that two of them often nearly agree."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

Document = dict[str, Any]

ACTIONS = (
    *("*", "*:*", "s3:*", "s3:Get*", "s3:GetObject", "S3:getobject", "s3:*Object", "s3:Put?bject", "s3:G*t*", "sqs:*"),
    *("s3:??tObject", "s3:get**", "sqs:Send*", "*:Get*", "s3", "s3:", ""),
)
RESOURCES = (
    *("*", "arn:*", "arn:aws:s3", "arn:aws:s3:*", "arn:aws:s3:::*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/x"),
    *("arn:aws:s3:::b/x*", "arn:aws:s3:::b/*x*", "arn:aws:s3:::b/?", "arn:aws:s3:::b/???", "arn:aws:s3:::b/é*", ""),
    *("arn:aws:sqs:*:111122223333:q", "arn:aws:sqs:eu-west-1:*:q*", "execute-api:/*"),
    *("arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${aws:PrincipalTag/x}"),
    *("arn:aws:s3:::${aws:PrincipalTag/x, 'b'}/*", "arn:aws:s3:::b/${AWS:principaltag/X}", "arn:aws:s3:::b/${*}"),
    *("arn:aws:s3:::b/${aws:username}${aws:PrincipalTag/x}", "arn:aws:s3:::b/${$}x", "arn:aws:s3:::b/${aws:username"),
)
PRINCIPALS: tuple[Any, ...] = (
    "*",
    {"AWS": "*"},
    {"AWS": "111122223333"},
    {"AWS": "arn:aws:iam::111122223333:root"},
    {"AWS": ["arn:aws:iam::111122223333:user/a", "444455556666"]},
    {"AWS": "arn:aws:iam::111122223333:role/r"},
    {"AWS": "arn:aws:iam::111122223333:role/p/r"},
    {"AWS": "arn:aws:sts::111122223333:assumed-role/r/s"},
    {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/r", "arn:aws:sts::111122223333:assumed-role/r/s"]},
    {"AWS": "arn:aws:sts::111122223333:federated-user/bob"},
    {"AWS": "arn:aws:iam::111122223333:user/bob"},
    {"AWS": "AROAEXAMPLEID"},
    {"AWS": "AIDAEXAMPLEID"},
    {"AWS": []},
    {},
    {"Service": "sns.amazonaws.com"},
    {"Service": ["sns.amazonaws.com", "sqs.amazonaws.com"], "AWS": "111122223333"},
    {"Federated": "cognito-identity.amazonaws.com"},
    {"CanonicalUser": "0" * 63 + "1"},
)
_TEXTS = ("a", "A", "a*", "ab", "*b", "", "?", "*", "x${aws:username}", "${aws:PrincipalTag/x}", "${*}", "é", "a?b*")
_NUMBERS = ("1", "2", "10", "2.5", "-1", "1e1", " 1", "x", 1, 2.5)
_DATES = ("2020-01-01T00:00:00Z", "2021-01-01", "1577836800", "1577836800000", "2020-01", "2020-06-01T00:00:00+02:00")
_RANGES = ("10.0.0.0/8", "10.1.0.0/16", "::/0", "0.0.0.0/0", "10.1.2.3", "10.1.2.3/8", "2001:db8::/32", "x")
_TRUTHS = ("true", "false", "TRUE", " true", "yes", True, False, "")
_ARNS = (
    *("arn:aws:s3:::b", "arn:aws:s3:::*", "arn:aws:*:*:111122223333:*", "arn:aws:sns:eu-west-1:111122223333:t", "*"),
    *("arn:*", "arn:aws:sns:*:t", "arn:aws:iam::111122223333:role/*", "x"),
)
_STRING = ("Equals", "NotEquals", "Like", "NotLike", "EqualsIgnoreCase", "NotEqualsIgnoreCase")
_COMPARED = ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
_OPERATORS = {
    "String": tuple(f"String{name}" for name in _STRING),
    "Numeric": tuple(f"Numeric{name}" for name in _COMPARED),
    "Date": tuple(f"Date{name}" for name in _COMPARED),
    "Arn": ("ArnLike", "ArnEquals", "ArnNotLike", "ArnNotEquals"),
    "Ip": ("IpAddress", "NotIpAddress"),
    "Bool": ("Bool",),
}
_FAMILY_VALUES: dict[str, tuple[Any, ...]] = {
    "String": _TEXTS,
    "Numeric": _NUMBERS,
    "Date": _DATES,
    "Arn": _ARNS,
    "Ip": _RANGES,
    "Bool": _TRUTHS,
}
#: Keys with the families of operators that are tried on them, and values of their own.
_KEYS: tuple[tuple[str, tuple[str, ...], tuple[Any, ...]], ...] = (
    ("s3:prefix", ("String",), ()),
    ("s3:max-keys", ("Numeric",), ()),
    ("aws:CurrentTime", ("Date",), ()),
    ("aws:SourceIp", ("Ip",), ()),
    ("aws:SecureTransport", ("Bool", "String"), ()),
    ("aws:SourceArn", ("Arn",), ()),
    ("dynamodb:Attributes", ("String",), ()),
    ("aws:PrincipalTag/x", ("String",), ()),
    ("aws:PrincipalTag/t", tuple(_OPERATORS), ()),
    ("AWS:principaltag/T", tuple(_OPERATORS), ()),
)
_CALLER_KEYS: tuple[tuple[str, tuple[str, ...], tuple[Any, ...]], ...] = (
    (
        "aws:PrincipalArn",
        ("Arn", "String"),
        ("arn:aws:iam::111122223333:role/r", "arn:aws:iam::*:role/p/*", "arn:aws:iam::*:user/b?b", "*"),
    ),
    ("aws:PrincipalAccount", ("String",), ("111122223333", "444455556666", "1111*")),
    ("aws:PrincipalType", ("String",), ("User", "AssumedRole", "Account", "Anonymous")),
    ("aws:PrincipalOrgID", ("String",), ("o-1", "o-*")),
    ("aws:username", ("String",), ("a", "bob", "b*")),
    ("aws:userid", ("String",), ("AROAEXAMPLEID:*", "AIDAEXAMPLEID", "*:s")),
    ("aws:PrincipalIsAWSService", ("Bool",), ("true", "false")),
    ("aws:PrincipalServiceName", ("String",), ("sns.amazonaws.com", "s*")),
)


def _some(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """One value, or a list of them, which is seldom empty."""
    lists = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique_by=repr)
    return st.one_of(st.sampled_from(values), lists, lists, st.sampled_from(values), st.just([]))


@st.composite
def _conditions(draw: st.DrawFn, *, callers: bool) -> Document:
    found: Document = {}
    for _ in range(draw(st.sampled_from((0, 1, 1, 2)))):
        key, families, values = draw(st.sampled_from(_KEYS + _CALLER_KEYS if callers else _KEYS))
        if draw(st.integers(0, 7)) == 0:
            operator, chosen = "Null", draw(_some(("true", "false")))
        else:
            family = draw(st.sampled_from(families))
            operator = draw(st.sampled_from(_OPERATORS[family])) + draw(st.sampled_from(("", "", "IfExists")))
            chosen = draw(_some(values or _FAMILY_VALUES[family]))
        found.setdefault(operator, {})[key] = chosen
    if draw(st.integers(0, 3)) == 0:
        qualifier = draw(st.sampled_from(("ForAllValues", "ForAnyValue")))
        operator = draw(st.sampled_from(_OPERATORS["String"])) + draw(st.sampled_from(("", "", "IfExists")))
        found[f"{qualifier}:{operator}"] = {"aws:TagKeys": draw(_some(_TEXTS))}
    return found


_BREAKS: tuple[Document, ...] = (
    {"Effect": None},
    {"Effect": "allow"},
    {"Action": "s3:*", "NotAction": "sqs:*"},
    {"Action": None, "NotAction": None},
    {"Resource": 5},
    {"Condition": "x"},
    {"Condition": {"StringEquals": "x"}},
    {"Condition": {"StringEqual": {"s3:prefix": "a"}}},
    {"Condition": {"StringNotEquals": {"s3:prefix": None}}},
    {"Condition": {"StringEquals": {"s3:prefix": {"a": 1}}}},
)


@st.composite
def _statement(draw: st.DrawFn, *, callers: bool, broken: bool = True) -> Document:
    statement: Document = {"Effect": draw(st.sampled_from(("Allow", "Allow", "Deny")))}
    usually = ("", "", "", "Not")
    if callers:
        statement[draw(st.sampled_from(usually)) + "Principal"] = draw(st.sampled_from(PRINCIPALS))
    statement[draw(st.sampled_from(usually)) + "Action"] = draw(_some(ACTIONS))
    statement[draw(st.sampled_from(usually)) + "Resource"] = draw(_some(RESOURCES))
    if conditions := draw(_conditions(callers=callers or draw(st.integers(0, 4)) == 0)):
        statement["Condition"] = conditions
    if broken and draw(st.integers(0, 15)) == 0:
        statement |= draw(st.sampled_from(_BREAKS))
    return {name: value for name, value in statement.items() if value is not None}


_VERSIONS = st.sampled_from(("2012-10-17", "2012-10-17", "2012-10-17", "2008-10-17", None))


@st.composite
def policies(draw: st.DrawFn, *, callers: bool, broken: bool = True) -> Document:
    """A policy of one to three statements, with principals or without; some are `broken` if that may be."""
    statements = draw(st.lists(_statement(callers=callers, broken=broken), min_size=1, max_size=3))
    version = draw(_VERSIONS)
    return {"Version": version, "Statement": statements} if version else {"Statement": statements}


@st.composite
def pairs(draw: st.DrawFn, *, callers: bool) -> tuple[Document, Document]:
    """Two policies: drawn apart, or the same but for one change."""
    first = draw(policies(callers=callers))
    second = copy.deepcopy(first)
    statements = second["Statement"]
    at = draw(st.integers(0, len(statements) - 1))
    change = draw(st.sampled_from(("apart", "statement", "drop", "add", "version", "condition", "resource")))
    if change == "apart":
        second = draw(policies(callers=callers))
    elif change == "statement":
        statements[at] = draw(_statement(callers=callers))
    elif change == "drop":
        del statements[at]
    elif change == "add":
        statements.insert(at, draw(_statement(callers=callers)))
    elif change == "version":
        second["Version"] = "2012-10-17" if second.get("Version") == "2008-10-17" else "2008-10-17"
    elif change == "condition":
        statements[at]["Condition"] = draw(_conditions(callers=callers))
    else:
        statements[at]["Resource"] = draw(_some(RESOURCES))
    return (first, second) if draw(st.booleans()) else (second, first)
