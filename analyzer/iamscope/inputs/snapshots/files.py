"""Finds the files of a snapshot and reads one: unpacked, decoded, recognised by content."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator

from iamscope.access.model import Part
from iamscope.errors import InputError
from iamscope.inputs.discover import SKIPPED_FOLDERS, FoundFile, discover
from iamscope.inputs.files import STDIN, decode, read_bytes, shown_path
from iamscope.inputs.snapshots import authorization_details, organization, resource_policies, workloads
from iamscope.inputs.snapshots.document import SnapshotDocument
from iamscope.inputs.snapshots.fields import Field
from iamscope.results import InputProblem
from iamscope.source import Source
from iamscope.syntax.json_value import NotJsonError

#: An account with 5,000 roles takes some 50 MB; unpacked counts like plain.
MAX_BYTES = 256 * 1024 * 1024
_GZIP = b"\x1f\x8b"
SUFFIXES = (".json", ".json.gz", ".gz")
#: What no file of a snapshot lacks, be it broken: a broken file without any of them is somebody else's.
_WORDS = ('Arn"', '"arn"', 'DetailList"', '"Policy', '"Root"')


def snapshot_files(paths: Iterable[str]) -> list[FoundFile]:
    """The files that may belong to a snapshot, in a stable order; raises InputError for a path that is not there.

    Unlike a walk for policies, this one heeds no `.gitignore`: snapshots are what repositories leave out.
    """
    found: dict[str, FoundFile] = {}
    for path in paths:
        if path == STDIN or not os.path.isdir(path):
            files = list(discover([path]))
        else:
            files = [FoundFile(below, False) for below in _walk(path)]
        for file in files:
            found.setdefault(os.path.realpath(file.path), file)
    return list(found.values())


def _walk(top: str) -> Iterator[str]:
    real_top = os.path.realpath(top)
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.lower().endswith(SUFFIXES) and _is_inside(path, real_top):
                yield path


def _is_inside(path: str, top: str) -> bool:
    """Whether a path does not lead out of a folder; what it leads to is looked at when it is opened."""
    return not os.path.islink(path) or os.path.commonpath([os.path.realpath(path), top]) == top


def read_part(file: FoundFile, data: bytes | None = None) -> Part:
    """What one file told (or these bytes, as if they were its own); its problem instead, where it is broken or, named
    by the user, no part of a snapshot.
    """
    try:
        return _part(file, read_source(file.path) if data is None else _source(file.path, data))
    except InputError as error:
        problem = InputProblem(shown_path(file.path), error.message, error.help, file.named, error.span)
        return Part(path=file.path, problems=(problem,))


def read_source(path: str) -> Source:
    """The text of a file, unpacked; raises InputError."""
    return _source(path, read_bytes(path, MAX_BYTES))


def _source(path: str, data: bytes) -> Source:
    if data.startswith(_GZIP):
        data = _unpacked(data)
    return decode(data, shown_path(path))


def _part(file: FoundFile, source: Source) -> Part:
    try:
        document = SnapshotDocument(source)
    except NotJsonError:
        if not file.named and not any(word in source.text for word in _WORDS):
            return Part(path=file.path)
        raise _not_json(source) from None
    root = Field(document.value, document.root)
    fields = root.fields
    if organization.is_organization(fields):
        return organization.read(document, fields, file.path)
    if authorization_details.is_authorization_details(fields):
        return authorization_details.read(document, fields, file.path)
    if workloads.is_workloads(fields):
        return workloads.read(document, fields, file.path)
    if resource_policies.is_resource_policies(root):
        return resource_policies.read(document, root, file.path)
    if file.named:
        raise InputError(
            "is no part of a snapshot", "give what `aws iam get-account-authorization-details` and its like print"
        )
    return Part(path=file.path)


def _unpacked(data: bytes) -> bytes:
    """The content of a gzip file, of all its members; raises InputError where it is broken or too large."""
    parts, size = [], 0
    while data:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            part = unpacker.decompress(data, MAX_BYTES + 1 - size)
        except zlib.error as error:
            raise InputError("is broken: it cannot be unpacked", "collect it again") from error
        size += len(part)
        if size > MAX_BYTES:
            raise InputError(f"larger than {MAX_BYTES // 1024**2} MiB when unpacked", "split it")
        if not unpacker.eof:
            raise InputError("is truncated: it cannot be unpacked to its end", "collect it again")
        parts.append(part)
        data = unpacker.unused_data
    return b"".join(parts)


def _not_json(source: Source) -> InputError:
    """Where the text stops being JSON, by the decoder: a large file is not parsed once more for several mistakes."""
    import json

    from iamscope.source import Span

    try:
        json.loads(source.text)
    except json.JSONDecodeError as error:
        truncated = error.pos >= len(source.text.rstrip())
        line, column, _ = source.position(error.pos)
        what = "is truncated" if truncated or "Unterminated" in error.msg else "is not JSON"
        span = Span(source, error.pos, min(error.pos + 1, len(source.text)))
        return InputError(f"{what}: line {line}, column {column + 1}", "collect it again", span)
    except RecursionError:
        return InputError("nests too deeply", "take the output of the AWS command as it is")
    return InputError("is not JSON", "collect it again")
