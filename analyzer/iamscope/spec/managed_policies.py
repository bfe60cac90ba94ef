"""AWS managed policies by ARN: a bundled, dated table, of which only the part that is asked for is decompressed."""

from __future__ import annotations

import json
import os
import re
import zlib
from bisect import bisect_right
from functools import cache, lru_cache
from typing import NamedTuple

from iamscope.paths import data_dir

_ARN = re.compile(r"arn:(aws(?:-[a-z]+)*):iam::aws:policy/(.{1,640})")
_PLACE = ("action-spec", "managed-policies")


class _Index(NamedTuple):
    """Where the blocks of the table start: `names` are their first policies, in order."""

    date: str
    names: tuple[str, ...]
    starts: tuple[int, ...]


def managed_policy(arn: str) -> str | None:
    """The JSON text of the default version of an AWS managed policy, or None when the table does not know it.

    The ARN may be of any partition; the document then has the ARNs of that partition. Policies that AWS has retired
    are known too, as they stay attached.
    """
    match = _ARN.fullmatch(arn)
    return None if match is None else _document(match[1], match[2])


def managed_policies_date() -> str:
    """The ISO day of the table: a policy that is newer is not known."""
    return _index().date


@lru_cache(maxsize=4096)
def _document(partition: str, name: str) -> str | None:
    index = _index()
    block = bisect_right(index.names, name) - 1
    document = None if block < 0 else _block(block).get(name)
    if document is None or partition == "aws":
        return document
    return document.replace('"arn:aws:', f'"arn:{partition}:')


@cache
def _index() -> _Index:
    with open(_path("index.json"), "rb") as file:
        raw = json.loads(file.read())
    names, starts = zip(*raw["blocks"].items(), strict=True)
    return _Index(raw["date"], names, (*starts, raw["bytes"]))


@lru_cache(maxsize=16)
def _block(number: int) -> dict[str, str]:
    """The documents of one block by the name of the policy with its path."""
    start, end = _index().starts[number : number + 2]
    with open(_path("policies.jsonl.gz"), "rb") as file:
        file.seek(start)
        data = file.read(end - start)
    # wbits of gzip's header and trailer; the module gzip would be one more import for the same
    lines = zlib.decompress(data, wbits=31).decode().splitlines()
    return dict(map(_named, lines))


def _named(line: str) -> tuple[str, str]:
    """The name in a line of the table, and the text of the document that comes last in it."""
    head, _, rest = line.partition('"document":')
    return json.loads(head.rstrip(",") + "}")["name"], rest[:-1]


def _path(name: str) -> str:
    return os.path.join(data_dir(_PLACE[0]), _PLACE[1], name)
