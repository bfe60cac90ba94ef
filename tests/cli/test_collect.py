"""`iamscope collect` on the command line: what it prints and with which status it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("boto3")

from click.testing import CliRunner, Result
from moto import mock_aws
from moto.server import ThreadedMotoServer

from iamscope.cli.collect import command
from iamscope.collect.aws import CollectError
from iamscope.collect.table import load_files

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "a-secret",
    "AWS_DEFAULT_REGION": "eu-west-1",
}
FEW = ("identity-providers.json", "lambda-functions.json")


@pytest.fixture(autouse=True)
def _few_files(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [file for file in load_files() if file.name in FEW]
    monkeypatch.setattr("iamscope.collect.snapshot.load_files", lambda: files)


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


@pytest.mark.usefixtures("aws")
class TestCommand:
    def test_says_what_it_wrote(self, tmp_path: Path) -> None:
        result = invoke(str(tmp_path / "snapshot"), "--region", "eu-west-1")
        assert (result.exit_code, result.stderr) == (0, "")
        assert result.stdout == f"1 account: 3 files written to {tmp_path}/snapshot\n"
        again = invoke(str(tmp_path / "snapshot"), "--region", "eu-west-1")
        assert again.stdout == f"1 account: 0 files written to {tmp_path}/snapshot, 3 were there\n"

    def test_all_enabled_regions_are_the_default(self, tmp_path: Path) -> None:
        assert invoke(str(tmp_path)).exit_code == 0
        assert {"eu-west-1", "us-east-1"} < set(json.loads((tmp_path / "collection.json").read_bytes())["regions"])

    def test_says_that_calls_were_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from botocore.exceptions import ClientError
        from moto.iam.models import IAMBackend

        def refuse(*_: object) -> None:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "ListSAMLProviders")

        monkeypatch.setattr(IAMBackend, "list_saml_providers", refuse)
        result = invoke(str(tmp_path), "--region", "eu-west-1")
        assert result.exit_code == 0
        assert result.stderr == "1 call was refused: `missing.json` in the accounts' folders says which\n"

    def test_a_folder_of_something_else(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.txt").write_text("years of work")
        result = invoke(str(tmp_path), "--region", "eu-west-1")
        assert isinstance(result.exception, CollectError)
        assert result.exception.help == "give a folder that is new or empty"


def run(*arguments: str, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The whole program in a process of its own, after `code`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    program = f"import sys; {code or 'pass'}; sys.argv[0] = 'iamscope'; from iamscope.cli.main import main; main()"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=kept | {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_boto3_the_extra_is_named(tmp_path: Path) -> None:
    done = run("collect", str(tmp_path), code="sys.modules['boto3'] = None")
    assert done.returncode == 2
    assert done.stderr == (
        "error: `iamscope collect` needs boto3, which is not installed\n  = help: run `pip install 'iamscope[aws]'`\n"
    )


def test_without_credentials_nothing_is_written(tmp_path: Path) -> None:
    done = run("collect", str(tmp_path / "new"), "--region", "eu-west-1", AWS_SHARED_CREDENTIALS_FILE=os.devnull)
    assert done.returncode == 2
    assert done.stderr.startswith(
        "error: AWS does not know the caller: Unable to locate credentials\n  = help: sign in"
    )
    assert not (tmp_path / "new").exists()


def test_an_unknown_option_is_refused(tmp_path: Path) -> None:
    assert run("collect", str(tmp_path), "--write").returncode == 2


def test_no_other_command_loads_boto3() -> None:
    code = "import iamscope.cli.main as m; m.cli.get_command(None, 'collect'); print('boto3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", f"import sys; {code}"], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_against_a_server(tmp_path: Path) -> None:
    """The whole way over HTTP, as with AWS itself: two services, in a process of its own."""
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        code = f"import iamscope.collect.table as t; few = [f for f in t.load_files() if f.name in {FEW}]"
        code += "; import iamscope.collect.snapshot as c; c.load_files = lambda: few"
        done = run(
            *("collect", str(tmp_path / "new"), "--region", "eu-west-1", "--gzip"),
            code=code,
            AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}",
            **KEYS,
        )
    finally:
        server.stop()
    assert (done.returncode, done.stderr) == (0, ""), (host, done.stdout)
    names = sorted(path.name for path in (tmp_path / "new").rglob("*.gz"))
    assert names == ["authorization-details.json.gz", "collection.json.gz", *(f"{name}.gz" for name in FEW)]
