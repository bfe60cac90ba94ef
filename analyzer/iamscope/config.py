"""The configuration: `iamscope.toml`, or `[tool.iamscope]` in `pyproject.toml`.

A pull request can bring its own, so nothing in it runs code or reaches outside the tree: rule packs are not set here.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from iamscope.accepted.configured_suppressions import ConfiguredSuppression, read_suppressions
from iamscope.errors import UsageError
from iamscope.findings import FindingType
from iamscope.inputs.files import shown_path
from iamscope.policy_types import AWS_NAMES, PolicyType, parse_policy_type
from iamscope.rule import Persona
from iamscope.suggestion import suggestion

if TYPE_CHECKING:
    from iamscope.access.access_settings import AccessSettings

E = TypeVar("E", bound=StrEnum)

FILE_NAMES = ("iamscope.toml", ".iamscope.toml", "pyproject.toml")
#: A configuration larger than this is none.
_MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class PolicyOverride:
    """What the policies in files matching `path` (patterns as in `.gitignore`) are."""

    path: str
    type: PolicyType
    resource_type: str | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a configuration file; `folder` is where its patterns start from.

    `ignore` are rules that are left out, `suppressions` findings that are accepted somewhere; both are written under
    `ignore`.
    """

    folder: str = "."
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_on: FindingType | None = None
    persona: Persona = Persona.DEFAULT
    policies: tuple[PolicyOverride, ...] = ()
    suppressions: tuple[ConfiguredSuppression, ...] = ()
    baseline: str | None = None
    access: AccessSettings | None = None


#: What a configuration may hold.
KEYS = ["select", "ignore", "exclude", "fail-on", "persona", "policies", "baseline", "access"]


def find_config(start: str = ".") -> str | None:
    """The nearest configuration file, from `start` up to the root of its repository."""
    folder = os.path.abspath(start)
    while True:
        for name in FILE_NAMES:
            path = os.path.join(folder, name)
            if os.path.isfile(path) and (name != "pyproject.toml" or _read(path).table is not None):
                return path
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def load_config(path: str) -> Config:
    """The configuration of a file; raises UsageError that names the key that is wrong."""
    text, table = _read(path)
    if table is None:
        raise UsageError(f"`{path}` has no table `[tool.iamscope]`", "add it, or name another file with `--config`")
    return _Reader(path, text).config(table)


class _File(NamedTuple):
    text: str
    table: dict[str, Any] | None


def _read(path: str) -> _File:
    """A configuration file and its table, if it has one."""
    import tomllib

    try:
        with open(path, "rb") as file:
            data = file.read(_MAX_BYTES)
        text = data.decode("utf-8")
        table = tomllib.loads(text)
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise UsageError(f"`{path}` cannot be read: {reason}", "check the path and its permissions") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UsageError(
            f"`{path}` is not valid TOML: {error}".replace("\n", " "), "mend it or run with `--no-config`"
        ) from error
    if os.path.basename(path) != "pyproject.toml":
        return _File(text, table)
    tool = table.get("tool")
    found = tool.get("iamscope") if isinstance(tool, dict) else None
    return _File(text, found if isinstance(found, dict) else None)


class _Reader:
    """Reads the tables of one file, naming it in every error."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    def config(self, table: dict[str, Any]) -> Config:
        self._refuse_unknown(table, KEYS, "")
        ignored, suppressed = self._ignored(table)
        return Config(
            folder=os.path.dirname(os.path.abspath(self.path)),
            select=self._strings(table, "select"),
            ignore=ignored,
            exclude=self._strings(table, "exclude"),
            fail_on=self._choice(table, "fail-on", FindingType, lambda text: text.upper().replace("-", "_")),
            persona=self._choice(table, "persona", Persona, str.lower) or Persona.DEFAULT,
            policies=tuple(self._override(item) for item in self._tables(table, "policies")),
            suppressions=tuple(read_suppressions(shown_path(self.path), self.text, suppressed)),
            baseline=self._path_inside(table, "baseline"),
            access=self._access(table),
        )

    def _access(self, table: dict[str, Any]) -> AccessSettings | None:
        if "access" not in table:
            return None
        from iamscope.access_config import read_access

        known = table["access"] if isinstance(table["access"], dict) else {}
        return read_access(table["access"], self._wrong, self._path_inside(known, "known-accounts"))

    def _ignored(self, table: dict[str, Any]) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
        """Both kinds of items of `ignore`: names of rules, and suppressions."""
        value = table.get("ignore", [])
        if not isinstance(value, list) or not all(isinstance(item, str | dict) for item in value):
            raise self._wrong("ignore", "give a list of strings, or entries under `[[ignore]]`")
        return tuple(item for item in value if isinstance(item, str)), [
            item for item in value if isinstance(item, dict)
        ]

    def _path_inside(self, table: dict[str, Any], key: str) -> str | None:
        """A path, from the folder of the file; it may not lead out of that."""
        value = table.get(key)
        if value is None:
            return None
        folder = os.path.dirname(os.path.abspath(self.path))
        path = os.path.normpath(os.path.join(folder, value)) if isinstance(value, str) and value else ""
        if not path.startswith(os.path.join(folder, "")):
            raise self._wrong(key, "name a file in the folder of the configuration, or below it")
        return path

    def _override(self, table: dict[str, Any]) -> PolicyOverride:
        self._refuse_unknown(table, ["path", "type", "resource-type"], "policies.")
        path, type, resource_type = table.get("path"), table.get("type"), table.get("resource-type")
        if not isinstance(path, str) or not isinstance(type, str):
            raise self._wrong("policies", "each entry needs a `path` and a `type`, both strings")
        if resource_type is not None and not isinstance(resource_type, str):
            raise self._wrong("policies.resource-type", "give a CloudFormation type such as `AWS::S3::Bucket`")
        try:
            return PolicyOverride(path, parse_policy_type(type), resource_type)
        except ValueError:
            known = ", ".join(f"`{name}`" for name in [*PolicyType, *AWS_NAMES])
            raise self._wrong("policies.type", f"`{type}` is none of {known}") from None

    def _choice(self, table: dict[str, Any], key: str, choices: type[E], written: Callable[[str], str]) -> E | None:
        if key not in table:
            return None
        try:
            return choices(written(str(table[key])))
        except ValueError:
            known = ", ".join(f"`{name.value}`" for name in choices)
            raise self._wrong(key, f"give one of {known}") from None

    def _strings(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(key, "give a list of strings")
        return tuple(value)

    def _tables(self, table: dict[str, Any], key: str) -> list[dict[str, Any]]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self._wrong(key, f"write each entry under `[[{key}]]`")
        return value

    def _refuse_unknown(self, table: dict[str, Any], known: list[str], prefix: str) -> None:
        for key in table:
            if key not in known:
                raise UsageError(f"`{self.path}`: unknown key `{prefix}{key}`", suggestion(key, known))

    def _wrong(self, key: str, help: str) -> UsageError:
        return UsageError(f"`{self.path}`: wrong value of `{key}`", help)
