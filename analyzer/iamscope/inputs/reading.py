"""Reads a file for its policies, each as the type that was chosen or that can be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from iamscope.errors import InputError
from iamscope.inputs.files import decode, read_bytes, shown_path
from iamscope.inputs.formats import format_of
from iamscope.inputs.policies import FoundPolicy, resembles_policy
from iamscope.inputs.policy_kind import guess_policy_type
from iamscope.policy_types import PolicyType, resolve_policy_type
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import NotJsonError

if TYPE_CHECKING:
    from iamscope.syntax.syntax_problems import SyntaxProblem

#: Signs of a template language: such a file becomes JSON or YAML only later. CloudFormation's own `{{resolve:…}}` and
#: YAML's `<<:` are none.
_TEMPLATE_MARKS = re.compile(r"\{\{(?!resolve:)|\{%|<%|<<(?!:)")


class TypeChoice(NamedTuple):
    """A policy type that was set, and by what: `command line` or `configuration`."""

    policy_type: PolicyType
    resource_type: str | None
    set_by: str


class ReadPolicy(NamedTuple):
    """A policy of a file: the file as reports show it, how it was found, its tree, and how its type was told."""

    path: str
    found: FoundPolicy
    policy: Policy
    type_from: str

    @property
    def readings(self) -> tuple[Policy, ...]:
        """The policy, and the same under other conditions of its template."""
        policy = self.policy
        others = (Policy(place.value, place, policy.policy_type, policy.resource_type) for place in self.found.others)
        return (policy, *others)

    @property
    def name(self) -> str:
        """What holds it (`MyRole.Policies[0].PolicyDocument`), else its JSON pointer, empty for a whole file."""
        return self.found.container.name or self.found.place.pointer


def with_type(found: FoundPolicy, shown: str, chosen: TypeChoice | None) -> ReadPolicy:
    """A found policy as the chosen type, else as the one that its container, its file or its content tells."""
    if chosen is not None:
        policy_type = resolve_policy_type(chosen.policy_type, chosen.resource_type)
        resource_type, told_from = chosen.resource_type, chosen.set_by
    else:
        untyped = Policy(found.value, found.place, PolicyType.IDENTITY)
        policy_type, told_from = guess_policy_type(untyped, found.names, shown, found.container)
        resource_type = found.container.resource_type
    return ReadPolicy(shown, found, Policy(found.value, found.place, policy_type, resource_type), told_from)


def whole_documents(documents: Iterable[Document], *, chosen: bool) -> list[FoundPolicy]:
    """The documents that are meant as policies though none has the shape of one: all, if somebody chose the type."""
    return [FoundPolicy(item.root, item.value, ()) for item in documents if chosen or resembles_policy(item.value)]


def read_policies(
    path: str,
    choose_type: Callable[[str], TypeChoice | None] = lambda _: None,
    data: bytes | None = None,
    scope: str | None = None,
) -> list[ReadPolicy]:
    """The policies of a named file (or of `data` as if these were its bytes); `scope` as in `Source`.

    Raises InputError, with the place, for a file that cannot be read or that holds no policy.
    """
    if data is None:
        data = read_bytes(path)
    source = decode(data, shown_path(path), scope)
    chosen = choose_type(path)
    documents, found = _find(path, data, source)
    found = found or whole_documents(documents, chosen=chosen is not None)
    if not found:
        raise InputError("holds no policy", "a policy is an object with a `Statement`")
    return [with_type(policy, source.path, chosen) for policy in found]


def met_policies(
    path: str, choose_type: Callable[[str], TypeChoice | None], data: bytes, scope: str | None = None
) -> list[ReadPolicy]:
    """The policies of a file that a walk met and that has these bytes; most files have none.

    Raises InputError, with the place, for a file that was meant to hold some and cannot be read.
    """
    if not format_of(path, data).may_hold_policy(data):
        return []
    source = decode(data, shown_path(path), scope)
    try:
        _, found = _find(path, data, source)
    except InputError:
        if seems_policy(source.text):
            raise
        return []
    return [with_type(policy, source.path, choose_type(path)) for policy in found]


def seems_policy(text: str) -> bool:
    """Whether a text that cannot be parsed has the words of a policy, and no template language is to blame."""
    return all(word in text for word in ("Statement", "Effect", "Action")) and _TEMPLATE_MARKS.search(text) is None


def _find(path: str, data: bytes, source: Source) -> tuple[list[Document], list[FoundPolicy]]:
    try:
        documents, found, _ = format_of(path, data).read(source, path)
    except NotJsonError:
        from iamscope.syntax.syntax_problems import syntax_problems

        raise _wrong_text(syntax_problems(source)) from None
    for policy in found:
        if isinstance(policy.value, str):
            from iamscope.syntax.syntax_problems import text_problems

            raise _wrong_text(text_problems(policy.place))
    return documents, found


def _wrong_text(problems: Sequence[SyntaxProblem]) -> InputError:
    return InputError(problems[0].message, problems[0].help, problems[0].span)
