"""Turns rows of external access into findings with a code, words and places, and into rows to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from iamscope.access import finding_kinds as kinds
from iamscope.access.analysis import AccessRow, Analysis
from iamscope.access.model import Part
from iamscope.access.trust_details import Kind
from iamscope.findings import Finding, FindingType, Location
from iamscope.inputs.files import shown_path
from iamscope.policy_types import PolicyType
from iamscope.results import InputProblem, PolicyResult
from iamscope.syntax.ast import Statement
from iamscope.syntax.document import Place

#: More actions than these are counted, not listed.
_MOST_ACTIONS = 3
_HELP = {
    kinds.PUBLIC_ACCESS: "name the accounts that are meant, or ask for `aws:PrincipalOrgID`",
    kinds.EXTERNAL_ACCESS: "trust the account in the configuration, archive the finding, or take the principal out",
    kinds.THIRD_PARTY_WITHOUT_EXTERNAL_ID: "ask for the agreed `sts:ExternalId`",
    kinds.FEDERATED_ACCESS: "check that these are the identities that are meant",
    kinds.FEDERATED_ACCESS_BY_STRANGERS: "ask for a subject that names its owner in full",
    kinds.SERVICE_ACCESS_WITHOUT_SOURCE: "ask for `aws:SourceAccount` or `aws:SourceArn`",
}


class FileAccess(NamedTuple):
    """What one file of a snapshot shares: rows to print, findings with their places (where those were asked for), how
    grave the findings are, how many roles and resources it has, how many rows are archived, and problems with the file.
    """

    rows: tuple[Mapping[str, Any], ...]
    results: tuple[PolicyResult, ...]
    types: frozenset[FindingType]
    judged: int
    archived: int
    problems: tuple[InputProblem, ...]


class Names(NamedTuple):
    """Whose accounts are, by id: names to show beside the ids."""

    accounts: Mapping[str, str]

    def of(self, principal: str) -> str:
        """The name of the account of a principal; empty where it is not known."""
        return self.accounts.get(principal.split(":", 5)[4] if principal.count(":") > 4 else principal, "")


def file_rows(part: Part, analysis: Analysis, names: Names, *, archived: bool) -> FileAccess:
    """What a part shares, as rows alone; `archived` says whether to keep what archive rules accept."""
    return _file_access(part, analysis, list(analysis.rows(part)), names, archived=archived)


def file_findings(part: Part, analysis: Analysis, names: Names, *, archived: bool) -> FileAccess:
    """What a part shares, with findings that show where."""
    rows = list(analysis.rows(part))
    shown = [row for row in rows if archived or row.archived_by is None]
    results = tuple(_result(together, names) for together in _by_resource(shown))
    return _file_access(part, analysis, rows, names, archived=archived)._replace(results=results)


def _file_access(part: Part, analysis: Analysis, rows: list[AccessRow], names: Names, *, archived: bool) -> FileAccess:
    active = [row for row in rows if row.archived_by is None]
    types = {
        kinds.KINDS[_code(access)].finding_type for resource in _by_resource(active) for access in _by_access(resource)
    }
    shown = rows if archived else active
    path = shown_path(part.path)
    written = tuple({**row.to_dict(), **_named(row, names), "path": _path(row) or path} for row in shown)
    judged = len(part.roles) + len(part.resources)
    problems = (*part.problems, *analysis.problems(part))
    return FileAccess(written, (), frozenset(types), judged, len(rows) - len(active), problems)


def _path(row: AccessRow) -> str:
    """The file that a row's resource stands in: a module has several."""
    return row.place.document.source.path if row.place is not None else ""


def _named(row: AccessRow, names: Names) -> dict[str, str]:
    name = names.of(row.finding.principal.get("AWS", ""))
    return {"accountName": name} if name else {}


def _by_resource(rows: Iterable[AccessRow]) -> list[list[AccessRow]]:
    return [list(group) for _, group in groupby(rows, key=lambda row: id(row.place))]


