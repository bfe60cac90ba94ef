"""Identity providers in trust policies: what a `Federated` principal names, and which condition keys are its claims."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from iamscope.syntax.arn import Arn
from iamscope.syntax.ast import Condition, Principal, Statement
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE

SAML = "saml"
OIDC = "oidc"

# a host name, perhaps with a port and a path, as an issuer without its `https://`
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?(?:/[^\s*?]*)?")


class Provider(NamedTuple):
    """An identity provider: `kind` is `saml`, `oidc` or empty for what is neither or cannot be told.

    `issuer` is the host (and path) of an OIDC provider in lower case, as it stands before the claim in condition
    keys; empty where it has wildcards or is not known.
    """

    kind: str
    issuer: str = ""


UNKNOWN = Provider("")


def provider_of(principal: Principal) -> Provider | None:
    """The provider that a principal names; None where the principal is not federated at all."""
    if principal.kind != "Federated":
        return None
    value = principal.value
    if "${" in value:
        return UNKNOWN
    if value.startswith("arn:"):
        arn = Arn.parse(value)
        if arn is None or arn.service != "iam":
            return UNKNOWN
        kind, _, name = arn.resource.partition("/")
        if kind == "saml-provider" and name:
            return Provider(SAML)
        if kind == "oidc-provider" and name:
            return Provider(OIDC, "" if principal.has_wildcard or HOLE in name else _issuer(name))
        return UNKNOWN
    return Provider(OIDC, _issuer(value)) if _HOST.fullmatch(value) else UNKNOWN


def _issuer(name: str) -> str:
    return name.lower().rstrip("/")


def claim_of(condition: Condition, issuer: str) -> str | None:
    """The claim of this issuer that a condition is about, in lower case; None for any other key."""
    key = condition.key_name
    if not key.startswith(issuer):
        return None
    rest = key[len(issuer) :].removeprefix("/")  # issuers are registered with and without a final slash
    return rest[1:] if rest.startswith(":") else None


def known_place(principal: Principal) -> Place:
    """Where to report what is true of a principal: where a part of its ARN is not known (most often the account),
    that is the name of the element, since nothing is said at places that could hold anything."""
    element = principal.statement.element(principal.element)
    return element.place.key if element is not None and HOLE in principal.value else principal.place


def claims(statement: Statement, issuer: str) -> Iterator[tuple[str, Condition]]:
    """The conditions of a statement on claims of this issuer, each with the name of the claim."""
    for condition in statement.conditions:
        claim = claim_of(condition, issuer)
        if claim is not None:
            yield claim, condition


def oidc_principals(statement: Statement) -> Iterator[tuple[Principal, Provider]]:
    """The principals of a statement that are OIDC providers whose issuer is known."""
    for principal in statement.principals:
        provider = provider_of(principal)
        if provider is not None and provider.issuer:
            yield principal, provider


def claims_by_issuer(statement: Statement) -> dict[str, list[tuple[str, Condition]]]:
    """The conditions of a statement by what may be the issuer in their keys, each with the name of the claim.

    A key is cut at its first and at its last colon, since both the port of an issuer and the name of a claim may
    hold colons; most of the issuers are therefore none.
    """
    found: dict[str, list[tuple[str, Condition]]] = {}
    for condition in statement.conditions:
        key = condition.key_name
        for at in {key.find(":"), key.rfind(":")} - {-1}:
            found.setdefault(_issuer(key[:at]), []).append((key[at + 1 :], condition))
    return found


def audience_conditions(statement: Statement, *, custom: bool = False) -> Iterator[Condition]:
    """The conditions on the audience (`<issuer>:aud`) of the statement's OIDC principals.

    `custom` leaves out the providers that are named by a domain, which are those that AWS knows by itself.
    """
    conditions = [condition for condition in statement.conditions if condition.key_name.endswith(":aud")]
    if not conditions:
        return
    issuers = {
        provider.issuer
        for principal, provider in oidc_principals(statement)
        if not custom or principal.value.startswith("arn:")
    }
    for condition in conditions:
        if _issuer(condition.key_name[: -len(":aud")]) in issuers:
            yield condition
