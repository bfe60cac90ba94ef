"""`iamscope who-can`: which principals can do this?"""

from __future__ import annotations

import re
import sys

import click

from iamscope.cli.accounts import Snapshot, account_option, processes_option, report_problems, snapshot_paths, status
from iamscope.cli.options import color_option
from iamscope.cli.output import style
from iamscope.errors import UsageError

_ACTION = re.compile(r"[A-Za-z0-9-]+:[A-Za-z0-9]+")


@click.command("who-can")
@click.argument("action")
@click.argument("resource")
@snapshot_paths
@click.option("--resource-account", metavar="ID", help="The account of the resource, where its ARN does not say it.")
@click.option(
    "--format", "format", type=click.Choice(["text", "jsonl"]), default="text", show_default=True, help="What to print."
)
@processes_option
@account_option
@color_option
def command(
    action: str,
    resource: str,
    paths: tuple[str, ...],
    resource_account: str | None,
    format: str,
    processes: int | None,
    account: str | None,
    color: str,
) -> int:
    """List the principals who may do ACTION (such as s3:GetObject) on RESOURCE (an ARN).

    PATH is a snapshot of accounts or a repository, as for `iamscope graph`. Identity policies, the resource's own
    policy, permissions boundaries, SCPs and RCPs decide together; what depends on conditions that policies do not
    decide is marked.

    Exit status: 0 the answer is printed, 2 usage or an input that cannot be read, 3 internal error.
    """
    _check(action, resource)
    snapshot = Snapshot(paths, processes, account)
    from iamscope.access.trust_graph.evidence import Evidence
    from iamscope.access.trust_graph.who_can import Question, WhoCan
    from iamscope.render.trust_graph import who_can as rendering

    directory = snapshot.directory_for(action, resource)
    report_problems(directory.problems)
    question = Question(action.lower(), resource, resource_account or "")
    evidence = Evidence(directory, snapshot.reader.part, keeps_spans=False)
    found = WhoCan(directory, question).explain(evidence, snapshot.reader.part)
    chunks = rendering.jsonl(found) if format == "jsonl" else rendering.text(found, style(color))
    for chunk in chunks:
        sys.stdout.write(chunk)
    return status(directory.problems)


def _check(action: str, resource: str) -> None:
    """Raises UsageError for what is no action or no resource."""
    if not _ACTION.fullmatch(action):
        raise UsageError(f"`{action}` is no action", "write one such as `s3:GetObject`, without wildcards")
    if not resource.startswith("arn:") and resource != "*":
        raise UsageError(f"`{resource}` is no resource", "write an ARN, or `*` where the action names no resource")
    from iamscope.spec import load

    spec = load()
    if not spec.action_exists(action):
        suggested = spec.suggest_action(action)
        help = f"did you mean `{suggested}`?" if suggested else "check the spelling"
        raise UsageError(f"there is no action `{action}`", help)
