"""What of a snapshot must be known before its accounts are looked at one by one: organisations, and own resources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from iamscope.access.model import Organization
from iamscope.access.shared_resources import own_resources
from iamscope.errors import InputError
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.files import STDIN
from iamscope.inputs.snapshots import PartReader
from iamscope.inputs.snapshots.files import read_source


class SnapshotFrame(NamedTuple):
    """The organisations of a snapshot, and the ARNs of resources that name no account, such as buckets."""

    organizations: tuple[Organization, ...]
    resources: frozenset[str]


def read_frame(files: Iterable[FoundFile], reader: PartReader) -> SnapshotFrame:
    """The frame of a snapshot. Files that are broken tell nothing here; their problems are named when they are read."""
    organizations: list[Organization] = []
    resources: set[str] = set()
    for file in files:
        if not reader.is_known(file.path) and not _may_belong(file):
            continue
        part = reader.part(file.path)
        resources.update(own_resources(part))
        if part.organization is not None:
            organizations.append(part.organization)
    return SnapshotFrame(tuple(organizations), frozenset(resources))


def _may_belong(file: FoundFile) -> bool:
    """Whether a file may tell of these: most of a snapshot is lists of roles, which need not be parsed for that."""
    if file.path == STDIN:
        return True  # it can be read but once, which the reader sees to
    try:
        text = read_source(file.path).text
    except InputError:
        return False
    return '"Root"' in text or ('"arn"' in text and '"type"' in text)
