"""Times the decision procedure: real pairs of policies, and shapes that are hard for such procedures.

usage: bench/decide.py [--count N] [--folder FOLDER]

The policies are AWS's managed ones, as they are bundled, or the JSON files of a folder. Each is compared with the next,
with itself, and both ways with a copy in which something was changed at random (the seed is fixed). `--count` takes so
many of them, evenly spread; 0 leaves them out.
"""

from __future__ import annotations

import copy
import gzip
import json
import random
import time
from argparse import ArgumentParser
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from iamscope.logic.decide import Allowed, And, Answer, Not, Unknown, find
from iamscope.logic.policy_documents import as_policy
from iamscope.paths import data_dir
from iamscope.policy_types import PolicyType

Document = dict[str, Any]
Pair = tuple[str, Document, Document]


def decide(new: Document, existing: Document, kind: PolicyType) -> tuple[Answer, float]:
    """What `new` allows and `existing` does not, and the milliseconds of CPU time that it took to tell."""
    first, second = as_policy(new, kind), as_policy(existing, kind)
    started = time.process_time()
    answer = find(And(Allowed(first), Not(Allowed(second))))
    return answer, (time.process_time() - started) * 1000


# -- real pairs ------------------------------------------------------------------------------------------


def read(folder: Path | None, count: int) -> list[tuple[str, Document]]:
    """At most about `count` policies, evenly spread over a folder or over AWS's managed policies."""
    found: list[tuple[str, Document]]
    if folder is not None:
        found = [(file.stem, json.loads(file.read_text(encoding="utf-8"))) for file in sorted(folder.glob("*.json"))]
    else:
        table = Path(data_dir("action-spec"), "managed-policies", "policies.jsonl.gz")
        with gzip.open(table, "rt", encoding="utf-8") as lines:
            found = [(policy["name"], policy["document"]) for policy in map(json.loads, lines) if "document" in policy]
    return found[:: max(1, len(found) // count)]


def change(document: Document, chance: random.Random) -> Document:
    """A copy with one or two changes of the kinds that people make."""
    changed = copy.deepcopy(document)
    if not isinstance(changed["Statement"], list):
        changed["Statement"] = [changed["Statement"]]
    for _ in range(chance.randint(1, 2)):
        _change_once(changed["Statement"], chance)
    return changed


def _change_once(statements: list[Document], chance: random.Random) -> None:
    statement = chance.choice(statements)
    actions, resources = statement.get("Action"), statement.get("Resource")
    match chance.randint(0, 6):
        case 0 if isinstance(actions, list) and len(actions) > 1:
            actions.pop(chance.randrange(len(actions)))
        case 1 if isinstance(actions, list):
            actions.append(chance.choice(["s3:GetObject", "ec2:*", "iam:Pass*", "kms:Decrypt"]))
        case 2:
            statement.pop("Condition", None)
        case 3 if isinstance(resources, list) and len(resources) > 1:
            resources.pop(0)
        case 4 if "NotResource" not in statement:
            statement["Resource"] = "*"
        case 5 if len(statements) > 1:
            statements.remove(statement)
        case 6:
            statement["Condition"] = {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}


def real_pairs(policies: list[tuple[str, Document]]) -> dict[str, list[Pair]]:
    """The pairs (name, new, existing) of each sort."""
    chance = random.Random(1)
    changed = [(name, document, change(document, chance)) for name, document in policies]
    return {
        "neighbours": [(first[0], second[1], first[1]) for first, second in pairwise(policies)],
        "changed against original": [(name, new, old) for name, old, new in changed],
        "original against changed": [(name, old, new) for name, old, new in changed],
        "the same": [(name, document, copy.deepcopy(document)) for name, document in policies],
    }


def time_real(policies: list[tuple[str, Document]]) -> None:
    """Prints a line a sort of pairs, and before it what could not be decided."""
    for sort, pairs in real_pairs(policies).items():
        verdicts: Counter[str] = Counter()
        times: list[tuple[float, str]] = []
        for name, new, existing in pairs:
            answer, milliseconds = decide(new, existing, PolicyType.IDENTITY)
            verdicts[type(answer).__name__] += 1
            times.append((milliseconds, name))
            if isinstance(answer, Unknown):
                print(f"    {name}: {answer.reason}")
        times.sort()
        middle, late, (longest, name) = times[len(times) // 2][0], times[int(len(times) * 0.99)][0], times[-1]
        print(
            f"{sort}: {len(pairs)} pairs, median {middle:.2f} ms, p99 {late:.1f} ms, longest {longest:.0f} ms ({name}),"
            f" {dict(verdicts)}"
        )


# -- hard shapes -----------------------------------------------------------------------------------------


def policy(*statements: Document) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(**elements: Any) -> Document:
    base = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | elements
    return {name: value for name, value in base.items() if value is not None}


def deny(**elements: Any) -> Document:
    return allow(**elements) | {"Effect": "Deny"}


def when(operator: str, key: str, value: Any) -> Document:
    return {operator: {key: value}}


def hard_shapes() -> dict[str, tuple[Document, Document]]:
    """Pairs (new, existing) by name; those with `callers` in their name are resource policies."""
    infixes = [f"arn:aws:s3:::*k{i}z{i * 7 % 11}*" for i in range(24)]
    names = [f"s3:*k{i}z*" for i in range(24)]
    networks = [f"10.{i}.0.0/16" for i in range(256)]
    buckets = [f"arn:aws:s3:::b{i}/*" for i in range(500)]
    tags = [when("StringEquals", "aws:PrincipalTag/t", str(i)) for i in range(500)]
    roles = [f"arn:aws:iam::{10**11 + i}:role/r{i}" for i in range(500)]
    source_ip = [when("IpAddress", "aws:SourceIp", network) for network in networks]
    wide = policy(allow(Condition=when("IpAddress", "aws:SourceIp", "10.0.0.0/8")))
    many = policy(*(allow(Resource=bucket) for bucket in buckets))
    shapes: dict[str, tuple[Document, Document]] = {
        "500 statements less one": (many, policy(*many["Statement"][:-1])),
        "256 CIDRs": (wide, policy(allow(Condition=when("IpAddress", "aws:SourceIp", networks)))),
        "256 CIDRs, a statement each": (wide, policy(*(allow(Condition=each) for each in source_ip))),
        "256 CIDRs less one": (wide, policy(*(allow(Condition=each) for each in source_ip[1:]))),
        "24 infixes in 24 conditions less one": (
            policy(*(allow(Condition=when("StringLike", "aws:Referer", each)) for each in infixes)),
            policy(*(allow(Condition=when("StringLike", "aws:Referer", each)) for each in infixes[1:])),
        ),
        "24 infixes in 24 conditions of one statement less": (
            policy(allow(Condition=when("StringLike", "aws:Referer", infixes))),
            policy(*(allow(Condition=when("StringLike", "aws:Referer", each)) for each in infixes)),
        ),
        "24 infixes less one": (policy(allow(Resource=infixes)), policy(allow(Resource=infixes[1:]))),
        "everything but 24 infixes": (
            policy(allow(), *(deny(Resource=each) for each in infixes[1:])),
            policy(allow(), *(deny(Resource=each) for each in infixes)),
        ),
        "500 callers less one": (
            policy(allow(Principal={"AWS": roles})),
            policy(allow(Principal={"AWS": roles[1:]})),
        ),
    }
    same = {
        "500 statements": many,
        "500 statements with conditions": policy(
            *(allow(Resource=bucket, Condition=tag) for bucket, tag in zip(buckets, tags, strict=True))
        ),
        "500 conditions on one resource": policy(*(allow(Condition=tag) for tag in tags)),
        "500 denies": policy(allow(), *(deny(Resource=bucket) for bucket in buckets)),
        "500 denies with conditions": policy(
            allow(), *(deny(Resource=bucket, Condition=tag) for bucket, tag in zip(buckets, tags, strict=True))
        ),
        "500 patterns of actions": policy(
            *(allow(Action=f"s3:Get{i}*", Resource=bucket) for i, bucket in enumerate(buckets))
        ),
        "24 infixes": policy(allow(Resource=infixes)),
        "24 infixes, a statement each": policy(*(allow(Resource=each) for each in infixes)),
        "24 infixes with conditions": policy(
            *(allow(Resource=each, Condition=tag) for each, tag in zip(infixes, tags, strict=False))
        ),
        "24 infixes with different keys": policy(
            *(
                allow(Resource=each, Condition=when("StringEquals", f"aws:PrincipalTag/t{i}", "1"))
                for i, each in enumerate(infixes)
            )
        ),
        "all but 24 infixes": policy(allow(Resource=None, NotResource=infixes)),
        "24 infixes in one condition": policy(allow(Condition=when("StringLike", "aws:Referer", infixes))),
        "24 infixes in 24 conditions": policy(
            *(allow(Condition=when("StringLike", "aws:Referer", each)) for each in infixes)
        ),
        "24 infixes of actions": policy(allow(Action=names)),
        "24 infixes of actions, a statement each": policy(*(allow(Action=each) for each in names)),
        "100 statements with 16 keys": policy(
            *(
                allow(Condition={"StringEquals": {f"aws:PrincipalTag/t{j}": str(i) for j in range(16)}})
                for i in range(100)
            )
        ),
        "40 variables": policy(*(allow(Resource=f"arn:aws:s3:::b{i}/${{aws:username}}/*") for i in range(40))),
        "40 variables in one list": policy(
            allow(Resource=[f"arn:aws:s3:::b/${{aws:PrincipalTag/t{i}}}/*" for i in range(40)])
        ),
        "500 callers": policy(allow(Principal={"AWS": roles})),
        "500 callers, a statement each": policy(*(allow(Principal={"AWS": role}) for role in roles)),
    }
    return shapes | {name: (document, document) for name, document in same.items()}


def time_shapes() -> None:
    """Prints a line a shape."""
    for name, (new, existing) in hard_shapes().items():
        kind = PolicyType.RESOURCE if "callers" in name else PolicyType.IDENTITY
        answer, milliseconds = decide(new, existing, kind)
        print(f"{milliseconds:8.1f} ms  {type(answer).__name__:8} {name}")


def main() -> None:
    """Times what the command line asks for."""
    options = ArgumentParser(description="times the decision procedure")
    options.add_argument("--count", type=int, default=2000)
    options.add_argument("--folder", type=Path)
    given = options.parse_args()
    if given.count > 0:
        time_real(read(given.folder, given.count))
    time_shapes()


if __name__ == "__main__":
    main()
