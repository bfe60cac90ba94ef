"""Types of command-line parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Generic, TypeVar

import click

from iamscope.findings import FindingType
from iamscope.policy_types import AWS_NAMES, PolicyType, parse_policy_type
from iamscope.rule import Persona

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

T = TypeVar("T")

#: `AWS::Service::Resource`
_LEAST_SEPARATORS = 2


class Named(click.ParamType[T], Generic[T]):
    """One of a few values, read by `parse` (which raises ValueError); `shown` are completed and listed."""

    def __init__(
        self, name: str, parse: Callable[[str], T], shown: Iterable[str], accepted: Iterable[str] = ()
    ) -> None:
        self.name = name
        self._parse = parse
        self._shown = tuple(shown)
        self._accepted = (*self._shown, *accepted)

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> T:
        try:
            return self._parse(str(value))
        except ValueError:
            self.fail(f"`{value}` is none of {', '.join(f'`{name}`' for name in self._accepted)}", param, ctx)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in self._shown if name.lower().startswith(incomplete.lower())]


class CommaSeparated(click.ParamType[tuple[str, ...]]):
    """Words between commas; the option may be given several times."""

    name = "list"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        return value if isinstance(value, tuple) else tuple(word for word in str(value).split(",") if word.strip())


class ResourceTypeName(click.ParamType[str]):
    """A type as CloudFormation writes it."""

    name = "type"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not all(part.isalnum() for part in text.split("::")) or text.count("::") < _LEAST_SEPARATORS:
            self.fail(f"`{text}` is no type of CloudFormation, such as `AWS::S3::Bucket`", param, ctx)
        return text


POLICY_TYPE = Named("type", parse_policy_type, PolicyType, AWS_NAMES)
FINDING_TYPE = Named("type", lambda text: FindingType(text.upper().replace("-", "_")), FindingType)
PERSONA = Named("name", lambda text: Persona(text.lower()), Persona)
COMMA_SEPARATED = CommaSeparated()
RESOURCE_TYPE = ResourceTypeName()