def _by_access(rows: Iterable[AccessRow]) -> list[list[AccessRow]]:
    """Rows that tell of one access: Access Analyzer's, and what is known beside it."""
    by_id: dict[str, list[AccessRow]] = {}
    for row in rows:
        by_id.setdefault(row.finding.id, []).append(row)
    return list(by_id.values())


def _result(rows: list[AccessRow], names: Names) -> PolicyResult:
    findings = tuple(_finding(access, names) for access in _by_access(rows))
    first = rows[0]
    place = _root(first)
    policy = first.policy
    return PolicyResult(
        findings[0].span.source.path,
        place.pointer,
        policy.policy_type if policy is not None else PolicyType.RESOURCE,
        first.finding.resource_type,
        "container",
        findings,
        first.finding.resource,
    )


def _finding(rows: list[AccessRow], names: Names) -> Finding:
    code = _code(rows)
    first = rows[0]
    locations = tuple(_locations(first))
    return Finding(
        code,
        kinds.KINDS[code].finding_type,
        _message(rows, code, names),
        _HELP[code],
        locations[:1],
        related=locations[1:],
        identity=first.finding.id,
    )


def _code(rows: list[AccessRow]) -> str:
    detail = next((row.detail for row in rows if row.detail is not None), None)
    if rows[0].kind is Kind.UNGUARDED_SERVICE:
        return kinds.SERVICE_ACCESS_WITHOUT_SOURCE
    if detail is not None:
        return kinds.FEDERATED_ACCESS_BY_STRANGERS if detail.is_open else kinds.FEDERATED_ACCESS
    if rows[0].finding.is_public:
        return kinds.PUBLIC_ACCESS
    if any(row.external_id is False for row in rows):
        return kinds.THIRD_PARTY_WITHOUT_EXTERNAL_ID
    return kinds.EXTERNAL_ACCESS


def _message(rows: list[AccessRow], code: str, names: Names) -> str:
    finding = rows[0].finding
    detail = next((row.detail for row in rows if row.detail is not None), None)
    (principal,) = finding.principal.values()
    who = detail.who if detail is not None else "everyone" if principal == "*" else f"`{principal}`"
    if detail is None:
        name = names.of(principal)
        who += f" ({name})" if name else ""
    text = f"{who} can {_actions(finding.action)} on `{finding.resource or finding.resource_type}`"
    if detail is None and finding.condition:
        text += " with " + " and ".join(f"`{key}` of `{value}`" for key, value in finding.condition.items())
    if code == kinds.THIRD_PARTY_WITHOUT_EXTERNAL_ID:
        text += " without an external ID"
    elif any(row.external_id for row in rows):
        text += " with an external ID"
    return text


def _actions(actions: tuple[str, ...]) -> str:
    shown = ", ".join(f"`{action}`" for action in actions[:_MOST_ACTIONS])
    return shown if len(actions) <= _MOST_ACTIONS else f"{shown} and {len(actions) - _MOST_ACTIONS} more"


def _locations(row: AccessRow) -> Iterator[Location]:
    """The principal in each statement that lets it in; of a setting, the resource."""
    root = _root(row)
    policy = row.policy
    if policy is None or not row.statements:
        yield Location((), (row.place or root).span)
        return
    by_number = {statement.index: statement for statement in policy.statements}
    for number in row.statements:
        statement = by_number.get(number)
        if statement is not None:
            place = _principal(statement, row.finding.principal)
            yield Location(place.path(policy.place), place.span)


def _principal(statement: Statement, principal: Mapping[str, str]) -> Place:
    (value,) = principal.values()
    for entry in statement.principals:
        if entry.value == value or f"::{value}:" in entry.value:
            return entry.place
    element = statement.first("Principal", "NotPrincipal")
    return element.place if element is not None else statement.place


def _root(row: AccessRow) -> Place:
    if row.policy is not None and row.statements:
        return row.policy.place
    assert row.place is not None  # noqa: S101 (rows of a snapshot have one)
    return row.place
