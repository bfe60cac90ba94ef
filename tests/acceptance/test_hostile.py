"""Input that wants to do harm gets a clear answer, in bounded time and memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

resource = pytest.importorskip("resource", reason="limits memory as only POSIX can")

SECONDS = 60
MEMORY = 3 * 1024**3
STAR = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def policy(**elements: object) -> bytes:
    return json.dumps({"Version": "2012-10-17", "Statement": [STAR | elements]}).encode()


def check(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    command = [sys.executable, "-m", "iamscope", "check", "--no-config", "--format", "concise", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=SECONDS, preexec_fn=limit, check=False)


def embedded(document: bytes, depth: int) -> bytes:
    for _ in range(depth):
        document = json.dumps({"p": document.decode()}).encode()
    return document


MANY_STATEMENTS = json.dumps({"Version": "2012-10-17", "Statement": [STAR | {"Action": "s3:Nope"}] * 20_000}).encode()
BYTES = {
    "deep": (b"[" * 100_000, 1, b"deeper than 500"),
    "deep and closed": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 1, b"deeper than 500"),
    "invalid UTF-8": (b'{"Statement": "\xff"}', 2, b"byte 0xff at offset 15"),
    "NUL": (b'{"Version": \x00}', 1, b"JSON_SYNTAX_ERROR"),
    "lone surrogate": (policy(Action="s3:\ud800"), 1, b"INVALID_ACTION"),
    "huge number": (policy(Sid="a").replace(b'"a"', b"1e999999"), 1, b"DATA_TYPE_MISMATCH"),
    "long number": (policy(Sid="a").replace(b'"a"', b"9" * 100_000), 1, b"DATA_TYPE_MISMATCH"),
    "empty": (b"", 1, b"expected a JSON value"),
    "not a policy": (b'{"name": "x"}', 2, b"holds no policy"),
    "byte order mark": (b"\xef\xbb\xbf" + policy(Action="s3:Nope"), 1, b":1:"),
    "UTF-16": (b"\xff\xfe" + policy(Action="s3:Nope").decode().encode("utf-16-le"), 1, b"INVALID_ACTION"),
    "open variables": (policy(Resource="arn:aws:s3:::b/" + "${" * 300_000), 1, b"MISSING_BRACE_IN_VARIABLE"),
    "many wildcards": (policy(Action="s3:" + "*a" * 300_000), 1, b"INVALID_ACTION"),
    "many actions": (policy(Action=[f"s3:X{number}" for number in range(20_000)] + ["s3:*"]), 1, b"INVALID_ACTION"),
    "many duplicate keys": (
        b'{"Statement": [{"Effect": "Allow"' + b', "Sid": "a"' * 50_000 + b"}]}",
        1,
        b"DUPLICATE_KEY",
    ),
    "many statements": (MANY_STATEMENTS, 1, b"INVALID_ACTION"),
    "many statements and a mistake": (MANY_STATEMENTS.replace(b":", b"", 1), 1, b"expected `:` before"),
    "many kinds of principal": (policy(Principal={f"K{number}": "x" for number in range(20_000)}), 1, b"PRINCIPAL"),
    "many condition keys": (
        policy(Condition={"StringEquals": {f"aws:k{number}": "x" for number in range(20_000)}}),
        1,
        b"INVALID_GLOBAL_CONDITION_KEY",
    ),
    "many operators": (policy(Condition={f"Op{n}": {"aws:username": "x"} for n in range(20_000)}), 1, b"OPERATOR"),
    "wildcards in a resource": (policy(Resource="arn:aws:s3:::b/" + "*a" * 500_000 + "b"), 1, b"QUOTA"),
    "wildcards in conditions": (
        policy(Condition={"StringLike": {"aws:username": ["*a" * 500_000 + "b", "a" * 1_000_000]}}),
        1,
        b"QUOTA",
    ),
    "a long string": (b'{"Statement": "' + b"x" * 15_000_000 + b'"}', 1, b"DATA_TYPE_MISMATCH"),
    "a long string that is not closed": (b'{"Statement": "' + b"x" * 15_000_000, 1, b"is not closed"),
    "deep strings in strings": (embedded(policy(Action="s3:Nope"), 12), 2, b"holds no policy"),
    "strings in strings": (embedded(policy(Action="s3:Nope"), 4), 1, b"INVALID_ACTION"),
    "white space that is not JSON's": ('{"Version":\xa0"2012-10-17"}'.encode(), 1, b"unexpected character"),
    "closing brackets": (b"{" + b"]" * 500_000, 1, b"closes nothing"),
    "commas": (b"[" + b"," * 500_000, 1, b"JSON_SYNTAX_ERROR"),
}


@pytest.mark.parametrize("name", BYTES)
def test_bytes(name: str, tmp_path: Path) -> None:
    content, status, words = BYTES[name]
    path = tmp_path / "policy.json"
    path.write_bytes(content)
    run = check(path)
    output = run.stdout + run.stderr
    assert b"Traceback" not in output
    assert b"internal" not in output.lower()
    assert run.returncode == status, output[-2000:]
    assert words in output


def test_a_file_too_large(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    run = check(path)
    assert (run.returncode, b"larger than 16 MiB" in run.stdout + run.stderr) == (2, True)
    assert check(tmp_path).returncode == 0  # met while walking, it is skipped


def test_a_folder_may_be_called_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "folder.json" / "x.json").write_bytes(policy(Action="s3:Nope"))
    run = check(tmp_path / "folder.json")
    assert (run.returncode, b"INVALID_ACTION" in run.stdout) == (1, True)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no devices here")
def test_a_device_is_not_read() -> None:
    run = check("/dev/zero")
    assert (run.returncode, b"not a regular file" in run.stdout + run.stderr) == (2, True)


def test_standard_input_has_a_largest_size() -> None:
    run = check("-", stdin=b" " * (17 * 1024 * 1024))
    assert (run.returncode, b"larger than 16 MiB" in run.stdout + run.stderr) == (2, True)


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    run = check(tmp_path / "pipe.json")
    assert (run.returncode, b"not a regular file" in run.stdout + run.stderr) == (2, True)
    assert check(tmp_path).returncode == 0


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_bytes(policy(Action="s3:Nope"))
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "link.json").symlink_to(tmp_path / "outside.json")
    (inside / "loop").symlink_to(inside)
    run = check(inside)
    assert (run.returncode, run.stdout) == (0, b"")
