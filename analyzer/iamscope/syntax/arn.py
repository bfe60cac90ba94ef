"""The fields of an ARN."""

from __future__ import annotations

from typing import NamedTuple


class Arn(NamedTuple):
    """`arn:partition:service:region:account:resource`; the resource may hold colons of its own."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @classmethod
    def parse(cls, text: str) -> Arn | None:
        """The ARN that a text is; None where it does not begin with `arn:` or has fewer than six fields."""
        fields = _split(text)
        if len(fields) < 6 or fields[0] != "arn":
            return None
        return cls(*fields[1:])


def _split(text: str) -> list[str]:
    """The first six fields of a text, at colons outside `${…}`: variables such as `${aws:username}` hold colons."""
    if "${" not in text:
        return text.split(":", 5)
    fields: list[str] = []
    start = at = depth = 0
    while at < len(text) and len(fields) < 5:
        if text.startswith("${", at):
            depth += 1
            at += 1
        elif text[at] == "}" and depth:
            depth -= 1
        elif text[at] == ":" and not depth:
            fields.append(text[start:at])
            start = at + 1
        at += 1
    fields.append(text[start:])
    return fields


def field_count(text: str) -> int:
    """How many fields a text has when it is split like an ARN, six at most."""
    return len(_split(text))
