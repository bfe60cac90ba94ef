"""An access point of a bucket: what requests through it are subject to beside what holds of the bucket."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from iamscope.logic.buckets.block_public_access import PublicAccessBlock, parse_public_access_block
from iamscope.logic.buckets.public_to_s3 import point_is_public
from iamscope.logic.buckets.settings import plain_names, value_at
from iamscope.syntax.ast import Policy


class AccessPoint(NamedTuple):
    """An access point of a bucket; `vpc` is the id of the only VPC that it serves, if it is not on the internet."""

    arn: str
    account: str | None
    policy: Policy | None
    block: PublicAccessBlock
    vpc: str | None

    @property
    def is_public(self) -> bool:
        """Whether S3 calls its policy public, which that of an access point for one VPC never is."""
        return self.policy is not None and self.vpc is None and point_is_public(self.policy)

    def context(self) -> Iterator[tuple[str, str]]:
        """The condition keys of requests through it."""
        service = self.arn.split(":")[2]
        yield f"{service}:DataAccessPointArn", self.arn
        if self.account is not None:
            yield f"{service}:DataAccessPointAccount", self.account
        yield f"{service}:AccessPointNetworkOrigin", "Internet" if self.vpc is None else "VPC"


def is_of_access_point(arn: str) -> bool:
    """Whether an ARN is that of an access point, or of what is reached through one."""
    return arn.split(":", 5)[-1].startswith("accesspoint/") and arn.startswith("arn:")


def parse_access_point(settings: Mapping[str, Any], read_policy: Callable[[object], Policy | None]) -> AccessPoint:
    """The access point of a mapping such as `aws s3control get-access-point` gives, its policy beside it.

    Names are read without regard to case and underscores; `read_policy` reads the policy, and raises what it raises.
    """
    members = plain_names(settings)
    arn = str(members.get("arn") or members.get("accesspointarn") or "")
    account = members.get("account") or members.get("accountid")
    if not isinstance(account, str):
        account = arn.split(":", 5)[4] if arn.count(":") > 4 else None
    vpc = members.get("vpc") or members.get("vpcid") or value_at(members, "vpcconfiguration", "vpcid")
    vpc = vpc or value_at(members.get("networkorigin"), "vpcconfiguration", "vpcid")
    block = members.get("publicaccessblock") or members.get("publicaccessblockconfiguration")
    policy = read_policy(members.get("policy") or members.get("accesspointpolicy"))
    return AccessPoint(arn, account, policy, parse_public_access_block(block), vpc if isinstance(vpc, str) else None)
