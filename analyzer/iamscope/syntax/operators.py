"""Condition operators: qualifier, comparison and `IfExists`.

The list is that of the IAM User Guide, reference_policies_elements_condition_operators.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

#: Operator → the family that decides which values it takes.
_FAMILIES = {
    "StringEquals": "String",
    "StringNotEquals": "String",
    "StringEqualsIgnoreCase": "String",
    "StringNotEqualsIgnoreCase": "String",
    "StringLike": "String",
    "StringNotLike": "String",
    "NumericEquals": "Numeric",
    "NumericNotEquals": "Numeric",
    "NumericLessThan": "Numeric",
    "NumericLessThanEquals": "Numeric",
    "NumericGreaterThan": "Numeric",
    "NumericGreaterThanEquals": "Numeric",
    "DateEquals": "Date",
    "DateNotEquals": "Date",
    "DateLessThan": "Date",
    "DateLessThanEquals": "Date",
    "DateGreaterThan": "Date",
    "DateGreaterThanEquals": "Date",
    "Bool": "Bool",
    "BinaryEquals": "Binary",
    "IpAddress": "IPAddress",
    "NotIpAddress": "IPAddress",
    "ArnEquals": "ARN",
    "ArnLike": "ARN",
    "ArnNotEquals": "ARN",
    "ArnNotLike": "ARN",
    "Null": "Null",
}
OPERATORS = tuple(_FAMILIES)
_BY_LOWER = {name.lower(): name for name in _FAMILIES}
QUALIFIERS = ("ForAllValues", "ForAnyValue")
_QUALIFIERS_BY_LOWER = {name.lower(): name for name in QUALIFIERS}


class Operator(NamedTuple):
    """An operator as it is written, and what it says.

    `name` is the documented spelling of the comparison (empty for an unknown one), `family` one of String, Numeric,
    Date, Bool, Binary, IPAddress, ARN, Null (or empty), `qualifier` `ForAllValues`, `ForAnyValue` or empty.
    """

    text: str
    qualifier: str
    name: str
    if_exists: bool
    family: str

    @property
    def known(self) -> bool:
        return bool(self.name)

    @property
    def negated(self) -> bool:
        """Whether it holds for values that do not match."""
        return "Not" in self.name

    @property
    def like(self) -> bool:
        """Whether `*` and `?` in its values are wildcards."""
        return self.name in ("StringLike", "StringNotLike") or self.family == "ARN"


@cache
def parse_operator(text: str) -> Operator:
    """Reads an operator; AWS compares its parts without regard to case."""
    qualifier, colon, rest = text.partition(":")
    known_qualifier = _QUALIFIERS_BY_LOWER.get(qualifier.lower(), "") if colon else ""
    if colon and not known_qualifier:
        return Operator(text, "", "", False, "")
    name = rest if colon else text
    if_exists = name.lower().endswith("ifexists")
    known = _BY_LOWER.get((name[:-8] if if_exists else name).lower(), "")
    return Operator(text, known_qualifier, known, if_exists, _FAMILIES.get(known, ""))
