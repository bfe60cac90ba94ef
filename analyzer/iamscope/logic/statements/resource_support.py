"""Whether an action can be about the resources that a statement names."""

from __future__ import annotations

from functools import lru_cache

from iamscope.logic.patterns import intersects
from iamscope.spec import Action, load
from iamscope.syntax.arn import Arn
from iamscope.syntax.ast import ResourcePattern
from iamscope.syntax.variables import without_variables

#: No ARN is longer.
_LONGEST = 2048


def may_be_about(action: Action, pattern: ResourcePattern) -> bool:
    """Whether a pattern of `Resource` matches a resource that an action works on, as far as is known.

    Compared are the service and what stands behind the account, so that a wrong Region is not taken for a wrong
    resource. An action without resources is about `*`, which no ARN matches. One that is about tags may be about
    whatever the service has: where several services share a prefix, only one's list of it is published.
    """
    arn = pattern.arn
    if arn is None or len(pattern.value) > _LONGEST:
        return True
    service, resource = without_variables(arn.service), without_variables(arn.resource)
    formats = _formats(action.service, action.name)
    return formats is None or any(
        intersects(form_service, service) and intersects(form_resource, resource)
        for form_service, form_resource in formats
    )


@lru_cache(maxsize=1024)
def _formats(service: str, name: str) -> tuple[tuple[str, str], ...] | None:
    """The services and resources of the ARNs that an action works on, as patterns; None where they are not known."""
    known = load().service(service)
    action = known.action(name) if known is not None else None
    if known is None or action is None or action.undocumented:
        return None
    found = []
    kinds = known.resource_types if _is_about_tags(action) else [kind for kind, _ in action.resource_types]
    for kind in kinds:
        resource_type = known.resource_types.get(kind)
        arns = [Arn.parse(text) for text in resource_type.arn_formats] if resource_type is not None else [None]
        for arn in arns:
            if arn is None:
                return None
            found.append((without_variables(arn.service), without_variables(arn.resource)))
    return tuple(found)


def _is_about_tags(action: Action) -> bool:
    """Whether an action works on the tags of resources that the service lists for it."""
    return "Tag" in action.name and bool(action.resource_types)
