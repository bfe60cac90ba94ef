"""Short names of nodes, and words for mechanisms, for people."""

from __future__ import annotations

from iamscope.access.trust_graph.graph import Node, NodeKind


def short_name(node: Node) -> str:
    """A node without what its account already says: `role/deploy`, `everyone`, `lambda.amazonaws.com`."""
    if node.kind is NodeKind.EVERYONE:
        return "everyone"
    if node.kind is NodeKind.ADMINISTRATOR:
        return "administrator"
    if node.id.startswith("arn:") and node.id.count(":") >= 5:
        return node.id.split(":", 5)[5]
    return node.id


def full_name(node: Node) -> str:
    """A node for a person who sees no account beside it."""
    if node.kind is NodeKind.EVERYONE:
        return "everyone with an AWS account"
    if node.kind is NodeKind.ADMINISTRATOR:
        return f"administrator of {node.account}"
    return node.id


_VERBS = {
    "access-key": "makes an access key of",
    "assume": "assumes",
    "boundary-removal": "takes its permissions boundary away and becomes",
    "console-password": "sets the password of",
    "deny-removal": "takes a deny of its own away and becomes",
    "group-membership": "joins a group and becomes",
    "passrole": "passes to {service} and takes over",
    "policy-edit": "strengthens a principal that it can become, and becomes",
    "policy-version": "goes back to another version of a policy of its own and becomes",
    "saml-provider": "takes over an identity provider of, and assumes,",
    "self-admin": "makes itself",
    "trust-rewrite": "rewrites the trust policy of, and assumes,",
    "update-code": "changes the code of a function that runs as",
    "workload": "takes over something in {service} that runs as",
}


def verb(mechanism: str) -> str:
    """What a principal does by a mechanism, in front of whom it gains."""
    name, _, service = mechanism.partition(":")
    known = _VERBS.get(name)
    return f"gains by `{mechanism}`" if known is None else known.format(service=service)
