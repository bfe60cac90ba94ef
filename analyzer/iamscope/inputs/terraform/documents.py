"""The policies that `aws_iam_policy_document` data sources make.

Semantics: the provider's documentation of the data source. Its defaults are the version `2012-10-17` and the effect
`Allow`; `&{…}` stands for `${…}` in resources, principals and conditions; blocks for the same kind of principal, or
the same operator and key, are joined; of principals only the kind `*` with the one identifier `*` becomes a bare `"*"`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamscope.inputs.terraform.blocks import Block
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.templates import Names
from iamscope.inputs.terraform.values import Member, Value, at, constant, list_of, object_of, rounds_of, unknown
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE

TYPE = "aws_iam_policy_document"
_BEFORE = ("source_json", "source_policy_documents")
_AFTER = ("override_json", "override_policy_documents")
SOURCES = (*_BEFORE, *_AFTER)
_LISTS = {
    "actions": "Action",
    "not_actions": "NotAction",
    "resources": "Resource",
    "not_resources": "NotResource",
}
_PRINCIPALS = {"principals": "Principal", "not_principals": "NotPrincipal"}


class _Made(NamedTuple):
    """A block, written or made by a `dynamic`, with the names that are bound in it; None for blocks not known."""

    block: Block | None
    names: Names
    place: Place


class PolicyDocument:
    """The policy of one data source, worked out by an evaluator."""

    def __init__(self, block: Block, evaluator: Evaluator) -> None:
        self._block = block
        self._evaluator = evaluator

    def value(self) -> Value:
        """The policy; statements that are merged into it from elsewhere, and not from this file, are unknown ones."""
        place = self._block.place
        members = [self._text(self._block, "version", "Version", {}) or _default("Version", "2012-10-17", place)]
        id = self._text(self._block, "policy_id", "Id", {})
        if id is not None:
            members.append(id)
        statements = _Statements()
        for document in self._documents(_BEFORE):
            statements.merge(document)
        statements.merge(
            [
                unknown(made.place) if made.block is None else self._statement(made.block, made.names)
                for made in self._made(self._block, "statement", {})
            ]
        )
        for document in self._documents(_AFTER):
            statements.merge(document)
        members.append(Member("Statement", place, list_of(statements.all, place)))
        return object_of(members, place)

    def _documents(self, names: tuple[str, ...]) -> Iterator[list[Value]]:
        """The statements of each document that is merged into this one."""
        for name in names:
            found = self._evaluated(self._block, name, {})
            if found is None or found[1].json == "":
                continue
            _, value = found
            documents = value.items if isinstance(value.json, list) and not value.is_encoded else [value]
            for document in documents:
                yield _statements_of(document) or [unknown(document.origin.place)]

    def _evaluated(self, block: Block, name: str, names: Names) -> tuple[Place, Value] | None:
        """An attribute's place and value; None where it is absent or null."""
        attribute = block.attribute(name)
        if attribute is None:
            return None
        value = at(self._evaluator.evaluate(attribute.expression, names), attribute.expression.place)
        return None if value.json is None else (attribute.key, value)

    def _text(self, block: Block, name: str, element: str, names: Names) -> Member | None:
        found = self._evaluated(block, name, names)
        return None if found is None or found[1].json == "" else Member(element, *found)

    def _statement(self, block: Block, names: Names) -> Value:
        members = []
        sid = self._text(block, "sid", "Sid", names)
        if sid is not None:
            members.append(sid)
        members.append(self._text(block, "effect", "Effect", names) or _default("Effect", "Allow", block.place))
        for name, element in _PRINCIPALS.items():
            principals = self._principals(block, name, names)
            if principals is not None:
                members.append(Member(element, principals.origin.place, principals))
        for name, element in _LISTS.items():
            found = self._evaluated(block, name, names)
            if found is not None and found[1].json != []:
                key, value = found
                members.append(Member(element, key, value if name.endswith("actions") else _with_variables(value)))
        condition = self._condition(block, names)
        if condition is not None:
            members.append(Member("Condition", condition.origin.place, condition))
        return object_of(members, block.place)

    def _principals(self, block: Block, name: str, names: Names) -> Value | None:
        groups = _Groups()
        for made in self._made(block, name, names):
            if made.block is None:
                groups.add_unknown(made.place)
                continue
            kind = self._evaluated(made.block, "type", made.names)
            identifiers = self._evaluated(made.block, "identifiers", made.names)
            if kind is None or identifiers is None:
                continue
            groups.add(kind[1], _with_variables(identifiers[1]), made.place)
        members = groups.members
        if len(members) == 1 and members[0].name == "*" and members[0].value.json == ["*"]:
            return members[0].value.child(0)
        return object_of(members, members[0].key) if members else None

    def _condition(self, block: Block, names: Names) -> Value | None:
        tests: dict[str, tuple[Place, _Groups]] = {}
        for made in self._made(block, "condition", names):
            if made.block is None:
                tests.setdefault(HOLE, (made.place, _Groups()))[1].add_unknown(made.place)
                continue
            test, variable, values = (
                self._evaluated(made.block, name, made.names) for name in ("test", "variable", "values")
            )
            if test is None or variable is None:
                continue
            name = test[1].text or HOLE
            groups = tests.setdefault(name, (test[1].origin.place, _Groups()))[1]
            given = values[1] if values is not None else list_of([], made.place)
            groups.add(variable[1], _with_variables(given), made.place)
        if not tests:
            return None
        members = [
            Member(name, place, unknown(place) if name == HOLE else object_of(groups.members, groups.members[0].key))
            for name, (place, groups) in tests.items()
        ]
        return object_of(members, next(iter(tests.values()))[0])

    def _made(self, block: Block, kind: str, names: Names) -> Iterator[_Made]:
        """The blocks of one kind, written out; those that are not known as one."""
        for written in block.blocks(kind):
            yield _Made(written, names, written.place)
        for dynamic in block.dynamic(kind):
            over = dynamic.attribute("for_each")
            rounds = rounds_of(self._evaluator.evaluate(over.expression, names)) if over is not None else None
            contents = dynamic.blocks("content")
            if rounds is None or len(contents) != 1:
                yield _Made(None, names, dynamic.whole)
                continue
            iterator = dynamic.attribute("iterator")
            name = iterator.expression.text.strip('"') if iterator is not None else kind
            for key, value in rounds:
                bound = object_of(
                    [Member("key", dynamic.place, key), Member("value", dynamic.place, value)], dynamic.place
                )
                yield _Made(contents[0], {**names, name: bound}, dynamic.place)


