"""The command line around its commands: help, version, completion, mistakes, pipes, interrupts and terminals."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from iamscope.cli.main import cli

CLEAN = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}'
WRONG = CLEAN.replace("s3:GetObject", "s3:GetObjekt")
IAMSCOPE = [sys.executable, "-m", "iamscope"]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux only")
SLOW_RULE = '''"""A rule that takes its time."""
import time
from iamscope.rules import ERROR, Statement, rule

@rule("SLOW", ERROR, summary="slow", on=Statement, aws=False)
def check(statement):
    time.sleep({seconds})
    yield from ()
'''


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    return {name: value for name, value in kept.items() if name != "NO_COLOR"} | more


def iamscope(*arguments: str, cwd: Path, **more: str) -> tuple[int, str, str]:
    run = subprocess.run(
        [*IAMSCOPE, *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        env=environment(**more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert "Traceback" not in run.stdout + run.stderr
    return run.returncode, run.stdout, run.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clean.json").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "wrong.json").write_text(WRONG, encoding="utf-8")
    return tmp_path


def many(folder: Path, number: int) -> None:
    for name in range(number):
        (folder / f"p{name}.json").write_text(CLEAN, encoding="utf-8")


def slow_pack(folder: Path, seconds: float) -> str:
    pack = folder / "pack"
    pack.mkdir()
    (pack / "slow.py").write_text(SLOW_RULE.format(seconds=seconds), encoding="utf-8")
    return "pack"


def test_every_command_has_help(tmp_path: Path) -> None:
    status, output, _ = iamscope("--help", cwd=tmp_path)
    assert status == 0
    for name in cli.list_commands(click.Context(cli)):
        assert f"  {name} " in output
        assert iamscope(name, "-h", cwd=tmp_path)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chek"], "no such command `chek`; did you mean `check`?"),
        (["--chek"], "No such option"),
        (["check", "--fromat", "json"], "--format"),
        (["check", "--format", "xml"], "'xml' is not one of 'text'"),
        (["check", "--fail-on", "grave"], "`grave` is none of `ERROR`, `SECURITY_WARNING`, `WARNING`, `SUGGESTION`"),
        (["check", "--type", "user"], "`user` is none of `identity`, `resource`, `trust`, `scp`"),
        (["check", "--config", "x.toml", "--no-config"], "`--config` and `--no-config` exclude each other"),
        (["check", "--config", "missing.toml"], "`missing.toml` cannot be read: no such file or directory"),
        (["check", "--output", "jsn=x"], "there is no format `jsn`"),
        (["check", "--output", "json="], "`--output json=` is not FORMAT=FILE"),
        (["check", "--output", "json=."], "`.` cannot be written: is a directory"),
        (["explain"], "Missing argument"),
    ],
)
def test_mistakes_are_named_and_end_with_2(folder: Path, arguments: list[str], words: str) -> None:
    status, output, error = iamscope(*arguments, cwd=folder)
    assert (status, output) == (2, "")
    assert words in error


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(tmp_path: Path, shell: str) -> None:
    if shell == "bash" and sys.platform == "win32":
        pytest.skip("click asks bash for its version")
    status, output, _ = iamscope(cwd=tmp_path, _IAMSCOPE_COMPLETE=f"{shell}_source")
    assert status == 0
    assert "_IAMSCOPE_COMPLETE" in output


@POSIX
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("iamscope ch", "plain,check\n"),
        ("iamscope check --type r", "plain,resource\nplain,rcp\n"),
        ("iamscope check --fail-on s", "plain,SECURITY_WARNING\nplain,SUGGESTION\n"),
    ],
)
def test_completion_knows_commands_and_values(tmp_path: Path, words: str, expected: str) -> None:
    asked = {"_IAMSCOPE_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    assert iamscope(cwd=tmp_path, **asked)[1] == expected


def test_colours(folder: Path) -> None:
    arguments = ("check", "wrong.json", "--color")
    assert "\x1b[" not in iamscope(*arguments, "auto", cwd=folder)[1]
    assert "\x1b[" in iamscope(*arguments, "always", cwd=folder)[1]
    assert "\x1b[" not in iamscope(*arguments, "never", cwd=folder)[1]


def on_a_terminal(folder: Path, *arguments: str, **more: str) -> str:
    import pty

    ours, theirs = pty.openpty()
    try:
        process = subprocess.Popen(
            [*IAMSCOPE, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            env=environment(**{"TERM": "xterm"} | more),
        )
        os.close(theirs)
        output = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # Linux says so when the other end is closed
                break
            if not piece:
                break
            output += piece
        process.wait(60)
    finally:
        os.close(ours)
    return output.decode()


@POSIX
@pytest.mark.parametrize(
    ("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)]
)
def test_colours_on_a_terminal(folder: Path, more: dict[str, str], coloured: bool) -> None:
    output = on_a_terminal(folder, "check", "wrong.json", **more)
    assert ("\x1b[" in output) is coloured
    assert "INVALID_ACTION" in output


@POSIX
def test_a_progress_bar_is_for_terminals_and_for_runs_that_take_long(folder: Path) -> None:
    many(folder, 6)
    options = ("--rules", slow_pack(folder, 0.25), "--select", "SLOW")
    assert "checking" in on_a_terminal(folder, "check", ".", *options)
    assert "checking" not in on_a_terminal(folder, "check", "clean.json", *options)
    assert "checking" not in "".join(map(str, iamscope("check", ".", *options, cwd=folder)))


def interrupted(folder: Path, files: int, handling: signal.Handlers) -> tuple[int, bytes, list[str]]:
    """Status, output and words of a run whose processes all get an interrupt while they check.

    They were started with this handling of it: shells have what they start in the background ignore it.
    """
    many(folder, files)
    pack = slow_pack(folder, 0)
    rule = folder / pack / "slow.py"
    waiting = "open('checking', 'w').close(); all(time.sleep(0.01) or not os.path.exists('go') for _ in range(5000))"
    text = rule.read_text(encoding="utf-8").replace("import time", "import os, time")
    rule.write_text(text.replace("time.sleep(0)", waiting), encoding="utf-8")
    process = subprocess.Popen(
        [*IAMSCOPE, "check", ".", "--rules", pack, "--select", "SLOW"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, handling),  # noqa: PLW1509 (no threads here)
    )
    while not (folder / "checking").exists():
        assert process.poll() is None
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    (folder / "go").touch()
    output, error = process.communicate(timeout=60)
    return process.returncode, output, error.decode().split()


ONE_OR_SEVERAL = pytest.mark.parametrize("files", [1, 300], ids=["in one process", "in several"])


@LINUX
@ONE_OR_SEVERAL
def test_an_interrupt_ends_the_run_without_noise(folder: Path, files: int) -> None:
    assert interrupted(folder, files, signal.SIG_DFL) == (130, b"", ["interrupted"])


@LINUX
@ONE_OR_SEVERAL
def test_an_interrupt_that_is_ignored_changes_nothing(folder: Path, files: int) -> None:
    status, output, error = interrupted(folder, files, signal.SIG_IGN)
    assert (status, error) == (0, [])
    assert output.startswith(b"no findings in %d policies" % (files + 2))


@LINUX
def test_a_process_that_is_killed_does_not_make_the_run_wait(folder: Path) -> None:
    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("with one processor no processes are forked")
    many(folder, 300)
    pack = slow_pack(folder, 0)
    rule = folder / pack / "slow.py"
    killing = rule.read_text(encoding="utf-8").replace("time.sleep(0)", "import os; os.kill(os.getpid(), 9)")
    rule.write_text(killing, encoding="utf-8")
    status, output, error = iamscope("check", ".", "--rules", pack, "--select", "SLOW", cwd=folder)
    assert (status, output) == (3, "")
    assert error.startswith("internal error: WorkerError: a process ended early")


def test_codes_without_a_rule_are_listed_with_the_reason(tmp_path: Path) -> None:
    listed = iamscope("rules", cwd=tmp_path)[1]
    [line] = [line for line in listed.splitlines() if " SCP_SYNTAX_ERROR_NOTRESOURCE " in line]
    assert line.startswith("withdrawn ")
    assert line.endswith("  service control policies may have NotResource since September 2025")
    explained = iamscope("explain", "scp_syntax_error_notresource", cwd=tmp_path)
    assert explained[0] == 0
    assert explained[1].startswith("SCP_SYNTAX_ERROR_NOTRESOURCE (withdrawn)\n\niamscope does not check it: ")


def test_rules_that_wait_for_a_persona_say_so(tmp_path: Path) -> None:
    [line] = [line for line in iamscope("rules", cwd=tmp_path)[1].splitlines() if "STATEMENT_ADDS_NOTHING" in line]
    assert line.endswith("says nothing that others do not say (--persona pedantic)")
    explained = iamscope("explain", "statement_adds_nothing", cwd=tmp_path)[1]
    assert explained.startswith("STATEMENT_ADDS_NOTHING (suggestion; seen with --persona pedantic)\n\n")
    assert iamscope("explain", "INVALID_ACTION", cwd=tmp_path)[1].startswith("INVALID_ACTION (error)\n\n")


def test_rules_as_json_name_every_code_once(tmp_path: Path) -> None:
    listed = json.loads(iamscope("rules", "--format", "json", cwd=tmp_path)[1])
    codes = [rule["code"] for rule in listed]
    assert len(codes) == len(set(codes))


@POSIX
@pytest.mark.parametrize("reader", ["head -n 1", "true", "head -c 10"])
@pytest.mark.parametrize("format", ["text", "concise", "json"])
def test_a_reader_that_stops_is_no_error(folder: Path, reader: str, format: str) -> None:
    policy = {"Version": "2012-10-17", "Statement": [json.loads(WRONG)["Statement"]] * 2000}
    (folder / "many.json").write_text(json.dumps(policy), encoding="utf-8")
    command = f'"{sys.executable}" -m iamscope check many.json --format {format} | {reader}; exit ${{PIPESTATUS[0]}}'
    run = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert run.stderr == ""
    assert run.returncode in (0, 1)


@POSIX
@pytest.mark.parametrize(
    "arguments", [["check", "wrong.json"], ["check", "wrong.json", "--format", "json"], ["rules"], ["--help"]]
)
def test_a_reader_that_is_gone_ends_any_command_with_0(folder: Path, arguments: list[str]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    try:
        run = subprocess.run(
            [*IAMSCOPE, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=60,
            check=False,
        )
    finally:
        os.close(theirs)
    assert (run.returncode, run.stderr) == (0, b"")


def test_a_dash_stands_for_standard_output(folder: Path) -> None:
    status, output, _ = iamscope("check", "wrong.json", "--output", "concise=-", "--output", "json=x.json", cwd=folder)
    assert status == 1
    assert output.startswith("wrong.json:")
    assert (folder / "x.json").exists()
    assert not (folder / "-").exists()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is full")
@pytest.mark.parametrize("arguments", ["check wrong.json", "check wrong.json --format json", "rules", "--help"])
def test_a_full_disk_is_said_plainly(folder: Path, arguments: str) -> None:
    command = f'"{sys.executable}" -m iamscope {arguments} > /dev/full'
    run = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 2
    assert run.stderr == "error: the output cannot be written: No space left on device\n  = help: make room for it\n"


@POSIX
def test_no_output_at_all(folder: Path) -> None:
    command = f'"{sys.executable}" -m iamscope check wrong.json >&-'
    run = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stderr) == (1, "")


@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("INVALID_ACTON", "did you mean `INVALID_ACTION`?"),
        ("oidc", "did you mean `MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL` or `OIDC_AUDIENCE_MISSING` or "),
        ("ZZZ*", "`iamscope rules` lists all codes"),
    ],
)
def test_a_rule_that_does_not_exist(folder: Path, word: str, remedy: str) -> None:
    status, _, error = iamscope("check", "wrong.json", "--select", word, cwd=folder)
    assert status == 2
    assert error.startswith(f"error: no rule is called `{word}`\n  = help: {remedy}")


@pytest.mark.parametrize("type", ["foo", "AWS::S3", "AWS::S3::Bucket::", "AWS:S3:Bucket"])
def test_a_resource_type_that_cannot_be_one(folder: Path, type: str) -> None:
    status, _, error = iamscope("check", "wrong.json", "--resource-type", type, cwd=folder)
    assert status == 2
    assert f"`{type}` is no type of CloudFormation, such as `AWS::S3::Bucket`" in error


def test_output_that_the_encoding_cannot_say(folder: Path) -> None:
    (folder / "x.json").write_text(WRONG.replace("GetObjekt", "Get→Objekt"), encoding="utf-8")
    status, output, error = iamscope("check", "x.json", cwd=folder, PYTHONIOENCODING="ascii")
    assert (status, error) == (1, "")
    assert "\\u2192" in output


@LINUX
@pytest.mark.parametrize("format", ["text", "concise", "json", "jsonl", "aws", "sarif", "code-scanning", "github"])
def test_a_path_that_is_no_utf_8(folder: Path, format: str) -> None:
    (folder / os.fsdecode(b"caf\xe9.json")).write_text(WRONG, encoding="utf-8")
    status, output, error = iamscope("check", ".", "--format", format, cwd=folder)
    assert (status, error) == (1, "")
    assert "caf" in output
