"""S3 Block Public Access: the settings of an account, a bucket and its access points, of which the strictest count.

Source: Amazon S3 User Guide, access-control-block-public-access. `BlockPublicAcls` and `BlockPublicPolicy` refuse what
would be put later; they change nothing of what is there. The latter is not kept: no request tells the policy to be put.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class PublicAccessBlock(NamedTuple):
    """The settings that bear on requests: on those of public lists, on those of public policies, on putting lists."""

    ignores_public_acls: bool = False
    restricts_public_policies: bool = False
    blocks_public_acls: bool = False

    def joined(self, other: PublicAccessBlock) -> PublicAccessBlock:
        """What holds where both sets of settings apply."""
        return PublicAccessBlock(
            self.ignores_public_acls or other.ignores_public_acls,
            self.restricts_public_policies or other.restricts_public_policies,
            self.blocks_public_acls or other.blocks_public_acls,
        )


OPEN = PublicAccessBlock()
#: As AWS names them: those of `PublicAccessBlock`, and the one that is not kept.
SETTINGS = ("IgnorePublicAcls", "RestrictPublicBuckets", "BlockPublicAcls", "BlockPublicPolicy")


def parse_public_access_block(settings: object) -> PublicAccessBlock:
    """The settings of a mapping such as `aws s3api get-public-access-block` gives, with or without its wrapping."""
    if not isinstance(settings, Mapping):
        return OPEN
    for wrapping in ("PublicAccessBlockConfiguration", "publicAccessBlockConfiguration"):
        if wrapping in settings:
            return parse_public_access_block(settings[wrapping])
    return PublicAccessBlock(*(_is_on(settings, name) for name in SETTINGS[:3]))


def _is_on(settings: Mapping[str, Any], name: str) -> bool:
    value = settings.get(name, settings.get(name[0].lower() + name[1:], False))
    return value is True or (isinstance(value, str) and value.lower() == "true")
