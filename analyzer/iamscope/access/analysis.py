"""External access over a whole snapshot: one row for each finding, decided once for each distinct policy and zone."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from iamscope.access.archive_rules import archiving
from iamscope.access.external import POLICY, Exposure, ExternalAccessFinding, exposures, stable_id
from iamscope.access.model import OrganizationPolicy, Part, Resource, Role
from iamscope.access.resource_types import ROLE
from iamscope.access.resources import SharedResource
from iamscope.access.shared_resources import shared_resource, shared_role
from iamscope.access.trust_details import (
    Kind,
    TrustDetail,
    asks_for_external_id,
    federated_detail,
    services_without_source,
)
from iamscope.access.zones import Zones
from iamscope.inputs.files import shown_path
from iamscope.logic.arn_formats import is_account_id
from iamscope.logic.patterns import intersects
from iamscope.policy_types import PolicyType
from iamscope.results import InputProblem
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.document import Place

_RCP = "RESOURCE_CONTROL_POLICY"


class AccessRow(NamedTuple):
    """One thing to say: the finding, its kind, what is known beside it, and the statements (by number) that make it.

    `policy` is where those stand; `place` is that of the resource itself.
    """

    kind: Kind
    finding: ExternalAccessFinding
    owner: str
    restriction: str
    detail: TrustDetail | None
    external_id: bool | None
    archived_by: str | None
    statements: tuple[int, ...]
    policy: Policy | None
    place: Place | None

    def to_dict(self) -> dict[str, Any]:
        """The row under Access Analyzer's names, with `kind` and what this project adds."""
        row = {
            **self.finding.to_dict(),
            "kind": self.kind.value,
            "resourceOwnerAccount": self.owner,
            "resourceControlPolicyRestriction": self.restriction,
            "status": "ARCHIVED" if self.archived_by is not None else "ACTIVE",
        }
        if self.archived_by is not None:
            row["archivedBy"] = self.archived_by
        if self.detail is not None:
            row |= {"who": self.detail.who, "isOpen": self.detail.is_open}
        if self.external_id is not None:
            row["externalId"] = self.external_id
        return row


class _Reason(NamedTuple):
    """An exposure in a form that serves every resource with an equal policy."""

    exposure: ExternalAccessFinding
    statements: tuple[int, ...]
    detail: TrustDetail | None
    external_id: bool | None


class Analysis:
    """Finds the external access of parts of a snapshot, under the zones that hold for all of it."""

    def __init__(self, zones: Zones, known: Container[str] = ()) -> None:
        """`known` are the ids of findings that are not to be made again."""
        self._zones = zones
        self._known = known
        self._decided: dict[str, list[_Reason]] = {}
        self._restrictions: dict[tuple[str, str], str] = {}

    def rows(self, part: Part) -> Iterator[AccessRow]:
        """The rows of one part, in the order of its roles and resources."""
        for role in part.roles:
            shared = shared_role(role)
            if shared is not None:
                yield from self._rows_of(shared, role.place)
        for resource in part.resources:
            other = shared_resource(resource)
            if other is not None:
                yield from self._rows_of(other, resource.place)

    def problems(self, part: Part) -> Iterator[InputProblem]:
        """That it cannot be told who is outside, for a part with resources of which nothing says whose they are."""
        everything: list[Role | Resource] = [*part.roles, *part.resources]
        homeless = [each for each in everything if not each.account]
        if homeless and not self._zones.of("").accounts:
            others = f" and {len(homeless) - 1} more are" if len(homeless) > 1 else " is"
            message = f"whose `{homeless[0].arn}`{others} cannot be told, so only public access is reported"
            help = "give the zone of trust by `--account`, or put a snapshot into the folder `accounts/<id>`"
            yield InputProblem(shown_path(part.path), message, help, False, homeless[0].place.span)

    def _rows_of(self, resource: SharedResource, place: Place) -> Iterator[AccessRow]:
        owner = resource.owner or ""
        for reason in self._reasons(resource):
            is_anybodys = reason.exposure.is_public or "Federated" in reason.exposure.principal
            if not (self._zones.of(owner).accounts or is_anybodys):
                continue  # whose the resource is, is not known, and so not who is outside
            finding = _of_resource(reason.exposure, resource)
            if finding.id in self._known:
                continue
            restriction = self._restriction(owner, resource)
            for kind in _kinds(reason):
                row = AccessRow(
                    kind,
                    finding,
                    owner,
                    restriction,
                    reason.detail if kind is not Kind.THIRD_PARTY else None,
                    reason.external_id if kind is Kind.THIRD_PARTY else None,
                    None,
                    reason.statements,
                    resource.policy,
                    place,
                )
                rule = archiving(self._zones.settings.archive_rules, row.to_dict())
                yield row if rule is None else row._replace(archived_by=rule.name)

    def _reasons(self, resource: SharedResource) -> list[_Reason]:
        key = self._key(resource)
        found = self._decided.get(key) if key else None
        if found is None:
            found = self._decide(resource)
            if key:
                self._decided[key] = found
        return found

    def _key(self, resource: SharedResource) -> str:
        """What the decision of a trust policy depends on; empty for other policies, which name their resource."""
        if resource.policy is None or resource.type.name != ROLE:
            return ""
        text, owner = repr(resource.policy.value), resource.owner or ""
        zone = self._zones.of(owner)
        asks_for_owner = "Resource" in text or "${" in text or not zone.has_account(owner)
        return f"{owner if asks_for_owner else ''} {id(zone)} {text}"

    def _decide(self, resource: SharedResource) -> list[_Reason]:
        zone = self._zones.of(resource.owner or "")
        found = [_reason(exposure) for exposure in exposures(resource, zone)]
        return found + (list(_services(resource)) if resource.policy is not None else [])

    def _restriction(self, owner: str, resource: SharedResource) -> str:
        """Whether a resource control policy bears on the type's actions: it is not applied, only named."""
        key = owner, resource.type.name
        if key not in self._restrictions:
            organization = self._zones.organization_of(owner)
            levels = () if organization is None else organization.policies_by_level(owner, _RCP)
            applies = any(_denies_any(policy, resource.type.services) for level in levels for policy in level)
            self._restrictions[key] = "APPLICABLE" if applies else "NOT_APPLICABLE"
        return self._restrictions[key]


