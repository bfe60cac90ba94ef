"""Policies that another file holds or names: an object, a JSON text, or the path of a file near it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from iamscope.errors import InputError
from iamscope.inputs.documents import wrong
from iamscope.inputs.files import STDIN
from iamscope.inputs.reading import ReadPolicy, TypeChoice, read_policies
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import EmbeddedDocument, Place
from iamscope.syntax.elements import is_text
from iamscope.syntax.json_value import NotJsonError, Object

#: More files than this are not read for one that names them.
_MOST_FILES = 1000
_SHOWN = 5


class References:
    """Reads what the file at `path` refers to: files below its own folder, or below one of `also`."""

    def __init__(self, path: str, also: Iterable[str] = ()) -> None:
        self._folder = "." if path == STDIN else os.path.dirname(path) or "."
        self._allowed = tuple(os.path.realpath(folder) for folder in (self._folder, *also))
        self._read: dict[tuple[str, PolicyType | None], list[ReadPolicy]] = {}

    def policy(self, place: Place, policy_type: PolicyType) -> Policy:
        """The one policy that the value at a place is or names; raises InputError."""
        value = place.value
        if isinstance(value, Object):
            return _policy(place, policy_type)
        if not is_text(value) or not value:
            raise wrong(place, "neither a policy nor the path of one", "write the policy, or a path in quotes")
        if value.lstrip()[:1] == "{":
            try:
                return _policy(EmbeddedDocument(value, place).root, policy_type)
            except NotJsonError:
                raise wrong(place, "a policy in a text that is not JSON", "write the policy itself") from None
        path, _, name = value.partition("#")
        found = self._policies(path, place, policy_type)
        try:
            return _only(found, path, name)
        except InputError as error:
            raise wrong(place, error.message, error.help) from None

    def policies(self, place: Place) -> list[ReadPolicy]:
        """All policies of the file that the text at a place names, each as the type that it is told to be."""
        value = place.value
        if not is_text(value):
            raise wrong(place, "no path of a file", "write a path in quotes")
        return self._policies(value, place, None)

    def path(self, place: Place) -> str:
        """The path of the file or folder that the text at a place names, if it may be read; raises InputError."""
        value = place.value
        if not is_text(value) or not value or "\0" in value:
            raise wrong(place, "no path", "write the path of a file")
        self._refuse_outside(value, place)
        return os.path.normpath(os.path.join(self._folder, value))

    def _refuse_outside(self, path: str, place: Place) -> str:
        """The real path of a file, if it may be read."""
        real = os.path.realpath(os.path.join(self._folder, path))
        if not any(os.path.commonpath([real, folder]) == folder for folder in self._allowed):
            raise wrong(
                place, f"`{path}` lies outside of the folder of this file", "name it on the command line, or move it"
            )
        return real

    def _policies(self, path: str, place: Place, policy_type: PolicyType | None) -> list[ReadPolicy]:
        if "\0" in path:
            raise wrong(place, "no path", "write the path of a file")
        key = self._refuse_outside(path, place), policy_type
        if key not in self._read:
            if len(self._read) >= _MOST_FILES:
                raise wrong(place, f"more than {_MOST_FILES:,} files are named", "spread the cases over several files")
            try:
                shown = os.path.normpath(os.path.join(self._folder, path))
                self._read[key] = read_policies(shown, _choice(policy_type))
            except InputError as error:
                raise wrong(place, f"`{path}`: {error.message}", error.help) from error
        return self._read[key]


def read_one(reference: str, policy_type: PolicyType) -> Policy:
    """The one policy of a file (`PATH#NAME` names one of several) that the user named; raises InputError."""
    path, _, name = reference.partition("#")
    return _only(read_policies(path, _choice(policy_type)), path, name)


def _only(policies: list[ReadPolicy], path: str, name: str) -> Policy:
    found = [item for item in policies if name in ("", item.name)]
    if len(found) == 1:
        return found[0].policy
    if not found:
        raise InputError(f"`{path}` holds no policy called `{name}`", _names(policies, path))
    raise InputError(f"`{path}` holds {len(found)} policies", _names(found, path))


def _names(policies: list[ReadPolicy], path: str) -> str:
    named = ", ".join(f"`{path}#{item.name}`" for item in policies[:_SHOWN])
    return f"name one of them: {named}" + (" and so on" if len(policies) > _SHOWN else "")


def _choice(policy_type: PolicyType | None) -> Callable[[str], TypeChoice | None]:
    chosen = None if policy_type is None else TypeChoice(policy_type, None, "command line")
    return lambda _: chosen


def _policy(place: Place, policy_type: PolicyType) -> Policy:
    value = place.value
    if not isinstance(value, Object) or value.get("Statement") is None:
        raise wrong(place, "no policy: it has no `Statement`", "write a policy document, or the path of one")
    return Policy(value, place, policy_type)
