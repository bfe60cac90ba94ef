"""Finds policies anywhere in a JSON document, by their shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import NamedTuple

from iamscope.inputs.placeholders import Finder, all_placeholders, has_placeholders, markup
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.document import EmbeddedDocument, Place
from iamscope.syntax.json_value import HOLE, Json, NotJsonError, Object, is_unknown

#: A policy in a string in a string in a string is the deepest that anyone writes.
_MAX_EMBEDDED = 4
_VERSIONS = ("2012-10-17", "2008-10-17")
_ACTIONS = frozenset({"action", "notaction"})
#: What no text of a policy in JSON lacks.
_WORDS = ('"Statement"', '"Effect"', 'Action"')
_SCOPES = frozenset({"resource", "notresource", "principal", "notprincipal", "condition", "sid"})


class Container(NamedTuple):
    """What is known of a policy from what holds it: its type, the CloudFormation type of the resource that it is
    attached to, and a readable name (`MyRole.Policies[0].PolicyDocument`).
    """

    policy_type: PolicyType | None = None
    resource_type: str | None = None
    name: str = ""


#: Of a policy that nothing is known of but itself.
UNTOLD = Container()


class FoundPolicy(NamedTuple):
    """A policy document: its place, its value, the names of the members that lead to it, and what holds it.

    One whose value is a string is a text that is meant as a policy and is not JSON.

    `others` are the same policy under other conditions of a template: further readings of the one text.
    """

    place: Place
    value: Json
    names: tuple[str, ...]
    container: Container = UNTOLD
    others: tuple[Place, ...] = ()


class Verdict(Enum):
    """What a value is for a search that knows what holds it."""

    POLICY = auto()
    STATEMENTS = auto()
    """A statement or list of statements, without the policy around them."""
    INSIDE = auto()
    """No policy itself, but it may hold some."""
    NOTHING = auto()
    """Neither a policy nor does it hold any."""


#: Judges a value by the names of the members that lead to it; None leaves it to the value's shape.
Judge = Callable[[tuple[str, ...], Json], Verdict | None]


def find_policies(
    root: Place, names: tuple[str, ...] = (), judge: Judge = lambda *_: None, find: Finder | None = None
) -> Iterator[FoundPolicy]:
    """The policies in the value at a place, in order: values of a policy's shape at any depth, templates and strings
    that hold such, and lists of statements that stand alone.

    `find` tells placeholders, which become holes. By default they are all that are no policy variables; but in a policy
    that is all of a JSON file, as AWS takes it, `${…}` is a variable, known or not.
    """
    in_file = markup if find is None and root.document.is_json else find
    search = _Search(judge, find or all_placeholders, in_file or all_placeholders)
    yield from search.policies(root, names)


class _Search(NamedTuple):
    """A search for policies: `find_in_root` tells the placeholders of one that is all of its file, `find` those of any
    other; `depth` counts the strings that what is searched was written in.
    """

    judge: Judge
    find: Finder
    find_in_root: Finder
    depth: int = 0

    def policies(self, root: Place, names: tuple[str, ...]) -> Iterator[FoundPolicy]:
        """The policies in the value at a place, which these names lead to."""
        # an explicit stack: a stranger's file may nest as deep as the decoder allows
        document = root.document
        pending: list[tuple[Json, tuple[int, ...], tuple[str, ...]]] = [(root.value, root.steps, names)]
        while pending:
            value, steps, names = pending.pop()
            if isinstance(value, str):
                if "tatement" in value and self.depth < _MAX_EMBEDDED:
                    yield from self._in_text(_filled(Place(document, steps), self.find), names)
                continue
            verdict = self.judge(names, value) or _by_shape(names, value)
            if verdict is Verdict.POLICY:
                place = _filled(document.written_at(steps), self.find if steps else self.find_in_root)
                yield FoundPolicy(place, place.value, names)
            elif verdict is Verdict.STATEMENTS:
                yield _bare_statements(_filled(Place(document, steps), self.find), names)
            elif verdict is Verdict.INSIDE and isinstance(value, Object) and is_template(value):
                from iamscope.inputs.cloudformation import template_policies

                yield from template_policies(Place(document, steps), value)
            elif verdict is Verdict.INSIDE:
                pending += reversed(list(_below(value, steps, names)))

    def _in_text(self, place: Place, names: tuple[str, ...]) -> Iterator[FoundPolicy]:
        """The policies in the string at a place; the string itself if it was meant as one and is no JSON."""
        inner = list(_embedded(place))
        deeper = _Search(self.judge, self.find, self.find, self.depth + 1)
        for root in inner:
            yield from deeper.policies(root, names)
        text = place.value
        if inner or not isinstance(text, str) or text.lstrip()[:1] != "{" or HOLE in text:
            return
        if self.judge(names, text) is Verdict.POLICY or all(word in text for word in _WORDS):
            yield FoundPolicy(place, text, names)


def _filled(place: Place, find: Finder) -> Place:
    """The value at a place with holes in the stead of placeholders."""
    if not has_placeholders(place.value, find):
        return place
    from iamscope.inputs.filling import fill

    return fill(place, find)


def _below(
    value: Json, steps: tuple[int, ...], names: tuple[str, ...]
) -> Iterator[tuple[Json, tuple[int, ...], tuple[str, ...]]]:
    if isinstance(value, Object):
        for step, (name, item) in enumerate(value):
            if isinstance(item, Object | list | str):
                yield item, (*steps, step), (*names, name)
    elif isinstance(value, list):
        for step, item in enumerate(value):
            if isinstance(item, Object | list | str):
                yield item, (*steps, step), names


def _by_shape(names: tuple[str, ...], value: Json) -> Verdict:
    if isinstance(value, Object):
        return Verdict.POLICY if is_policy(value) else Verdict.INSIDE
    alone = isinstance(value, list) and bool(names) and names[-1].lower().endswith("statements")
    return Verdict.STATEMENTS if alone and _are_statements(value) else Verdict.INSIDE


def _are_statements(value: Json) -> bool:
    """Whether all that is known of a list are statements, written as AWS writes them."""
    known = [item for item in value if not is_unknown(item)] if isinstance(value, list) else []
    return bool(known) and all(
        isinstance(item, Object) and item.get("Effect") is not None and _is_statement(item) for item in known
    )


def _bare_statements(place: Place, names: tuple[str, ...]) -> FoundPolicy:
    """The policy that whoever takes a list of statements makes of it."""
    from iamscope.syntax.derived import Origin, Resolved, origin_of, resolved_object

    origin = origin_of(place)
    members = [
        ("Version", origin.place, Resolved("2012-10-17", Origin(origin.place, ()))),
        ("Statement", origin.place, Resolved(place.value, origin)),
    ]
    policy = resolved_object(members, origin.place)
    return FoundPolicy(policy.place, policy.value, names)


def is_template(value: Object) -> bool:
    """Whether an object is a CloudFormation template: one with resources that have a type such as `AWS::S3::Bucket`."""
    resources = value.get("Resources")
    if not isinstance(resources, Object):
        return False
    types = [item.get("Type") for _, item in resources if isinstance(item, Object)]
    return any(isinstance(kind, str) and "::" in kind for kind in types)


def _embedded(outer: Place) -> Iterator[Place]:
    """The documents written in the string at a place: one of JSON, or some of YAML where it has lines."""
    text = outer.value
    if not isinstance(text, str):
        return
    if text.lstrip()[:1] in ("{", "["):
        place = _json_in(outer)
        if place is not None:
            yield place
    elif "\n" in text and "tatement:" in text:
        from iamscope.errors import InputError
        from iamscope.inputs.yaml_files import documents

        try:
            found = documents(Source(outer.document.source.path, text), outer)
        except InputError:  # words about statements, no YAML
            return
        yield from (document.root for document in found if isinstance(document.value, Object | list))


def _json_in(outer: Place) -> Place | None:
    """The document of JSON in the string at a place; None where it is none, whatever its holes are."""
    text = str(outer.value)
    try:
        return EmbeddedDocument(text, outer).root
    except NotJsonError:
        if HOLE not in text:
            return None
    from iamscope.inputs.filling import quote_bare_holes

    quoted = quote_bare_holes(outer)
    try:
        return EmbeddedDocument(str(quoted.value), quoted).root
    except NotJsonError:
        return None


def is_policy(value: Object) -> bool:
    """Whether an object has the shape of a policy: a statement with two of effect, actions and what they are about.

    Names count in any case: `statement` is a mistake to report, not a reason to look away.
    """
    statement: Json = None
    for name, item in value:
        if name.lower() == "statement":
            statement = item
    if isinstance(statement, Object):
        return _is_statement(statement)
    if not isinstance(statement, list):
        return False
    if not statement:
        return value.get("Version") in _VERSIONS
    return any(isinstance(item, Object) and _is_statement(item) for item in statement)


def _is_of_stack(statement: Object) -> bool:
    """Whether a statement is one of a CloudFormation stack policy, which are written alike and say what may change."""
    actions = statement.get("Action") or statement.get("NotAction")
    names = actions if isinstance(actions, list) else [actions]
    return all(isinstance(name, str) and name.startswith("Update:") for name in names)


def _is_statement(value: Object) -> bool:
    names = {name.lower() for name, _ in value}
    signs = ("effect" in names) + bool(names & _ACTIONS) + bool(names & _SCOPES)
    return signs >= 2 and not _is_of_stack(value)


def resembles_policy(value: Json) -> bool:
    """Whether a whole file that was named is meant as a policy, however broken: it has statements or AWS's version.

    A version alone may be anybody's: unless there is nothing else, it must be one of the policy language.
    """
    if not isinstance(value, Object):
        return False
    members = {name.lower(): item for name, item in value}
    if "statement" in members:
        return True
    return "version" in members and (members["version"] in _VERSIONS or members.keys() <= {"version", "id"})
