"""Whether a condition holds for the context of one request.

Sources: IAM User Guide, reference_policies_elements_condition_operators and reference_policies_condition-single-vs-
multi-valued-context-keys; where they are silent, what independent test suites of AWS's behaviour agree on.
"""

from __future__ import annotations

from collections.abc import Callable

from iamscope.logic.evaluation.context import Context
from iamscope.logic.evaluation.resolve import literal, resolve
from iamscope.logic.evaluation.values import as_bool, as_date, as_number
from iamscope.logic.ip_ranges import parse_ip_range
from iamscope.logic.patterns import matches
from iamscope.syntax.ast import Condition, Statement
from iamscope.syntax.operators import Operator

#: Compares one value of the request with one of the policy: None says that one of them is no value of the type.
Compare = Callable[[str, str], bool | None]


def conditions_hold(statement: Statement, context: Context, *, variables: bool) -> bool:
    """Whether all conditions of a statement hold; `variables` says whether the policy's version knows variables."""
    condition = statement.element("Condition")
    if condition is None:
        return True
    blocks = statement.condition_blocks
    return len(blocks) == _member_count(condition.value) and all(
        holds(each, context, variables=variables) for block in blocks for each in block.conditions
    )


def _member_count(value: object) -> int:
    # a `Condition` of the wrong JSON type has no blocks; it must not hold
    return len(value) if isinstance(value, tuple) else -1


def holds(condition: Condition, context: Context, *, variables: bool) -> bool:
    """Whether one operator with one key and its values holds; an operator that AWS does not know never does."""
    operator = condition.operator
    if not operator.known:
        return False
    given = context.values(condition.key) or None  # a key without a value counts as missing
    wanted = [value.value for value in condition.values]
    if operator.family == "Null":
        return any(as_bool(value) is (given is None) for value in wanted)
    if given is None:
        return _missing(operator)
    patterns = [resolve(value, context.single if variables else None, wildcards=operator.like) for value in wanted]
    if operator.negated and any(pattern is None for pattern in patterns):
        return False  # an unknown value excludes nothing for certain, so nothing is known to hold
    known = [pattern for pattern in patterns if pattern is not None]
    compare = _COMPARE[operator.name]
    return _combine(operator, [_holds_for(operator, compare, value, known) for value in given])


def _missing(operator: Operator) -> bool:
    """What an operator says of a key that the request does not carry."""
    if operator.if_exists or operator.qualifier == "ForAllValues":
        return True
    return operator.negated and operator.qualifier != "ForAnyValue"


def _combine(operator: Operator, each: list[bool]) -> bool:
    if operator.qualifier == "ForAllValues":
        return all(each)
    if operator.qualifier == "ForAnyValue":
        return any(each)
    # several values without a qualifier are undefined; AWS warns. Read as any, and as none for negated operators.
    return all(each) if operator.negated else any(each)


def _holds_for(operator: Operator, compare: Compare, value: str, patterns: list[str]) -> bool:
    answers = [compare(value, pattern) for pattern in patterns]
    if not operator.negated:
        return any(answers)
    return not any(answer is None or answer for answer in answers)


def _string(value: str, pattern: str) -> bool:
    return matches(pattern, literal(value))


def _string_ignoring_case(value: str, pattern: str) -> bool:
    return matches(pattern.lower(), literal(value.lower()))


def _arn(value: str, pattern: str) -> bool | None:
    """Part by part: a wildcard does not reach over the first five colons."""
    fields, wanted = value.split(":", 5), pattern.split(":", 5)
    if len(fields) < 6 or len(wanted) < 6 or fields[0] != "arn":
        return None
    return all(matches(part, literal(field)) for part, field in zip(wanted, fields, strict=True))


def _numeric(test: Callable[[int], bool]) -> Compare:
    def compare(value: str, pattern: str) -> bool | None:
        number, wanted = as_number(value), as_number(pattern)
        if number is None or wanted is None:
            return None
        return test(int(number.compare(wanted)))

    return compare


def _date(test: Callable[[int], bool]) -> Compare:
    def compare(value: str, pattern: str) -> bool | None:
        moment, wanted = as_date(value), as_date(pattern)
        if moment is None or wanted is None:
            return None
        return test(int(moment.compare(wanted)))

    return compare


def _bool(value: str, pattern: str) -> bool | None:
    given, wanted = as_bool(value), as_bool(pattern)
    return None if given is None or wanted is None else given == wanted


def _binary(value: str, pattern: str) -> bool:
    return value == pattern


def _ip(value: str, pattern: str) -> bool | None:
    address, wanted = parse_ip_range(value), parse_ip_range(pattern)
    if address is None or wanted is None:
        return None
    return address.version == wanted.version and address.subnet_of(wanted)  # type: ignore[arg-type]  # of one version


_COMPARE: dict[str, Compare] = {
    "StringEquals": _string,
    "StringNotEquals": _string,
    "StringEqualsIgnoreCase": _string_ignoring_case,
    "StringNotEqualsIgnoreCase": _string_ignoring_case,
    "StringLike": _string,
    "StringNotLike": _string,
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "ArnNotEquals": _arn,
    "ArnNotLike": _arn,
    "Bool": _bool,
    "BinaryEquals": _binary,
    "IpAddress": _ip,
    "NotIpAddress": _ip,
}
for _prefix, _typed in (("Numeric", _numeric), ("Date", _date)):
    _COMPARE |= {
        f"{_prefix}Equals": _typed(lambda sign: sign == 0),
        f"{_prefix}NotEquals": _typed(lambda sign: sign == 0),
        f"{_prefix}LessThan": _typed(lambda sign: sign < 0),
        f"{_prefix}LessThanEquals": _typed(lambda sign: sign <= 0),
        f"{_prefix}GreaterThan": _typed(lambda sign: sign > 0),
        f"{_prefix}GreaterThanEquals": _typed(lambda sign: sign >= 0),
    }
