"""The findings of `iamscope paths`: their codes, how grave they are, and their documentation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from iamscope.access.kinds import Kind, as_rule
from iamscope.findings import FindingType
from iamscope.policy_types import PolicyType
from iamscope.rule import AnyRule

OUTSIDE_TO_ADMIN = "OUTSIDE_TO_ADMIN"
OUTSIDE_TO_ADMIN_IF = "OUTSIDE_TO_ADMIN_IF"
ESCALATION_TO_ADMIN = "ESCALATION_TO_ADMIN"
ASSUMES_ADMIN = "ASSUMES_ADMIN"

_DOCS = {
    OUTSIDE_TO_ADMIN: """Somebody outside can become an administrator.

A chain of roles, or of roles and escalations, leads from everyone, from an account that is none of yours, or from an
identity provider to an administrator, and no condition on the way is left to hope for. Each step may look harmless
alone; the finding shows all of them.

Break the chain where it costs least: mostly at its first step, by a trust policy that names who is meant, or at the
last, by taking a permission away that nobody needs.""",
    OUTSIDE_TO_ADMIN_IF: """Somebody outside can become an administrator if conditions hold.

As `OUTSIDE_TO_ADMIN`, but some step has a condition that policies do not decide: an external ID, the subject of a
token, an address. Whoever meets it walks the whole chain.

Check that the condition keeps to those who are meant, and whether they need an administrator's power.""",
    ESCALATION_TO_ADMIN: """A principal that is no administrator can become one by an escalation.

Its permissions are enough to take over something stronger: it passes an administrator's role to a service, changes code
that runs with one, rewrites a trust policy, makes credentials, or changes its own policies. In effect it is an
administrator, and so is whoever reaches it.

Narrow the permission that the finding shows: name the roles that may be passed and the services that they may be passed
to, or put a permissions boundary on the principal.""",
    ASSUMES_ADMIN: """A principal that is no administrator may assume an administrator's role.

That is often meant: it is how people and pipelines get rights for a while. But the role is then only as safe as each
principal that may assume it.

Ask for MFA where people do it, name the principals in the role's trust policy, and keep their number small.""",
}
_SUMMARIES = {
    OUTSIDE_TO_ADMIN: (FindingType.SECURITY_WARNING, "way from outside to an administrator", 9.8),
    OUTSIDE_TO_ADMIN_IF: (FindingType.WARNING, "way from outside to an administrator under conditions", 7.0),
    ESCALATION_TO_ADMIN: (FindingType.WARNING, "privilege escalation to an administrator", 8.0),
    ASSUMES_ADMIN: (FindingType.SUGGESTION, "administrator's role that others assume", 4.0),
}

#: Every kind by its code, documented like a rule.
KINDS: Mapping[str, AnyRule] = MappingProxyType(
    {
        code: as_rule(code, Kind(*summary, _DOCS[code]), PolicyType.IDENTITY, PolicyType.TRUST)
        for code, summary in _SUMMARIES.items()
    }
)
