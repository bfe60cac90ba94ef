"""Times `iamscope check` beside parliament and iam-policy-validator on the same policies, in one run."""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import time
import venv
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

import service_reference

MOTO = "moto==5.2.5"
PARLIAMENT = ("parliament==1.6.4", "setuptools<81")  # it imports pkg_resources without asking for it
VALIDATOR = ("iam-policy-validator==1.31.4",)
SMALL = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::example-bucket/*"},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"},
    ],
}


class Cost(NamedTuple):
    """CPU and wall seconds, and the largest resident set in MiB, of one process with its children."""

    cpu: float
    wall: float
    memory: float


def measure(command: Sequence[str]) -> Cost:
    """Runs a command, its output thrown away."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - started, usage.ru_maxrss / 1024)


def managed_policies(folder: Path) -> int:
    """Writes the AWS managed policies of a pinned moto, a file each, and says how many."""
    with tempfile.TemporaryDirectory() as downloads:
        pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", downloads, MOTO]
        subprocess.run(pip, check=True)
        (wheel,) = Path(downloads).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            tree = ast.parse(archive.read("moto/iam/aws_managed_policies.py"))
    text = next(
        node.value.value for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    )
    policies = json.loads(str(text))
    for name, policy in policies.items():
        (folder / f"{name}.json").write_text(json.dumps(policy["Document"]), encoding="utf-8")
    return len(policies)


def environment(cache: Path, requirements: Sequence[str]) -> Path:
    """The folder of programs of an environment with these packages alone; made once."""
    folder = cache / requirements[0].replace("==", "-")
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", *requirements], check=True)
        (folder / "complete").touch()
    return folder / "bin"


#: Names the policies that parliament raises on (it does not know keys that hold several ARNs): a run over a folder with
#: one of them ends there, and would be timed for half the work.
_REFUSED = """
import pathlib, sys, parliament
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
    try:
        parliament.analyze_policy_string(path.read_text())
    except Exception:
        print(path.name)
"""


def leave_out_what_parliament_refuses(parliament: Path, corpus: Path) -> int:
    """Removes those policies from the corpus, for both tools; returns how many."""
    command = [str(parliament / "python"), "-c", _REFUSED, str(corpus)]
    refused = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    for name in refused:
        (corpus / name).unlink()
    return len(refused)


def compare(name: str, runs: int, tools: Mapping[str, Sequence[str]]) -> None:
    """Prints the medians of all tools, run in turn, and the CPU times as ratios to the first, pair by pair."""
    rounds = [{tool: measure(command) for tool, command in tools.items()} for _ in range(runs)]
    ours = next(iter(tools))
    for tool in tools:
        costs = [costs[tool] for costs in rounds]
        ratios = sorted(costs[ours].cpu / costs[tool].cpu for costs in rounds)
        cpu, wall = median(cost.cpu for cost in costs), median(cost.wall for cost in costs)
        memory = max(cost.memory for cost in costs)
        print(
            f"{name:<7} {tool:<21} CPU {cpu:7.3f} s   wall {wall:7.3f} s   peak {memory:4.0f} MiB"
            f"   ours/this {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
        )


def commands(path: Path, parliament: Path, validator: Path, reference: Path) -> dict[str, list[str]]:
    """How each tool checks a file or folder."""
    kind = "--directory" if path.is_dir() else "--file"
    offline = ["--aws-services-dir", str(reference)]
    return {
        "iamscope": [sys.executable, "-m", "iamscope", "check", "--no-config", "--format", "concise", str(path)],
        "parliament": [str(parliament / "parliament"), kind, str(path)],
        "iam-policy-validator": [str(validator / "iam-validator"), "validate", *offline, "--path", str(path)],
    }


def main() -> None:
    """Runs both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a folder of policies instead of the AWS managed ones")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "iamscope-bench")
    options = parser.parse_args()
    options.cache.mkdir(exist_ok=True)
    parliament, validator = (environment(options.cache, packages) for packages in (PARLIAMENT, VALIDATOR))
    with tempfile.TemporaryDirectory() as folder:
        reference = Path(folder, "reference")
        reference.mkdir()
        service_reference.write(reference)
        small = Path(folder, "small.json")
        small.write_text(json.dumps(SMALL), encoding="utf-8")
        compare("small", 9, commands(small, parliament, validator, reference))
        corpus = options.corpus or Path(folder, "corpus")
        if options.corpus is None:
            corpus.mkdir()
            policies = managed_policies(corpus)
            refused = leave_out_what_parliament_refuses(parliament, corpus)
            print(f"corpus: {policies - refused} AWS managed policies of {MOTO}; parliament fails on {refused} more")
        compare("corpus", 3, commands(corpus, parliament, validator, reference))


if __name__ == "__main__":
    main()
