"""The accounts and partitions of what a snapshot tells by ARNs, folders and Regions."""

from __future__ import annotations

import re


def account_of(arn: str) -> str:
    """The account that an ARN names; empty where it names none."""
    fields = arn.split(":", 5)
    return fields[4] if len(fields) == 6 and fields[4].isdigit() else ""


def account_of_folder(path: str) -> str:
    """The account whose folder a file lies in, by the folder's name; empty where there is none."""
    folders = path.replace("\\", "/").split("/")[:-1]
    return next((name for name in reversed(folders) if len(name) == 12 and name.isdigit()), "")


def partition_of(region: str) -> str:
    """The partition that a Region lies in; `aws` where none is told."""
    from iamscope.spec import load

    found = (one.name for one in load().partitions.values() if region and re.match(one.region_regex, region))
    return next(found, "aws")