def _denies_any(policy: OrganizationPolicy, services: tuple[str, ...]) -> bool:
    return any(
        statement.denies and any(intersects(action.value.lower(), f"{service}:*") for service in services)
        for statement in policy.document.policy(PolicyType.RCP).statements
        for action in statement.actions
    )


def _reason(exposure: Exposure) -> _Reason:
    detail = None
    if exposure.grant is not None and exposure.grant.principal.kind == "Federated":
        detail = federated_detail(exposure.grant)
    account = _account_of(exposure.finding.principal)
    is_trust = account is not None and exposure.finding.resource_type == ROLE
    external_id = all(map(asks_for_external_id, exposure.statements)) if is_trust else None
    return _Reason(exposure.finding, _numbers(exposure.statements), detail, external_id)


def _numbers(statements: tuple[Statement, ...]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(statement.index for statement in statements))


def _account_of(principal: Mapping[str, str]) -> str | None:
    value = principal.get("AWS", "")
    account = value.split(":", 5)[4] if value.count(":") > 4 else value
    return account if is_account_id(account) else None


def _services(resource: SharedResource) -> Iterator[_Reason]:
    """A row for every service that could be made to act on a resource for strangers."""
    assert resource.policy is not None  # noqa: S101 (asked by the caller)
    for statement, principal in services_without_source(resource.policy):
        who = {"Service": principal.value}
        id = stable_id(resource.arn, who, {"type": Kind.UNGUARDED_SERVICE.value})
        actions = tuple(action.value for action in statement.actions)
        finding = ExternalAccessFinding(
            resource.arn, resource.type.name, who, actions, {}, False, ({"type": POLICY},), id
        )
        detail = TrustDetail(Kind.UNGUARDED_SERVICE, f"`{principal.value}`, for whichever account it calls", True)
        yield _Reason(finding, (statement.index,), detail, None)


def _kinds(reason: _Reason) -> Iterator[Kind]:
    if reason.detail is not None and reason.detail.kind is Kind.UNGUARDED_SERVICE:
        yield Kind.UNGUARDED_SERVICE
        return
    yield Kind.EXTERNAL_ACCESS
    if reason.detail is not None:
        yield reason.detail.kind
    if reason.external_id is not None:
        yield Kind.THIRD_PARTY


def _of_resource(finding: ExternalAccessFinding, resource: SharedResource) -> ExternalAccessFinding:
    """A finding that was made for another resource with the same policy."""
    if finding.resource == resource.arn:
        return finding
    parts = [finding.principal, finding.condition, *finding.sources]
    return replace(finding, resource=resource.arn, id=stable_id(resource.arn, *parts))
