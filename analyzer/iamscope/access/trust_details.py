"""What Access Analyzer does not say of a trust: who really gets in by a provider, and who answers for a third party."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from iamscope.access.external_policies import ExternalGrant
from iamscope.logic.statements.federation import SAML, claims, provider_of
from iamscope.logic.statements.oidc_issuers import SharedIssuer, admits_strangers, is_open, is_positive, shared_issuer
from iamscope.logic.statements.service_principals import unguarded_services
from iamscope.logic.statements.star_conditions import Holds, star_condition
from iamscope.syntax.ast import Condition, ConditionValue, Policy, Principal, Statement

_EXTERNAL_ID = "sts:externalid"


class Kind(StrEnum):
    """What a row of `iamscope access` is about; all but the first are this project's."""

    EXTERNAL_ACCESS = "ExternalAccess"
    OIDC_TRUST = "OidcTrust"
    SAML_TRUST = "SamlTrust"
    THIRD_PARTY = "ThirdParty"
    UNGUARDED_SERVICE = "UnguardedService"


class TrustDetail(NamedTuple):
    """What is known of a trust: `who` gets in, in plain words, and whether they are more than those it means."""

    kind: Kind
    who: str
    is_open: bool


def federated_detail(grant: ExternalGrant) -> TrustDetail | None:
    """Who gets in by an identity provider; None for any other principal."""
    for statement in grant.statements:
        for principal in statement.principals:
            if principal.kind == "Federated" and principal.value == grant.principal.value:
                return _of_provider(statement, principal)
    return None


def _of_provider(statement: Statement, principal: Principal) -> TrustDetail | None:
    provider = provider_of(principal)
    if provider is None:
        return None
    if provider.kind == SAML:
        return TrustDetail(Kind.SAML_TRUST, f"whoever `{principal.value}` lets sign in", False)
    if not provider.issuer:
        return TrustDetail(Kind.OIDC_TRUST, f"whoever `{principal.value}` makes tokens for", False)
    issuer = shared_issuer(provider.issuer)
    if issuer is None:
        return _of_own_issuer(statement, provider.issuer)
    wanted = _tenant_values(statement, provider.issuer, issuer)
    if not wanted:
        return TrustDetail(Kind.OIDC_TRUST, issuer.who, True)
    wide = [text for text, is_wide in wanted if is_wide]
    shown = ", ".join(f"`{text}`" for text in (wide or [text for text, _ in wanted]))
    return TrustDetail(Kind.OIDC_TRUST, f"tokens of `{provider.issuer}` for {shown}", bool(wide))


def _of_own_issuer(statement: Statement, issuer: str) -> TrustDetail:
    subjects = [
        value.value
        for claim, condition in claims(statement, issuer)
        if claim == "sub" and is_positive(condition)
        for value in condition.values
    ]
    shown = ", ".join(f"`{subject}`" for subject in subjects) or "any subject"
    return TrustDetail(Kind.OIDC_TRUST, f"tokens of `{issuer}` for {shown}", False)


def _tenant_values(statement: Statement, name: str, issuer: SharedIssuer) -> list[tuple[str, bool]]:
    """The values of claims that say whose token it is, each with whether strangers' tokens match it.

    Where one claim is narrow, the token must have it, so that another's wideness does not matter.
    """
    found: list[list[tuple[str, bool]]] = []
    for claim, condition in claims(statement, name):
        if claim not in issuer.tenant_claims or not is_positive(condition):
            continue
        operator = condition.operator
        if operator.if_exists or operator.qualifier == "ForAllValues":
            continue
        found.append([(value.value, _is_wide(value, condition, claim, issuer)) for value in condition.values])
    narrow = [values for values in found if values and not any(is_wide for _, is_wide in values)]
    return (narrow or found)[0] if found else []


def _is_wide(value: ConditionValue, condition: Condition, claim: str, issuer: SharedIssuer) -> bool:
    return is_open(value, condition) or (claim == "sub" and admits_strangers(value, condition, issuer))


def asks_for_external_id(statement: Statement) -> bool:
    """Whether a trust policy's statement asks for an external id, and not for just any."""
    for condition in statement.conditions_on(_EXTERNAL_ID):
        operator = condition.operator
        if is_positive(condition) and not operator.if_exists and not operator.qualifier:
            return star_condition(condition) is None or star_condition(condition) is Holds.NEVER
    return False


def services_without_source(policy: Policy) -> Iterator[tuple[Statement, Principal]]:
    """The service principals that could be made to act for strangers: they say for whom they call, and nobody asks."""
    for statement in policy.statements:
        for principal in unguarded_services(statement):
            yield statement, principal
