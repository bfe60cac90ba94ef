"""`iamscope simulate`: would this request be allowed, and which statement decides?"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

import click

from iamscope.cli.main import CLEAN, FINDINGS
from iamscope.cli.options import color_option
from iamscope.cli.output import style
from iamscope.errors import InputError, UsageError
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Policy

#: The principal of a caller without credentials.
_ANONYMOUS = "anonymous"
#: What AWS attaches to every level of an organization unless somebody takes it away.
_FULL_ACCESS = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
_PATHS = click.Path()


@click.command("simulate")
@click.argument("request_file", required=False, type=_PATHS, metavar="[REQUEST]")
@click.option("--principal", metavar="WHO", help="Who calls: an ARN, an account id, a service, or `anonymous`.")
@click.option("--action", metavar="ACTION", help="What is called, such as s3:GetObject.")
@click.option("--resource", metavar="ARN", help="What it is called on; `*` where the action names no resource.")
@click.option("--resource-account", metavar="ID", help="The account of the resource, where its ARN does not say it.")
@click.option("--management-account", metavar="ID", help="The account that manages the organization.")
@click.option(
    "--context",
    "contexts",
    multiple=True,
    metavar="KEY=VALUE",
    help="A condition key of the request; the same key again makes a list.",
)
@click.option("--identity-policy", "identity", multiple=True, type=_PATHS, metavar="FILE", help="Of the caller.")
@click.option(
    "--resource-policy", "of_resource", type=_PATHS, metavar="FILE", help="Of the resource; a trust policy too."
)
@click.option("--boundary", "boundaries", multiple=True, type=_PATHS, metavar="FILE", help="Permissions boundary.")
@click.option("--session", "of_session", type=_PATHS, metavar="FILE", help="Session policy.")
@click.option(
    "--scp",
    "scps",
    multiple=True,
    type=_PATHS,
    metavar="FILE",
    help="Service control policy, one a level; one that only denies stands beside FullAWSAccess.",
)
@click.option("--rcp", "rcps", multiple=True, type=_PATHS, metavar="FILE", help="Resource control policy.")
@click.option("--endpoint", "endpoints", multiple=True, type=_PATHS, metavar="FILE", help="VPC endpoint policy.")
@click.option(
    "--snapshot",
    "snapshots",
    multiple=True,
    type=_PATHS,
    metavar="PATH",
    help="A snapshot of accounts: it gives what the request does not say of caller, resource and organization.",
)
@click.option(
    "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
@color_option
def command(
    request_file: str | None,
    principal: str | None,
    action: str | None,
    resource: str | None,
    resource_account: str | None,
    management_account: str | None,
    contexts: tuple[str, ...],
    identity: tuple[str, ...],
    of_resource: str | None,
    boundaries: tuple[str, ...],
    of_session: str | None,
    scps: tuple[str, ...],
    rcps: tuple[str, ...],
    endpoints: tuple[str, ...],
    snapshots: tuple[str, ...],
    format: str,
    color: str,
) -> int:
    """Decide one request, and say which statement decides, what blocks it, and which statements came near.

    REQUEST is a YAML or JSON file (`-` is standard input) with the fields principal, action, resource,
    resource_account, context, identity_policies, resource_policy, permission_boundaries, session_policy, scps, rcps,
    vpc_endpoint_policies, management_account, kms_grants, and for S3 those that docs/simulate.md describes. A policy
    is written there, or named by a path relative to the file. Options stand for fields, or add to them.

    Exit status: 0 allowed, 1 not allowed or not certain, 2 usage or an input that cannot be read, 3 internal error.
    """
    from iamscope.inputs.request_files import read_request
    from iamscope.logic.evaluation.explanation import explain
    from iamscope.logic.evaluation.request import parse_request

    fields: dict[str, Any] = read_request(request_file) if request_file is not None else {}
    _set(fields, action=action, resource=resource, resource_account=resource_account)
    _set(fields, management_account=management_account)
    if principal is not None:
        fields["principal"] = None if principal == _ANONYMOUS else principal
    if "principal" not in fields:
        raise UsageError("nobody calls", f"give `--principal`, `{_ANONYMOUS}` for a caller without credentials")
    _add_context(fields, contexts)
    _add(fields, "identity_policies", identity, PolicyType.IDENTITY)
    _add(fields, "permission_boundaries", boundaries, PolicyType.BOUNDARY)
    _add(fields, "vpc_endpoint_policies", endpoints, PolicyType.ENDPOINT)
    _set(fields, resource_policy=_one(of_resource, PolicyType.RESOURCE))
    _set(fields, session_policy=_one(of_session, PolicyType.SESSION))
    _add_levels(fields, "scps", scps, PolicyType.SCP)
    _add_levels(fields, "rcps", rcps, PolicyType.RCP)
    if snapshots:
        fields = _filled(fields, snapshots)
    request = parse_request(fields)
    explanation = explain(request)

    from iamscope.logic.evaluation.evaluate import Verdict
    from iamscope.render import decision as rendering

    if format == "json":
        sys.stdout.write(rendering.as_json(request, explanation))
    else:
        sys.stdout.writelines(rendering.text(request, explanation, style(color)))
    allowed = explanation.decision.decision is Verdict.ALLOWED and not explanation.uncertain
    return CLEAN if allowed else FINDINGS


def _filled(fields: dict[str, Any], paths: tuple[str, ...]) -> dict[str, Any]:
    """The fields of a request with those that a snapshot gives; raises InputError if any of it cannot be read."""
    from iamscope.access.snapshot_requests import SnapshotRequests
    from iamscope.inputs.snapshots import read_snapshot
    from iamscope.logic.evaluation.callers import parse_caller
    from iamscope.logic.evaluation.request import merged

    parts = list(read_snapshot(paths))
    for problem in (problem for part in parts for problem in part.problems):
        raise InputError(f"`{problem.path}`: {problem.message}", problem.help)
    snapshot = SnapshotRequests(parts)
    try:
        caller = parse_caller(fields["principal"])
    except ValueError as error:
        raise InputError(f"`principal`: {error}", "give an ARN, an account id or a service") from None
    return merged(snapshot.of_caller(caller), snapshot.of_resource(str(fields.get("resource", ""))), fields)


def _set(fields: dict[str, Any], **values: object) -> None:
    fields.update({name: value for name, value in values.items() if value is not None})


def _add_context(fields: dict[str, Any], contexts: Iterable[str]) -> None:
    given: dict[str, Any] = {}
    for text in contexts:
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise UsageError(f"`--context {text}` is not KEY=VALUE", "write for example `aws:SourceIp=203.0.113.7`")
        if key in given:
            given[key] = [*given[key], value] if isinstance(given[key], list) else [given[key], value]
        else:
            given[key] = value
    if given:
        known = fields.get("context") or {}
        fields["context"] = {**known, **given} if isinstance(known, dict) else known


def _add(fields: dict[str, Any], name: str, paths: tuple[str, ...], policy_type: PolicyType) -> None:
    if paths:
        fields[name] = [*(fields.get(name) or ()), *(_read(path, policy_type) for path in paths)]


def _add_levels(fields: dict[str, Any], name: str, paths: tuple[str, ...], policy_type: PolicyType) -> None:
    if paths:
        levels = [_level(_read(path, policy_type)) for path in paths]
        fields[name] = [*(fields.get(name) or ()), *levels]


def _level(policy: Policy) -> list[Any]:
    """A level of the organization with this policy: one that allows nothing cannot be the only one there."""
    allows = any(statement.allows for statement in policy.statements)
    return [policy] if allows else [_FULL_ACCESS, policy]


def _one(path: str | None, policy_type: PolicyType) -> Policy | None:
    return None if path is None else _read(path, policy_type)


def _read(path: str, policy_type: PolicyType) -> Policy:
    """The one policy of a file that was named; `FILE#NAME` names one of several."""
    from iamscope.inputs.policy_references import read_one

    try:
        return read_one(path, policy_type)
    except InputError as error:
        raise error.of(path) from error
