"""S3 Block Public Access: the settings of an account, a bucket and its access points, of which the strictest count.

Source: Amazon S3 User Guide, access-control-block-public-access. `BlockPublicAcls` and `BlockPublicPolicy` refuse what
would be put later; they change nothing of what is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class PublicAccessBlock(NamedTuple):
    """The two settings that take access away: from public grants of lists, and from policies that are public."""

    ignores_public_acls: bool = False
    restricts_public_policies: bool = False

    def joined(self, other: PublicAccessBlock) -> PublicAccessBlock:
        """What holds where both sets of settings apply."""
        return PublicAccessBlock(
            self.ignores_public_acls or other.ignores_public_acls,
            self.restricts_public_policies or other.restricts_public_policies,
        )


OPEN = PublicAccessBlock()


def parse_public_access_block(settings: object) -> PublicAccessBlock:
    """The settings of a mapping such as `aws s3api get-public-access-block` gives, with or without its wrapping."""
    if not isinstance(settings, Mapping):
        return OPEN
    for wrapping in ("PublicAccessBlockConfiguration", "publicAccessBlockConfiguration"):
        if wrapping in settings:
            return parse_public_access_block(settings[wrapping])
    return PublicAccessBlock(_is_on(settings, "IgnorePublicAcls"), _is_on(settings, "RestrictPublicBuckets"))


def _is_on(settings: Mapping[str, Any], name: str) -> bool:
    value = settings.get(name, settings.get(name[0].lower() + name[1:], False))
    return value is True or (isinstance(value, str) and value.lower() == "true")
