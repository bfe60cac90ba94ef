"""`iamscope public`: does a resource policy give the public access?"""

from __future__ import annotations

import click

from iamscope.cli.policy_checks import check_options, run_check
from iamscope.errors import InputError
from iamscope.inputs.reading import ReadPolicy
from iamscope.policy_types import PolicyType

_OF_RESOURCES = (PolicyType.RESOURCE, PolicyType.TRUST)


@click.command("public")
@click.option(
    "--resource-type",
    metavar="TYPE",
    help="What the policies are attached to, such as AWS::S3::Bucket. Default: told from what holds them, or from the "
    "services of their actions.",
)
@click.option("--why", is_flag=True, help="Say of each statement what keeps it from being public.")
@check_options
def command(
    paths: tuple[str, ...], resource_type: str | None, why: bool, format: str, seconds: float, color: str
) -> int:
    """Ask whether the resource policies in files give the public access, over all requests.

    Public is who has no credentials, or those of any account at all. It is what Access Analyzer calls
    CheckNoPublicAccess: the answer is FAIL if a policy is public. For a bucket it is also said whether S3 itself, which
    looks at no Deny, calls the policy public (Block Public Access).

    Exit status: 0 not public, 1 public or not certain, 2 usage or an input that cannot be read, 3 internal error.
    """
    from iamscope.access.checked_types import checked_type
    from iamscope.logic.buckets.public_to_s3 import is_public_to_s3
    from iamscope.policy_checks.access_checks import CheckResult, CheckVerdict, worst
    from iamscope.policy_checks.not_public import reasons
    from iamscope.policy_checks.public_check import check_no_public_access
    from iamscope.render.check_results import Checked, Words
    from iamscope.syntax.ast import Policy

    def check(policy: ReadPolicy) -> Checked:
        kind = resource_type or checked_type(policy.policy)
        if kind is None:
            raise InputError(
                f"what {policy.name or 'the policy'} is attached to cannot be told",
                "give `--resource-type`, such as AWS::S3::Bucket",
            )

        def of_tree(tree: Policy) -> CheckResult:
            return check_no_public_access(tree, resource_type=kind, seconds=seconds)

        result = worst([of_tree(reading) for reading in policy.readings])
        remarks = reasons(policy.policy, of_tree) if why and result.result is CheckVerdict.PASS else []
        if kind.startswith("AWS::S3::") and is_public_to_s3(policy.policy) != (result.result is not CheckVerdict.PASS):
            said = "public" if result.result is CheckVerdict.PASS else "not public"
            remarks.append(f"Block Public Access calls it {said}: S3's own meaning of public is another one")
        return Checked(policy, result, tuple(remarks))

    words = Words("is public", "is not public", "cannot be decided")
    is_trust = resource_type == "AWS::IAM::AssumeRolePolicyDocument"
    policy_type = None if resource_type is None else PolicyType.TRUST if is_trust else PolicyType.RESOURCE
    return run_check(paths, policy_type, _OF_RESOURCES, check, words, format, color)
