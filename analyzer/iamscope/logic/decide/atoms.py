"""One condition as the decision procedure sees it: an atom, true or false of one condition key of a request."""

from __future__ import annotations

from collections.abc import Hashable
from functools import cached_property
from typing import NamedTuple

from iamscope.logic.decide.globs import has_wildcard, literal, plain
from iamscope.logic.decide.typed_values import parse_bool, parse_date, parse_network, parse_number
from iamscope.logic.patterns import matches

#: Families whose values are texts, so that one request value can be compared by all of them.
TEXTUAL = frozenset({"String", "ARN", "Binary", "Bool"})


class Opaque(NamedTuple):
    """A condition that is only known by its identity: it may hold or not, the same wherever it stands.

    `name` is equal for what is certain to have the same answer; `reason` says what of it is not known.
    """

    name: Hashable
    reason: str


class Atom:
    """Operator, key and values; two are the same atom if their `identity` is equal.

    `values` are patterns (see `globs`); `unresolved` says that a value is not known to match anything, which a negated
    operator takes for a match.
    """

    def __init__(
        self,
        key: str,
        name: str,
        family: str,
        qualifier: str,
        if_exists: bool,
        values: frozenset[str],
        unresolved: bool = False,
    ) -> None:
        self.key = key
        self.name = name
        self.family = family
        self.qualifier = qualifier
        self.if_exists = if_exists
        self.values = values
        self.unresolved = unresolved

    @cached_property
    def identity(self) -> Hashable:
        return self.key, self.name, self.qualifier, self.if_exists, self.values, self.unresolved

    @property
    def negated(self) -> bool:
        return "Not" in self.name

    @property
    def ignores_case(self) -> bool:
        return "IgnoreCase" in self.name or self.family == "Bool"

    @property
    def is_constant(self) -> bool:
        """Whether it says the same of every text."""
        if self.family == "Null":
            return True
        unlike_nothing = self.family == "ARN" and bool(self.values) and not self._all_arns
        return self.negated and (self.unresolved or unlike_nothing)

    @property
    def of_all_values(self) -> bool:
        """Whether it holds if every value of a multivalued key is as wanted, rather than some."""
        return self.qualifier == "ForAllValues" or (self.negated and not self.qualifier)

    @property
    def if_absent(self) -> bool:
        """What it says of a request without the key."""
        if self.family == "Null":
            return self._null(True)
        if self.if_exists or self.qualifier == "ForAllValues":
            return True
        return self.negated and self.qualifier != "ForAnyValue"

    def _null(self, absent: bool) -> bool:
        return any(parse_bool(plain(value)) is absent for value in self.values)

    @cached_property
    def truths(self) -> frozenset[bool]:
        """The truth values among the values."""
        return frozenset(truth for value in self.values if (truth := parse_bool(plain(value))) is not None)

    @cached_property
    def _literals(self) -> frozenset[str]:
        fold = self.ignores_case
        return frozenset(plain(v).lower() if fold else plain(v) for v in self.values if not has_wildcard(v))

    @cached_property
    def wild(self) -> tuple[str, ...]:
        """The values with wildcards."""
        return tuple(sorted(value for value in self.values if has_wildcard(value)))

    @cached_property
    def _all_arns(self) -> bool:
        return all(value.count(":") >= 5 for value in self.values)

    def accepts(self, value: str) -> bool:
        """Whether one value of the request is as the operator wants it, for operators on texts and Null."""
        if self.family == "Null":
            return self._null(False)
        if self.negated and self.unresolved:
            return False
        if self.family == "ARN":
            return self._accepts_arn(value)
        if self.family == "Bool":
            return parse_bool(value) in self.truths
        given = value.lower() if self.ignores_case else value
        # the automaton of a pattern would do as well; for a single text two pointers are faster
        matched = given in self._literals or any(
            matches(pattern.lower() if self.ignores_case else pattern, literal(given)) for pattern in self.wild
        )
        return matched is not self.negated

    def _accepts_arn(self, value: str) -> bool:
        fields = value.split(":", 5)
        valid = len(fields) == 6 and fields[0] == "arn"
        if not valid or (self.negated and not self._all_arns):
            return self.negated and not self.values
        for pattern in self.values:
            wanted = pattern.split(":", 5)
            if len(wanted) == 6 and all(matches(w, literal(f)) for w, f in zip(wanted, fields, strict=True)):
                return not self.negated
        return self.negated

    @property
    def unparsable(self) -> bool:
        """Whether some value is none of the operator's type: a negated operator then holds for no value at all."""
        parse = {"Numeric": parse_number, "Date": parse_date, "IPAddress": parse_network}.get(self.family)
        return parse is not None and any(parse(plain(value)) is None for value in self.values)
