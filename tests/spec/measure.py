"""Measure the reader, each case in a fresh process: `python tests/spec/measure.py`."""

import statistics
import subprocess
import sys

START = """
import json, time
from iamscope.spec import load
start = time.process_time()
spec = load()
"""
END = "\nprint((time.process_time() - start) * 1000)"
TYPICAL = """
for pattern in ("s3:GetObject", "s3:PutObject", "s3:List*", "dynamodb:GetItem", "dynamodb:Query",
                "dynamodb:Batch*", "kms:Decrypt", "kms:GenerateDataKey*"):
    spec.expand(pattern)
for key in ("aws:SourceVpce", "aws:PrincipalOrgID", "aws:SecureTransport"):
    spec.condition_key(key)
"""
CASES = {
    "typical policy: 3 services, 8 patterns, global keys": TYPICAL,
    "is a service known": "spec.is_known_service('nosuch')",
    "all of ec2, iam, s3": "spec.expand('ec2:*'); spec.expand('iam:*'); spec.expand('s3:*')",
    "everything": "spec.expand('*')",
    "everything, with ? and *": "spec.expand('*:*T?g*')",
    "four hostile patterns of 100 kB": """
spec.expand("s3:" + "*a?" * 33_000)
spec.expand("*" * 50_000 + ":" + "a*" * 25_000)
spec.action_exists("*:" + "?*" * 50_000)
spec.condition_key("kms:" + "*a" * 50_000)
""",
    "suggest an action of ec2": "spec.suggest_action('ec2:DescribeInstanzes')",
}


def measure(code: str) -> float:
    """Return the CPU time of one fresh process in milliseconds, imports left out."""
    command = [sys.executable, "-c", START + code + END]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


if __name__ == "__main__":
    for name, code in CASES.items():
        times = [measure(code) for _ in range(9)]
        sys.stdout.write(f"{name:52} {statistics.median(times):7.2f} ms  (least {min(times):.2f})\n")
