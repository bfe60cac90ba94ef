"""The role that SAM makes for a function or state machine that names none.

Source: the AWS SAM specification, AWS::Serverless::Function (`Policies`, `AssumeRolePolicyDocument`): names and ARNs of
managed policies, policy documents, and SAM's own policy templates, which allow little and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from iamscope.inputs.snapshots.fields import Field
from iamscope.syntax.derived import Origin, Resolved, origin_of, resolved_list, resolved_object
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, Json, Object


def implied_role(properties: Field, service: str) -> Field:
    """The properties of the role, as if the template had written it, from those of what `service` runs with it."""
    place = origin_of(properties.place).place
    fields = properties.fields
    trust = fields.get("AssumeRolePolicyDocument")
    made = Resolved(trust.value, origin_of(trust.place)) if trust is not None else _lump(_trust(service), place)
    members = [
        ("AssumeRolePolicyDocument", place, made),
        ("ManagedPolicyArns", place, resolved_list([_attached(each) for each in _texts(fields)], place)),
        ("Policies", place, resolved_list(list(_inline(fields)), place)),
    ]
    members += [
        (name, place, Resolved(fields[name].value, origin_of(fields[name].place)))
        for name in ("PermissionsBoundary", "Tags")
        if name in fields
    ]
    role = resolved_object(members, place)
    return Field(role.value, role.place)


def _trust(service: str) -> Object:
    principal = Object([("Service", service)])
    statement = Object([("Effect", "Allow"), ("Principal", principal), ("Action", "sts:AssumeRole")])
    return Object([("Version", "2012-10-17"), ("Statement", [statement])])


def _policies(fields: dict[str, Field]) -> list[Field]:
    field = fields.get("Policies")
    if field is None:
        return []
    return list(field.items()) if isinstance(field.value, list) else [field]


def _texts(fields: dict[str, Field]) -> Iterator[Field]:
    yield from (each for each in _policies(fields) if each.text and HOLE not in each.text)


def _attached(policy: Field) -> Resolved:
    """A managed policy by its ARN; of AWS's the name suffices."""
    text = policy.text if policy.text.startswith("arn:") else f"arn:aws:iam::aws:policy/{policy.text}"
    return Resolved(text, Origin(origin_of(policy.place).place, ()))


def _inline(fields: dict[str, Field]) -> Iterator[Resolved]:
    for number, policy in enumerate(_policies(fields)):
        if "Statement" in policy.fields:
            place = origin_of(policy.place).place
            document = Resolved(policy.value, origin_of(policy.place))
            name = Resolved(f"Policy{number}", Origin(place, ()))
            yield resolved_object([("PolicyName", place, name), ("PolicyDocument", place, document)], place)


def _lump(value: Json, place: Place) -> Resolved:
    if isinstance(value, Object):
        return resolved_object([(name, place, _lump(item, place)) for name, item in value], place)
    if isinstance(value, list):
        return resolved_list([_lump(item, place) for item in value], place)
    return Resolved(value, Origin(place, ()))
