"""Reads requests from files: who asks for what, and the policies that bear on it."""

from __future__ import annotations

from typing import Any

from iamscope.inputs.documents import entries, members, plain, read_document
from iamscope.inputs.policy_references import References
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Place
from iamscope.syntax.elements import Element
from iamscope.syntax.json_value import Object

#: The fields of a request that hold a policy, a list of policies, and a list of levels of policies.
ONE = {"resource_policy": PolicyType.RESOURCE, "session_policy": PolicyType.SESSION}
SEVERAL = {
    "identity_policies": PolicyType.IDENTITY,
    "permission_boundaries": PolicyType.BOUNDARY,
    "vpc_endpoint_policies": PolicyType.ENDPOINT,
}
LEVELS = {"scps": PolicyType.SCP, "rcps": PolicyType.RCP}
#: The field with a policy among its members, and what that is called.
ACCESS_POINT = "access_point"
_POLICY = "policy"


def read_request(path: str) -> dict[str, Any]:
    """The request of a file, as `simulate` takes it, policies with their places; raises InputError."""
    document = read_document(path)
    references = References(path)
    return {name: field(element, references) for name, element in members(document.root).items()}


def field(element: Element, references: References) -> Any:
    """The value of a field of a request; raises InputError."""
    name, value, place = element
    if value is None:
        return None
    if name in ONE:
        return references.policy(place, ONE[name])
    if name in SEVERAL:
        return [references.policy(item, SEVERAL[name]) for item in entries(place)]
    if name in LEVELS:
        return [_level(item, LEVELS[name], references) for item in entries(place)]
    if name == ACCESS_POINT:
        return {member: _of_point(each, references) for member, each in members(place).items()}
    return plain(place)


def _of_point(element: Element, references: References) -> Any:
    """The value of a member of an access point."""
    if element.name.lower() == _POLICY and element.value is not None:
        return references.policy(element.place, PolicyType.RESOURCE)
    return plain(element.place)


def _level(place: Place, policy_type: PolicyType, references: References) -> list[Policy]:
    value = place.value
    if isinstance(value, Object) and value.get("policies") is not None:
        place = members(place)["policies"].place
    return [references.policy(item, policy_type) for item in entries(place)]
