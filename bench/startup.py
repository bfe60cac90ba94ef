"""Shows where the time of checking one small policy goes."""

from __future__ import annotations

import subprocess
import sys
import time

PARTS = {
    "interpreter": "pass",
    "+ click": "import click",
    "+ rules": "from iamscope import packs; packs.built_in()",
    "+ action data of three services": (
        "from iamscope import packs; packs.built_in()\n"
        "from iamscope.spec import load\n"
        "for name in ('s3:Get*', 'kms:Decrypt', 'dynamodb:Query'): load().expand(name)"
    ),
    "+ grammar (only where a place is needed)": "from iamscope.syntax.spans import parse; parse('{}')",
    "validate_policy, clean": (
        "import iamscope\n"
        "iamscope.validate_policy({'Version': '2012-10-17', 'Statement':"
        " {'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': '*'}})"
    ),
    "validate_policy, one finding": (
        "import iamscope\n"
        "iamscope.validate_policy({'Version': '2012-10-17', 'Statement':"
        " {'Effect': 'Allow', 'Action': 'iam:PassRole', 'Resource': '*'}})"
    ),
}
RUNS = 7


def seconds(code: str) -> float:
    """The least CPU time of a fresh interpreter that runs some code."""
    timed = f"import time\n{code}\nprint(time.process_time())"
    runs = [
        float(subprocess.run([sys.executable, "-c", timed], capture_output=True, text=True, check=True).stdout)
        for _ in range(RUNS)
    ]
    return min(runs)


def main() -> None:
    """Prints a line a part."""
    started = time.perf_counter()
    for part, code in PARTS.items():
        print(f"{seconds(code) * 1000:7.1f} ms  {part}")
    print(f"(least CPU time of {RUNS} fresh processes each; {time.perf_counter() - started:.0f} s in all)")


if __name__ == "__main__":
    main()