class _Statements:
    """Statements, of which one with the `Sid` of an earlier one takes its place."""

    def __init__(self) -> None:
        self.all: list[Value] = []
        self._numbers: dict[str, int] = {}

    def merge(self, statements: list[Value]) -> None:
        before = dict(self._numbers)
        for statement in statements:
            sid = statement.member("Sid")
            name = sid.text if sid is not None else None
            if name and HOLE not in name and name in before:
                self.all[before[name]] = statement
                continue
            if name:
                self._numbers.setdefault(name, len(self.all))
            self.all.append(statement)


def _statements_of(document: Value) -> list[Value]:
    """The statements of a document that is known; none of any other."""
    if not document.is_encoded:
        return []
    found = document._replace(is_encoded=False).member("Statement")
    if found is None:
        return []
    return found.items if isinstance(found.json, list) else [found]


class _Groups:
    """Lists of values under names, joined where a name comes again."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Place, list[Value], Place]] = {}

    @property
    def members(self) -> list[Member]:
        return [
            Member(name, key, unknown(place) if HOLE in name else list_of(items, place))
            for name, (key, items, place) in self._found.items()
        ]

    def add(self, name: Value, values: Value, place: Place) -> None:
        items = values.items if isinstance(values.json, list) else [values]
        found = self._found.setdefault(name.text or HOLE, (name.origin.place, [], values.origin.place))
        found[1].extend(items)

    def add_unknown(self, place: Place) -> None:
        self._found.setdefault(HOLE, (place, [], place))


def _default(name: str, text: str, place: Place) -> Member:
    return Member(name, place, constant(text, place))


def _with_variables(value: Value) -> Value:
    """The value with `&{` for what it stands for."""
    if isinstance(value.json, str) and "&{" in value.json:
        text = value.json.replace("&{", "${")
        return value._replace(json=text)
    if isinstance(value.json, list) and any(isinstance(item, str) and "&{" in item for item in value.json):
        return list_of([_with_variables(item) for item in value.items], value.origin.place)
    return value
