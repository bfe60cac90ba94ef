"""The findings of `iamscope access`: their codes, how grave they are, and their documentation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from iamscope.access.kinds import Kind, as_rule
from iamscope.findings import FindingType
from iamscope.policy_types import PolicyType
from iamscope.rule import AnyRule

PUBLIC_ACCESS = "PUBLIC_ACCESS"
EXTERNAL_ACCESS = "EXTERNAL_ACCESS"
THIRD_PARTY_WITHOUT_EXTERNAL_ID = "THIRD_PARTY_WITHOUT_EXTERNAL_ID"
FEDERATED_ACCESS = "FEDERATED_ACCESS"
FEDERATED_ACCESS_BY_STRANGERS = "FEDERATED_ACCESS_BY_STRANGERS"
SERVICE_ACCESS_WITHOUT_SOURCE = "SERVICE_ACCESS_WITHOUT_SOURCE"

_DOCS = {
    PUBLIC_ACCESS: """Everyone can reach a resource.

A policy, an access control list or an attribute shares the resource with anyone at all, or with anyone who has an AWS
account. Conditions on what the caller can choose (his user agent, his tags, the name of his role) keep nobody out, and
a Deny that he can evade takes nothing away.

Name the accounts that are meant, or add a condition on `aws:PrincipalOrgID`. For a bucket, Block Public Access keeps
the public out whatever its policies say.""",
    EXTERNAL_ACCESS: """A principal outside the zone of trust can reach a resource.

The zone of trust is an account or an organisation: see `organization`, `accounts` and `trusted-accounts` in the
configuration. Whoever is outside it is external, whatever his request must bring besides (MFA, an external ID); the
values that he cannot choose are shown with the finding.

If the access is meant, say so with an archive rule, or add the account to the trusted ones; if it is not, take the
principal out of the policy.""",
    THIRD_PARTY_WITHOUT_EXTERNAL_ID: """Another account can become a role and need not give an external ID.

A third party acts for many customers with one identity. Without an external ID that it keeps to one customer, any other
of its customers who learns the role's ARN can have it use that role: the confused deputy.

Ask for the ID that you have agreed on with the third party, by `StringEquals` on `sts:ExternalId`. An account of your
own that is only outside the zone of trust belongs to `trusted-accounts`.""",
    FEDERATED_ACCESS: """Identities of a provider can become a role.

Federated principals are external even where the provider's object lies in your own account: who gets a token is decided
outside. The finding says whose tokens the conditions let in.""",
    FEDERATED_ACCESS_BY_STRANGERS: """Identities that are not yours can become a role.

The provider makes out tokens for everybody, such as GitHub for the workflows of every repository, and the conditions do
not keep to those that are meant: the claim is not tested, is a wildcard, or begins like a name that anyone may take.

Ask for a subject that names the owner in full, such as `repo:OWNER/NAME:ref:refs/heads/main`.""",
    SERVICE_ACCESS_WITHOUT_SOURCE: """An AWS service may use a resource on behalf of anyone.

The service says for whose resource it calls, in `aws:SourceArn` and `aws:SourceAccount`, and no condition asks for
either: a stranger who points his own resource at this one has the service act for him.

Ask for `aws:SourceAccount`, or better for `aws:SourceArn`.""",
}
_SUMMARIES = {
    PUBLIC_ACCESS: (FindingType.SECURITY_WARNING, "resource shared with everyone", 9.0),
    EXTERNAL_ACCESS: (FindingType.WARNING, "resource shared outside the zone of trust", 5.0),
    THIRD_PARTY_WITHOUT_EXTERNAL_ID: (FindingType.WARNING, "third party without an external ID", 6.5),
    FEDERATED_ACCESS: (FindingType.SUGGESTION, "role for identities of a provider", 2.0),
    FEDERATED_ACCESS_BY_STRANGERS: (FindingType.SECURITY_WARNING, "role for identities of strangers", 8.5),
    SERVICE_ACCESS_WITHOUT_SOURCE: (FindingType.SUGGESTION, "service that may act for anyone", 3.0),
}

#: Every kind by its code, documented like a rule.
KINDS: Mapping[str, AnyRule] = MappingProxyType(
    {
        code: as_rule(code, Kind(*summary, _DOCS[code]), PolicyType.RESOURCE, PolicyType.TRUST)
        for code, summary in _SUMMARIES.items()
    }
)
