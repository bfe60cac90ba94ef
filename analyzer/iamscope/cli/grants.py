"""`iamscope grants`: does a policy allow any of this?"""

from __future__ import annotations

import click

from iamscope.cli.params import POLICY_TYPE
from iamscope.cli.policy_checks import check_options, run_check
from iamscope.errors import UsageError
from iamscope.inputs.reading import ReadPolicy
from iamscope.policy_types import PolicyType


@click.command("grants")
@click.option("--action", "actions", multiple=True, metavar="ACTION", help="An action, wildcards allowed; repeatable.")
@click.option(
    "--resource", "resources", multiple=True, metavar="ARN", help="A resource, wildcards allowed; repeatable."
)
@click.option(
    "--type",
    "policy_type",
    type=POLICY_TYPE,
    metavar="TYPE",
    help="What the policies are. Default: told from their content.",
)
@check_options
def command(
    paths: tuple[str, ...],
    actions: tuple[str, ...],
    resources: tuple[str, ...],
    policy_type: PolicyType | None,
    format: str,
    seconds: float,
    color: str,
) -> int:
    """Ask whether the policies in files allow any of the actions on any of the resources, over all requests.

    Without --resource it is any resource that counts, without --action any action. It is what Access Analyzer calls
    CheckAccessNotGranted: the answer is FAIL if a policy grants some of the access.

    Exit status: 0 nothing is granted, 1 some is, or it is not certain, 2 usage or an input that cannot be read, 3
    internal error.
    """
    from iamscope.logic.decide import Allowed, And, find, readable
    from iamscope.policy_checks.access_checks import granted_access, judge, worst
    from iamscope.render.check_results import Checked, Words

    if not actions and not resources:
        raise UsageError("no access is named", "give `--action`, `--resource` or both")
    granted = granted_access(actions, resources)

    def check(policy: ReadPolicy) -> Checked:
        questions = [(And(Allowed(reading), granted), reading) for reading in policy.readings]
        answers = [(readable(question, find(question, seconds=seconds)), reading) for question, reading in questions]
        return Checked(policy, worst([judge(answer, [reading], "that access") for answer, reading in answers]))

    words = Words("grants some of it", "grants none of it", "cannot be decided")
    return run_check(paths, policy_type, tuple(PolicyType), check, words, format, color)
