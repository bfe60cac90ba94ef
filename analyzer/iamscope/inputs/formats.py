"""The formats that policies are found in: how a file of each is told, and what reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from typing import NamedTuple

from iamscope.accepted.suppressions import Suppression
from iamscope.errors import InputError
from iamscope.inputs.policies import FoundPolicy
from iamscope.source import Source
from iamscope.syntax.document import Document


class Reading(NamedTuple):
    """What a file holds: the values that it consists of (one for JSON, several for YAML), and the policies in them.

    `problem` is what keeps a part of the file from being read, while the rest of it was.
    """

    documents: list[Document]
    policies: list[FoundPolicy]
    problem: InputError | None = None


class Format(NamedTuple):
    """A format: its name, the ends of its files' names, the first step of discovery, and the module that reads it.

    `may_hold_policy` is asked of every file of a walk, so it looks for words in the bytes and is quick. The module has
    `read(source, path)`, which returns a `Reading`; it raises NotJsonError for JSON that is none, and InputError with
    the place to blame for a file of any other format that is broken. `path` is the file's own, not the one to show.
    `comments` is the module whose `suppressions(source)` reads the comments, if the format has any.
    """

    name: str
    suffixes: tuple[str, ...]
    may_hold_policy: Callable[[bytes], bool]
    module: str
    comments: str = ""

    def suppressions(self, source: Source) -> Iterable[Suppression]:
        """The suppressions in the comments of a file; nothing of a format that has no comments."""
        if not self.comments:
            return ()
        found: Iterable[Suppression] = import_module(f"iamscope.inputs.{self.comments}").suppressions(source)
        return found

    def read(self, source: Source, path: str) -> Reading:
        """Reads a file; its reader is imported now."""
        reading: Reading = import_module(f"iamscope.inputs.{self.module}").read(source, path)
        return reading


#: Types of resources of a template that are no documents and yet policies.
_GRANTS = (b"AWS::Lambda::Permission", b"AWS::Lambda::LayerVersionPermission", b"AWS::Events::EventBusPolicy")
#: A member `Statement`, also in JSON in a string; to parse YAML takes long, and the word alone is often met.
_YAML_STATEMENT = re.compile(rb"tatements?\\*[\"']?\s*:|\?\s+[\"']?[Ss]tatement")


def _json_may_hold_policy(data: bytes) -> bool:
    return _starts_like_json(data) and (b"tatement" in data or _has_grant(data) or b'"aws_lambda_permission"' in data)


def _starts_like_json(data: bytes) -> bool:
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def _yaml_may_hold_policy(data: bytes) -> bool:
    return _YAML_STATEMENT.search(data) is not None or _has_grant(data)


def _has_grant(data: bytes) -> bool:
    return any(type in data for type in _GRANTS)


def _terraform_may_hold_policy(data: bytes) -> bool:
    return any(word in data for word in (b"tatement", b"file(", b"_permission"))


JSON = Format("JSON", (".json",), _json_may_hold_policy, "json_files")

YAML = Format("YAML", (".yaml", ".yml", ".template"), _yaml_may_hold_policy, "yaml_files", "yaml_comments")

TERRAFORM = Format(
    "Terraform",
    (".tf", ".tofu", ".tf.json", ".tofu.json"),
    _terraform_may_hold_policy,
    "terraform.source_files",
    "terraform.comments",
)

_FORMATS = (JSON, YAML, TERRAFORM)
#: Longer ends first: `main.tf.json` is more than JSON.
_BY_SUFFIX = sorted(
    ((suffix, format) for format in _FORMATS for suffix in format.suffixes), key=lambda item: -len(item[0])
)


#: How the first line of a YAML file begins that is no comment: a mark, a name or an item.
_YAML_LINE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*+(?:---|%YAML|- |[\w\"'][^\s:]*:(?:\s|$))")


#: How a block of Terraform begins that is no comment's line.
_HCL_LINE = re.compile(
    rb"^(?:(?:resource|data)[ \t]+\"[^\"\n]*\"[ \t]+\""
    rb"|(?:module|variable|output|provider)[ \t]+\"|(?:locals|terraform)[ \t]*\{)",
    re.MULTILINE,
)


def format_of(path: str, data: bytes = b"") -> Format:
    """The format of the file at a path, told from its name, else from its first bytes; JSON where nothing tells.

    `data` is given for files that the user named, which may have any name; of others the name must tell.
    """
    name = path.lower()
    other = YAML if _YAML_LINE.match(data) else JSON
    if other is JSON and not _starts_like_json(data) and _HCL_LINE.search(data):
        other = TERRAFORM
    return next((format for suffix, format in _BY_SUFFIX if name.endswith(suffix)), other)
