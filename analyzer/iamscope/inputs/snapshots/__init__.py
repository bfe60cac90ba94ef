"""Reads snapshots of accounts: folders of what AWS's commands print, recognised by content, plain or gzipped."""

from iamscope.inputs.snapshots.files import MAX_BYTES, read_part, snapshot_files
from iamscope.inputs.snapshots.snapshot import PartReader, read_snapshot

__all__ = ["MAX_BYTES", "PartReader", "read_part", "read_snapshot", "snapshot_files"]
