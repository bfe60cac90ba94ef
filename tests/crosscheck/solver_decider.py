"""A second decider for tests: policies as constraints for the solver z3, written from the semantics and not from ours.

It knows the part of the language that `generated_policies.py` makes: no policy variables, one family of operators a
key, complete ARNs. It shares no code with the package: a mistake made there is not made again here by import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from ipaddress import ip_network
from typing import Any

import z3

Statement = Mapping[str, Any]

#: Named characters only: a range up to the last code point makes `Star` match nothing at all in this solver.
_ANY = z3.Union(z3.Range(" ", "9"), z3.Range(";", "~"))
_ANY_OR_COLON = z3.Range(" ", "~")
_STAR = z3.Star(_ANY_OR_COLON)


def _pattern(text: str, any_character: z3.ReRef = _ANY_OR_COLON) -> z3.ReRef:
    parts = [z3.Re("")]
    for character in text:
        if character == "*":
            parts.append(z3.Star(any_character))
        else:
            parts.append(any_character if character == "?" else z3.Re(character))
    return z3.Concat(*parts) if len(parts) > 1 else parts[0]


def _arn_pattern(text: str) -> z3.ReRef | None:
    """Five fields in which wildcards stop at colons, and a rest in which they do not; None for what is no ARN."""
    fields = text.split(":", 5)
    if len(fields) < 6 or fields[0] != "arn":
        return None
    parts = [_pattern(item, _ANY) for item in fields[:5]] + [_pattern(fields[5])]
    joined = [parts[0]]
    for part in parts[1:]:
        joined += [z3.Re(":"), part]
    return z3.Concat(*joined)


@dataclass
class _Key:
    """The values that a request has for a condition key: whether it is there, and up to `slots` values."""

    name: str
    slots: int
    sort: z3.SortRef
    present: z3.BoolRef = field(init=False)
    used: list[z3.BoolRef] = field(init=False)
    values: list[z3.ExprRef] = field(init=False)

    def __post_init__(self) -> None:
        self.present = z3.Bool(f"{self.name} is there")
        self.used = [z3.Bool(f"{self.name} has {slot}") for slot in range(self.slots)]
        self.values = [z3.Const(f"{self.name} {slot}", self.sort) for slot in range(self.slots)]

    @property
    def single(self) -> bool:
        return self.slots == 1


class Question:
    """Is there a request that `new` allows and `old` does not? Both are policy documents of one kind."""

    def __init__(self, new: Mapping[str, Any], old: Mapping[str, Any], callers: Iterable[str | None]) -> None:
        self._solver = z3.Solver()
        self._solver.set("timeout", 4000)
        self._action = z3.String("action")
        self._resource = z3.String("resource")
        self._callers = list(callers)
        self._caller = z3.Int("caller")
        self._keys: dict[str, _Key] = {}
        self._measure(new, old)
        self._solver.add(self._caller >= 0, self._caller < len(self._callers))
        word = z3.Plus(z3.Union(z3.Range("a", "z"), z3.Range("0", "9")))
        self._solver.add(z3.InRe(self._action, z3.Concat(word, z3.Re(":"), word)))
        self._solver.add(z3.InRe(self._resource, _arn_pattern("arn:*:*:*:*:?*")))
        self._solver.add(z3.And(self._allowed(new), z3.Not(self._allowed(old))))

    def answer(self) -> bool | None:
        """Whether there is one; None where the solver gives up."""
        said = self._solver.check()
        return None if said == z3.unknown else bool(said == z3.sat)

    def _measure(self, *policies: Mapping[str, Any]) -> None:
        """One slot for a key that no set operator asks, else one for each operator that needs a value of its own."""
        sorts: dict[str, z3.SortRef] = {}
        sets: dict[str, int] = {}
        for policy in policies:
            for statement in _statements(policy):
                for operator, entries in statement.get("Condition", {}).items():
                    for key in entries:
                        name = key.lower()
                        if "Null" not in operator:
                            sorts[name] = _sort(operator)
                        sorts.setdefault(name, z3.StringSort())
                        if ":" in operator:
                            sets[name] = sets.get(name, 1) + 1
        for name, sort in sorts.items():
            key = _Key(name, sets.get(name, 1), sort)
            self._keys[name] = key
            if sort == z3.BitVecSort(129):
                for value in key.values:
                    self._solver.add(z3.Or(z3.Extract(128, 128, value) == 1, z3.ULT(value, 1 << 32)))
            if key.single:
                self._solver.add(key.used[0] == key.present)
            else:
                for used in key.used:
                    self._solver.add(z3.Implies(used, key.present))

    def _allowed(self, policy: Mapping[str, Any]) -> z3.BoolRef:
        sides: dict[str, list[z3.BoolRef]] = {"Allow": [], "Deny": []}
        for statement in _statements(policy):
            sides[statement["Effect"]].append(self._applies(statement))
        return z3.And(z3.Or(*sides["Allow"]), z3.Not(z3.Or(*sides["Deny"])))

    def _applies(self, statement: Statement) -> z3.BoolRef:
        parts = [self._names_action(statement), self._names_resource(statement)]
        for element, test in (("Principal", _is_named), ("NotPrincipal", _EXCEPT[statement["Effect"]])):
            if element in statement:
                parts.append(self._is_among(statement[element], test))
        for operator, entries in statement.get("Condition", {}).items():
            parts += [self._holds(operator, key, _list(values)) for key, values in entries.items()]
        return z3.And(*parts)

    def _names_action(self, statement: Statement) -> z3.BoolRef:
        texts = _list(statement.get("Action", statement.get("NotAction")))
        found = z3.Or(*(z3.InRe(self._action, _pattern(text.lower())) for text in texts))
        return found if "Action" in statement else z3.Not(found)

    def _names_resource(self, statement: Statement) -> z3.BoolRef:
        texts = _list(statement.get("Resource", statement.get("NotResource")))
        found = z3.Or(*(z3.InRe(self._resource, _pattern(text)) for text in texts))
        return found if "Resource" in statement else z3.Not(found)

    def _is_among(self, principal: Any, test: Callable[[str | None, list[str]], bool]) -> z3.BoolRef:
        values = ["*"] if principal == "*" else _list(principal["AWS"])
        return z3.Or(*(self._caller == at for at, caller in enumerate(self._callers) if test(caller, values)))

    def _holds(self, operator: str, name: str, texts: list[str]) -> z3.BoolRef:
        key = self._keys[name.lower()]
        qualifier, _, plain = operator.rpartition(":")
        if plain == "Null":
            return z3.Or(*(z3.Not(key.present) if text == "true" else key.present for text in texts))
        if_exists = plain.endswith("IfExists")
        plain = plain.removesuffix("IfExists")
        negated = "Not" in plain
        tests = [
            (used, z3.Not(matched) if negated else matched)
            for used, value in zip(key.used, key.values, strict=True)
            for matched in [_matches(plain.replace("Not", ""), value, texts)]
        ]
        if qualifier == "ForAllValues":
            return z3.And(*(z3.Implies(used, good) for used, good in tests))
        if qualifier == "ForAnyValue":
            found = z3.Or(*(z3.And(used, good) for used, good in tests))
            return z3.Or(z3.Not(key.present), found) if if_exists else found
        ((used, good),) = tests
        return z3.Or(z3.Not(used), good) if negated or if_exists else z3.And(used, good)


def _statements(policy: Mapping[str, Any]) -> Iterator[Statement]:
    yield from _list(policy["Statement"])


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _sort(operator: str) -> z3.SortRef:
    plain = operator.rpartition(":")[2]
    if plain.startswith(("Numeric", "Date")):
        return z3.RealSort()
    if "IpAddress" in plain:
        return z3.BitVecSort(129)  # the highest bit tells IPv6 from IPv4
    return z3.BoolSort() if plain.startswith("Bool") else z3.StringSort()


def _matches(operator: str, value: z3.ExprRef, texts: list[str]) -> z3.BoolRef:
    return z3.Or(*(_match(operator, value, text) for text in texts))


def _match(operator: str, value: Any, text: str) -> z3.BoolRef:
    if operator == "StringEquals":
        return value == z3.StringVal(text)
    if operator == "StringEqualsIgnoreCase":
        return z3.InRe(value, z3.Concat(z3.Re(""), z3.Re(""), *map(_either_case, text)))
    if operator == "StringLike":
        return z3.InRe(value, _pattern(text))
    if operator in ("ArnEquals", "ArnLike"):
        pattern = _arn_pattern(text)
        return z3.BoolVal(False) if pattern is None else z3.InRe(value, pattern)
    if operator == "Bool":
        return value == z3.BoolVal(text == "true")
    if operator == "IpAddress":
        return _in_network(value, text)
    number = z3.RealVal(str(Fraction(text)))
    comparisons = {
        "Equals": value == number,
        "LessThan": value < number,
        "LessThanEquals": value <= number,
        "GreaterThan": value > number,
        "GreaterThanEquals": value >= number,
    }
    return comparisons[operator.removeprefix("Numeric")]


def _either_case(character: str) -> z3.ReRef:
    return z3.Union(z3.Re(character.lower()), z3.Re(character.upper()))


def _in_network(value: Any, text: str) -> z3.BoolRef:
    network = ip_network(text)
    offset = (1 << 128) if network.version == 6 else 0
    first, last = int(network.network_address) + offset, int(network.broadcast_address) + offset
    return z3.And(z3.UGE(value, first), z3.ULE(value, last))


def _is_named(caller: str | None, values: list[str]) -> bool:
    """Whether principals of a policy name a caller: a user, a role, a root user, or nobody (None)."""
    return "*" in values or (caller is not None and (caller in values or _names_account(caller, values)))


def _names_account(caller: str, values: list[str]) -> bool:
    account = caller.split(":")[4]
    return account in values or f"arn:aws:iam::{account}:root" in values


def _may_not(caller: str | None, values: list[str]) -> bool:
    """Whether `NotPrincipal` of an Allow is about a caller: all but those whom it names themselves."""
    is_root = caller is not None and caller.endswith(":root")
    return "*" not in values and not (
        caller in values or (caller is not None and is_root and _names_account(caller, values))
    )


def _must_not(caller: str | None, values: list[str]) -> bool:
    """Whether `NotPrincipal` of a Deny is about a caller: all whom it does not name together with their account."""
    if "*" in values or caller is None:
        return "*" not in values
    return not (_names_account(caller, values) and (caller.endswith(":root") or caller in values))


_EXCEPT = {"Allow": _may_not, "Deny": _must_not}
