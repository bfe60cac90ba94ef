"""Times `iamscope check` on a generated repository of 10,000 files of which 200 hold policies, beside `grep`."""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

FILES = 10_000
WITH_POLICIES = 200
WORDS = ("order", "item", "price", "stock", "return", "value", "class", "list", "name", "Action", "Statement", "Effect")


class Cost(NamedTuple):
    """Seconds of wall and CPU time, the CPU time of child processes included."""

    wall: float
    cpu: float


def words(random: random.Random, number: int) -> str:
    """Some words, those of a policy among them: most files that hold the words hold no policy."""
    return " ".join(random.choices(WORDS, k=number))


def source(random: random.Random) -> str:
    """A source file."""
    return "".join(f"def {random.choice(WORDS)}_{line}():\n    return '{words(random, 8)}'\n" for line in range(80))


def manifest(random: random.Random) -> str:
    """A manifest of Kubernetes."""
    fields = "".join(f"    {random.choice(WORDS)}{line}: {words(random, 4)}\n" for line in range(60))
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\nspec:\n  data:\n{fields}"


def package_lock(random: random.Random) -> str:
    """A JSON file of the sort that repositories have many of."""
    return json.dumps(
        {f"{random.choice(WORDS)}{line}": {"version": "1.0.0", "text": words(random, 6)} for line in range(99)}
    )


def statement(random: random.Random) -> dict[str, object]:
    """A statement, now and then with a mistake in it."""
    action = random.choice(["s3:GetObject", "sqs:SendMessage", "dynamodb:Query", "kms:Decrypt", "s3:GetObjekt"])
    return {"Effect": "Allow", "Action": [action], "Resource": "*"}


def policy(random: random.Random) -> str:
    """A policy that is a file of its own."""
    statements = [statement(random) for _ in range(5)]
    return json.dumps({"Version": "2012-10-17", "Statement": statements}, indent=2)


def template(random: random.Random) -> str:
    """A CloudFormation template in YAML with five policies, one of them a text."""
    resources = "".join(
        f"  P{number}:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n"
        f"        Version: '2012-10-17'\n        Statement:\n          - {json.dumps(statement(random))}\n"
        for number in range(4)
    )
    text = policy(random).replace("\n", "\n        ")
    resources += "  Text:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: !Sub |\n"
    return f"Resources:\n{resources}        {text}\n"


KINDS: list[tuple[str, Callable[[random.Random], str], int]] = [
    ("{}.py", source, 6500),
    ("{}.yaml", manifest, 1800),
    ("{}.json", package_lock, FILES - 6500 - 1800 - WITH_POLICIES),
    ("{}.policy.json", policy, WITH_POLICIES // 2),
    ("{}.template.yaml", template, WITH_POLICIES // 2),
]


def generate(folder: Path) -> None:
    """Writes the repository, the same each time."""
    chance = random.Random(1)
    kinds = [(name, make) for name, make, number in KINDS for _ in range(number)]
    chance.shuffle(kinds)
    for number, (name, make) in enumerate(kinds):
        inside = folder / f"part{number % 40}" / f"module{number % 7}"
        inside.mkdir(parents=True, exist_ok=True)
        (inside / name.format(number)).write_text(make(chance), encoding="utf-8")


def timed(command: list[str], folder: Path) -> tuple[Cost, str]:
    """What a command costs, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return Cost(wall, cpu), done.stdout


def rows(folder: Path) -> Iterator[tuple[str, Cost]]:
    """The commands and their costs, each on files that the system has read before."""
    grep = ["grep", "-rlE", "Statement", "."]
    check = [sys.executable, "-m", "iamscope", "check", ".", "--format", "json"]
    timed(grep, folder)
    yield "grep -rl Statement", timed(grep, folder)[0]
    cost, output = timed(check, folder)
    found = {entry["path"] for entry in json.loads(output)["policies"]}
    if len(found) != WITH_POLICIES:
        raise SystemExit(f"found policies in {len(found)} files, not in {WITH_POLICIES}")
    yield "iamscope check", cost


def main() -> None:
    """Prints a line a command."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate(folder)
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"{FILES:,} files, {size / 1e6:.0f} MB, {WITH_POLICIES} with policies; {os.cpu_count()} processors")
        for command, cost in rows(folder):
            print(f"{cost.wall:6.2f} s wall  {cost.cpu:6.2f} s CPU  {command}")


if __name__ == "__main__":
    main()
