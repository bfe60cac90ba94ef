"""Which ARN formats of a service a resource pattern fits.

The reference of AWS's services writes formats such as `arn:${Partition}:logs:${Region}:${Account}:log-group:${Name}`.
A pattern of a policy fits one when some text belongs to both; placeholders, variables and `*` stand for any text.
Formats are compared by the part behind the account field, so that a wrong region is not taken for a wrong resource.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from iamscope.logic.patterns import intersects
from iamscope.logic.remember import remembered
from iamscope.spec import ResourceType, load
from iamscope.syntax.arn import Arn
from iamscope.syntax.variables import without_variables

#: No ARN is longer; what exceeds either counts as a pattern that fits everything.
_LONGEST = 2048
_LONGEST_WITH_QUESTION_MARKS = 512
#: Answers for longer ones are not remembered.
_REMEMBERED = 256


class ArnFormat(NamedTuple):
    """A format of a resource type, named `service:type`.

    `region` and `account` are as documented, empty where the ARN has none; `resource` is a pattern for what stands
    behind the account, `head` the part of it before its first `*`.
    """

    resource_type: str
    region: str
    account: str
    resource: str
    head: str


@remembered(1024)
def formats_of(service: str) -> tuple[ArnFormat, ...]:
    """The formats of ARNs with exactly this service field, of whatever service's resource types."""
    return tuple(
        form for kind in load().resource_types_of_arn_service(service) for form in _formats_of_type(kind, service)
    )


def _formats_of_type(kind: ResourceType, service: str) -> list[ArnFormat]:
    found = []
    for text in kind.arn_formats:
        arn = Arn.parse(text)
        if arn is not None and arn.service == service:
            resource = without_variables(arn.resource)
            head = resource.partition("*")[0]
            found.append(ArnFormat(f"{kind.service}:{kind.name}", arn.region, arn.account, resource, head))
    return found


def fitting_formats(service: str, resource: str) -> tuple[ArnFormat, ...]:
    """The formats of a service that fit what a pattern has behind the account."""
    formats = formats_of(service)
    if not formats or _is_beyond_judging(resource):
        return formats
    return (_fitting_remembered if len(resource) <= _REMEMBERED else _fitting)(service, resource)


def _fitting(service: str, resource: str) -> tuple[ArnFormat, ...]:
    pattern = without_variables(resource)
    head = pattern.partition("*")[0]
    return tuple(form for form in formats_of(service) if _agree(form.head, head) and _meet(form, pattern))


_fitting_remembered = lru_cache(maxsize=8192)(_fitting)


def _meet(form: ArnFormat, pattern: str) -> bool:
    """Whether some text belongs to a format and to a pattern that start alike."""
    if "*" in pattern:
        # One ends in `*`: its earlier `*`, or this one, takes what the other starts with; the other's `*` takes all up
        # to that end, where what is left of the other is taken in turn.
        if form.resource[-1:] == "*" or (pattern[-1:] == "*" and form.resource != form.head):
            return True
    elif len(form.resource) == len(form.head) + 1:  # nothing behind the only `*`
        return len(pattern) >= len(form.head)
    return intersects(form.resource, pattern)


def _agree(first: str, second: str) -> bool:
    """Whether two texts with `?` in them can start alike, as far as the shorter one goes."""
    if "?" not in first and "?" not in second:
        return first.startswith(second) or second.startswith(first)
    return all(a == b or a == "?" or b == "?" for a, b in zip(first, second, strict=False))


def fits_types(arn: Arn, names: tuple[str, ...]) -> bool:
    """Whether the ARN of a pattern can be that of a resource of one of these types (`s3:bucket`), field by field.

    Here a placeholder stands for one character at least: an ARN without a Region is none of an access point.
    """
    if any(map(_is_beyond_judging, arn)):
        return True
    fields = tuple(map(without_variables, arn))
    return any(all(map(intersects, form, fields)) for name in names for form in _type_patterns(name))


@lru_cache(maxsize=64)
def _type_patterns(name: str) -> tuple[tuple[str, ...], ...]:
    prefix, _, kind = name.partition(":")
    service = load().service(prefix)
    found = service.resource_types.get(kind) if service is not None else None
    arns = map(Arn.parse, found.arn_formats if found is not None else ())
    return tuple(tuple(without_variables(field, "?*") for field in arn) for arn in arns if arn is not None)


def _is_beyond_judging(text: str) -> bool:
    return len(text) > (_LONGEST_WITH_QUESTION_MARKS if "?" in text else _LONGEST)


def arn_text(arn: Arn) -> str:
    """An ARN as it is written."""
    return ":".join(("arn", *arn))


def is_literal(field: str) -> bool:
    """Whether a field stands for itself alone: it has no wildcard and no variable."""
    return "*" not in field and "?" not in field and "${" not in field


def is_account_id(field: str) -> bool:
    """Whether a field is twelve digits."""
    return len(field) == 12 and field.isascii() and field.isdigit()
