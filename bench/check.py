"""Times `iamscope check` beside parliament on the same policies, in one run."""

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
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

MOTO = "moto==5.2.5"
PARLIAMENT = ("parliament==1.6.4", "setuptools<81")  # it imports pkg_resources without asking for it
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


def environment_of_parliament(cache: Path) -> Path:
    """An environment with parliament alone; made once."""
    folder = cache / "parliament-1.6.4"
    if not (folder / "bin" / "parliament").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", *PARLIAMENT], check=True)
    return folder / "bin" / "parliament"


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
    command = [str(parliament.parent / "python"), "-c", _REFUSED, str(corpus)]
    refused = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    for name in refused:
        (corpus / name).unlink()
    return len(refused)


def compare(name: str, runs: int, ours: Sequence[str], theirs: Sequence[str]) -> None:
    """Prints the medians of both, run in turn, and the ratio of their CPU times pair by pair."""
    pairs = [(measure(ours), measure(theirs)) for _ in range(runs)]
    for tool, costs in (("iamscope", [a for a, _ in pairs]), ("parliament", [b for _, b in pairs])):
        print(
            f"{name:<10} {tool:<11} CPU {median(c.cpu for c in costs):7.3f} s"
            f"   wall {median(c.wall for c in costs):7.3f} s   peak {max(c.memory for c in costs):4.0f} MiB"
        )
    ratios = sorted(a.cpu / b.cpu for a, b in pairs)
    print(f"{name:<10} CPU ratio   {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")


def main() -> None:
    """Runs both comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, help="a folder of policies instead of the AWS managed ones")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "iamscope-bench")
    options = parser.parse_args()
    options.cache.mkdir(exist_ok=True)
    parliament = environment_of_parliament(options.cache)
    iamscope = [sys.executable, "-m", "iamscope", "check", "--no-config", "--format", "concise"]
    with tempfile.TemporaryDirectory() as folder:
        small = Path(folder, "small.json")
        small.write_text(json.dumps(SMALL), encoding="utf-8")
        compare("small", 9, [*iamscope, str(small)], [str(parliament), "--file", str(small)])
        corpus = options.corpus or Path(folder, "corpus")
        if options.corpus is None:
            corpus.mkdir()
            policies = managed_policies(corpus)
            refused = leave_out_what_parliament_refuses(parliament, corpus)
            print(f"corpus: {policies - refused} AWS managed policies of {MOTO}; parliament fails on {refused} more")
        compare("corpus", 3, [*iamscope, str(corpus)], [str(parliament), "--directory", str(corpus)])


if __name__ == "__main__":
    main()
