"""Sends mutated policies through the whole way from bytes to reports, and stops at the first that breaks it."""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from pathlib import Path

from iamscope import __version__, packs
from iamscope.checking import Checker
from iamscope.engine import INTERNAL_ERROR, RuleSet
from iamscope.inputs.discover import FoundFile
from iamscope.render import FORMATS, Style, renderer
from iamscope.results import Run

FIXTURES = Path(__file__).parent.parent / "fixtures"
PIECES = [
    *(bytes([byte]) for byte in b"{}[],:\"\\*?\n\x00\xff'"),
    *(rb"\u0000 \ud800 null true 1e999999 -1 ${ // ::error:: ".split()),
    *(b'"Statement" "Condition" "Fn::Sub" {"Ref":"x"} "" "arn:aws:s3:::b" "AWS" "*"'.split()),
    b"\xe2\x80\xae",
    b"\x1b[31m",
]
#: One input may take no longer.
PATIENCE = 5.0


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few pieces cut, doubled, moved or put in."""
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.randint(0, 40))
        piece = chance.choice(
            [b"", data[start:end] * 2, chance.choice(PIECES), data[chance.randrange(len(data) + 1) :][:30]]
        )
        data = data[:start] + piece + data[end if chance.random() < 0.6 else start :]
    return data


def run_once(checker: Checker, data: bytes) -> int:
    """Checks and renders some bytes; returns the number of findings."""
    result = checker.check_bytes(data, FoundFile("fuzz.json", named=True))
    problems = () if result.problem is None else (result.problem,)
    run = Run(result.policies, problems, checker.rules.rules, 1, __version__, "2026-01-01")
    findings = list(run.findings)
    for _, finding in findings:
        if finding.code == INTERNAL_ERROR:
            raise AssertionError(finding.message)
    for name in FORMATS:
        "".join(renderer(name)(run, Style())).encode("utf-8", "backslashreplace")
    return len(findings)


def main() -> None:
    """Fuzzes for a while; ends with status 1 and the input at the first failure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    seeds = [path.read_bytes() for path in sorted(FIXTURES.rglob("*.json"))]
    checker = Checker(RuleSet(packs.built_in().values()))
    started, inputs, findings = time.monotonic(), 0, 0
    while time.monotonic() - started < options.seconds:
        data = mutate(chance.choice(seeds), chance)
        begun = time.monotonic()
        try:
            findings += run_once(checker, data)
            if time.monotonic() - begun > PATIENCE:
                raise TimeoutError(f"{time.monotonic() - begun:.1f} s")
        except Exception:  # whatever it is, it is what we look for
            traceback.print_exc()
            print(repr(data))
            sys.exit(1)
        inputs += 1
    print(f"{inputs:,} inputs, {findings:,} findings, nothing broke (seed {options.seed})")


if __name__ == "__main__":
    main()
