"""Condition operators: qualifier, comparison and `IfExists`.

The list is that of the IAM User Guide, reference_policies_elements_condition_operators.
"""

from __future__ import annotations

from functools import lru_cache
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
#: The longest operator with everything that can stand around it has 54 characters; longer texts are not remembered.
_LONGEST = 100
_BY_LOWER = {name.lower(): name for name in _FAMILIES}
QUALIFIERS = ("ForAllValues", "ForAnyValue")
_QUALIFIERS_BY_LOWER = {name.lower(): name for name in QUALIFIERS}
_IF_EXISTS = "ifexists"
#: Names that other languages have for these operators, too unlike ours to be taken for a slip of the pen.
_MEANT = {
    "boolean": "Bool",
    "boolequals": "Bool",
    "equals": "StringEquals",
    "isnull": "Null",
    "like": "StringLike",
    "notequals": "StringNotEquals",
    "notlike": "StringNotLike",
    "notstringequals": "StringNotEquals",
    "notstringlike": "StringNotLike",
    "numericgreaterthanorequals": "NumericGreaterThanEquals",
    "numericgreaterthanorequalto": "NumericGreaterThanEquals",
    "numericlessthanorequals": "NumericLessThanEquals",
    "numericlessthanorequalto": "NumericLessThanEquals",
    "dategreaterthanorequals": "DateGreaterThanEquals",
    "datelessthanorequals": "DateLessThanEquals",
    "ipaddressnot": "NotIpAddress",
    "ipnotaddress": "NotIpAddress",
    "notip": "NotIpAddress",
}


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
    def documented(self) -> str:
        """The one spelling that AWS accepts for what this operator says; empty for an unknown one."""
        if not self.name:
            return ""
        name = f"{self.name}IfExists" if self.if_exists else self.name
        return f"{self.qualifier}:{name}" if self.qualifier else name

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


def parse_operator(text: str) -> Operator:
    """Reads an operator, leniently: one in the wrong case says what it was meant to say.

    IAM itself does not accept one (`stringEquals` is "Invalid Condition type"); `Operator.documented` tells them apart.
    """
    return _parse(text) if len(text) <= _LONGEST else Operator(text, "", "", False, "")


@lru_cache(maxsize=1024)
def _parse(text: str) -> Operator:
    qualifier, colon, rest = text.partition(":")
    known_qualifier = _QUALIFIERS_BY_LOWER.get(qualifier.lower(), "") if colon else ""
    if colon and not known_qualifier:
        return Operator(text, "", "", False, "")
    name = rest if colon else text
    if_exists = name.lower().endswith(_IF_EXISTS)
    known = _BY_LOWER.get((name[: -len(_IF_EXISTS)] if if_exists else name).lower(), "")
    return Operator(text, known_qualifier, known, if_exists, _FAMILIES.get(known, ""))


def suggest_operator(text: str) -> str | None:
    """The operator that an unknown or misspelt text was meant to be; None unless the likeness is strong."""
    if len(text) > _LONGEST:
        return None
    head, colon, name = text.rpartition(":")
    qualifier = _closest(head, _QUALIFIERS_BY_LOWER) if colon else ""
    suffix = ""
    for ending in (_IF_EXISTS, "ifexist", "ifexits", "exists"):
        if name.lower().endswith(ending):
            name, suffix = name[: -len(ending)], "IfExists"
            break
    meant = _MEANT.get(name.lower()) or _closest(name, _BY_LOWER)
    if meant is None or qualifier is None:
        return None
    return f"{qualifier}:{meant}{suffix}" if qualifier else meant + suffix


def _closest(text: str, names: dict[str, str]) -> str | None:
    lowered = text.lower()
    if lowered in names:
        return names[lowered]
    from difflib import get_close_matches

    found = get_close_matches(lowered, names, n=1, cutoff=0.8)
    return names[found[0]] if found else None
