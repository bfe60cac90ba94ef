"""What of a policy's resources is the resource that it is attached to: a policy cannot speak of any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from iamscope.logic.patterns import covers, intersects
from iamscope.logic.remember import remembered
from iamscope.syntax.ast import Statement
from iamscope.syntax.json_value import HOLE

#: What lies below a resource's ARN and is ruled by its policy, too; `%s` is the ARN.
_PARTS = {
    "AWS::S3::Bucket": ("%s", "%s/*"),
    "AWS::S3::AccessPoint": ("%s", "%s/object/*"),
    "AWS::DynamoDB::Table": ("%s", "%s/index/*"),
    "AWS::Lambda::Function": ("%s", "%s:*"),
    "AWS::Lambda::LayerVersion": ("%s", "%s:*"),
}


class ResourceScope(NamedTuple):
    """The ARN patterns that a resource answers to; none where its ARN is not known."""

    type: str
    patterns: tuple[str, ...]

    @classmethod
    def of(cls, type: str, arn: str) -> ResourceScope:
        """The scope of a resource of a CloudFormation type; where `arn` is none, it is not known."""
        parts = _PARTS.get(type, ("%s",)) if arn.startswith("arn:") else ()
        return cls(type, tuple(part.replace("%s", arn) for part in parts))

    def within(self, allow: Statement, action: str) -> Sequence[str]:
        """The patterns that a statement and the resource have in common for an action; none if it is about another."""
        if allow.element("NotResource") is not None:
            return self._of_action(action) or ("*",)
        given = [resource.value.replace(HOLE, "*") for resource in allow.resources] or ["*"]
        own = self._of_action(action)
        if not own:
            return given
        return list(dict.fromkeys(both for pattern in given for part in own for both in _common(pattern, part)))

    def _of_action(self, action: str) -> tuple[str, ...]:
        """The patterns for an action that is known to work on a bucket or on objects alone; else all."""
        if self.type != "AWS::S3::Bucket" or not self.patterns:
            return self.patterns
        types = _types_of(action)
        bucket, objects = self.patterns
        if "object" in types and "bucket" not in types:
            return (objects,)
        return (bucket,) if "bucket" in types and "object" not in types else self.patterns


def _common(pattern: str, part: str) -> tuple[str, ...]:
    if covers(pattern, part):
        return (part,)
    if covers(part, pattern):
        return (pattern,)
    return (pattern,) if intersects(pattern, part) or "${" in pattern else ()


@remembered(1024)
def _types_of(action: str) -> frozenset[str]:
    """The types of resources that one action works on; none for a pattern or an unknown action."""
    from iamscope.spec import load

    known = None if "*" in action or "?" in action else load().action(action)
    return frozenset() if known is None else frozenset(name.rpartition(":")[2] for name, _ in known.resource_types)
