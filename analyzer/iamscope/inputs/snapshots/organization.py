"""An organisation from `organization.json`: its tree of units, its accounts and its policies."""

from __future__ import annotations

from iamscope.access.model import Organization, OrganizationAccount, OrganizationPolicy, Part
from iamscope.errors import InputError
from iamscope.inputs.snapshots.fields import Field, Fields, objects, policy_document, text
from iamscope.results import InputProblem
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Object

_KNOWN_TYPES = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
#: AWS nests units five deep; a tree that is deeper is none.
_MAX_DEPTH = 20


def is_organization(fields: Fields) -> bool:
    """Whether a file's members are those of an organisation."""
    return "Root" in fields and isinstance(fields["Root"].value, Object) and bool({"Id", "Policies"} & set(fields))


def read(document: Document, fields: Fields, path: str) -> Part:
    """The organisation; policies of unknown types and broken ones are named in the part's problems and left out."""
    problems: list[InputProblem] = []
    policies = {
        policy.id: policy
        for id, field in (fields["Policies"].fields if "Policies" in fields else {}).items()
        if (policy := _policy(id, field, document.source.path, problems)) is not None
    }
    accounts: dict[str, OrganizationAccount] = {}
    pending: list[tuple[Fields, tuple[str, ...], tuple[tuple[str, ...], ...]]] = [(fields["Root"].fields, (), ())]
    while pending:
        unit, path_to, levels = pending.pop()
        here, level = (*path_to, text(unit, "Id")), (*levels, _policy_ids(unit))
        for account in objects(unit, "Accounts"):
            id = text(account, "Id")
            accounts[id] = OrganizationAccount(id, text(account, "Name"), here, (*level, _policy_ids(account)))
        if len(here) < _MAX_DEPTH:
            pending += [(child, here, level) for child in objects(unit, "OrganizationalUnits")]
    organization = Organization(
        text(fields, "Id"), text(fields, "ManagementAccountId"), accounts, policies, document.root
    )
    return Part(path=path, organization=organization, problems=tuple(problems))


def _policy_ids(unit: Fields) -> tuple[str, ...]:
    return tuple(item.text for item in unit["Policies"].items()) if "Policies" in unit else ()


def _policy(id: str, field: Field, shown: str, problems: list[InputProblem]) -> OrganizationPolicy | None:
    fields = field.fields
    type = text(fields, "Type")
    if type not in _KNOWN_TYPES:
        message = f"policy `{id}` is of the type `{type}`, which has no bearing on access; it is left out"
        problems.append(InputProblem(shown, message, "", False, field.place.span))
        return None
    try:
        if "Content" not in fields:
            raise InputError("has no `Content`", "describe the policy with `aws organizations describe-policy`")
        document = policy_document(fields["Content"], id).document
    except InputError as error:
        message = f"policy `{id}` {error.message}; it is left out"
        problems.append(InputProblem(shown, message, error.help, False, field.place.span))
        return None
    return OrganizationPolicy(id, text(fields, "Name"), type, document)
