"""The configuration: where it is found, and how a mistake in it is named."""

from pathlib import Path

import pytest

from iamscope.config import Config, PolicyOverride, find_config, load_config
from iamscope.errors import UsageError
from iamscope.findings import FindingType
from iamscope.policy_types import PolicyType
from iamscope.suggestion import suggestion


def written(folder: Path, text: str, name: str = "iamscope.toml") -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def refused(path: str) -> tuple[str, str]:
    with pytest.raises(UsageError) as error:
        load_config(path)
    return error.value.message.replace(path, "FILE"), error.value.help


def test_every_key(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'select = ["A"]\nignore = ["B"]\nexclude = ["vendor/"]\nfail-on = "security-warning"\n'
        '[[policies]]\npath = "scp/"\ntype = "scp"\n'
        '[[policies]]\npath = "b/"\ntype = "RESOURCE_POLICY"\nresource-type = "AWS::S3::Bucket"\n',
    )
    assert load_config(path) == Config(
        folder=str(tmp_path),
        select=("A",),
        ignore=("B",),
        exclude=("vendor/",),
        fail_on=FindingType.SECURITY_WARNING,
        policies=(
            PolicyOverride("scp/", PolicyType.SCP),
            PolicyOverride("b/", PolicyType.RESOURCE, "AWS::S3::Bucket"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ('ignor = ["A"]', "`FILE`: unknown key `ignor`", "did you mean `ignore`?"),
        (
            '[[policies]]\npath = "a"\ntype = "scp"\ntyp = 1',
            "`FILE`: unknown key `policies.typ`",
            "did you mean `type`?",
        ),
        ("select = 1", "`FILE`: wrong value of `select`", "give a list of strings"),
        ("ignore = [1]", "`FILE`: wrong value of `ignore`", "give a list of strings, or entries under `[[ignore]]`"),
        ('exclude = "a"', "`FILE`: wrong value of `exclude`", "give a list of strings"),
        ("policies = 1", "`FILE`: wrong value of `policies`", "write each entry under `[[policies]]`"),
        ("policies = [1]", "`FILE`: wrong value of `policies`", "write each entry under `[[policies]]`"),
        (
            '[[policies]]\npath = "a"',
            "`FILE`: wrong value of `policies`",
            "each entry needs a `path` and a `type`, both strings",
        ),
        (
            '[[policies]]\npath = "a"\ntype = "resource"\nresource-type = 1',
            "`FILE`: wrong value of `policies.resource-type`",
            "give a CloudFormation type such as `AWS::S3::Bucket`",
        ),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, message: str, help: str) -> None:
    assert refused(written(tmp_path, text)) == (message, help)


@pytest.mark.parametrize("value", ['"grave"', "1", "[]", "true", "1979-05-27"])
def test_wrong_fail_on(tmp_path: Path, value: str) -> None:
    message, help = refused(written(tmp_path, f"fail-on = {value}"))
    assert message == "`FILE`: wrong value of `fail-on`"
    assert "`SECURITY_WARNING`" in help


def test_wrong_policy_type(tmp_path: Path) -> None:
    message, help = refused(written(tmp_path, '[[policies]]\npath = "a"\ntype = "user"'))
    assert message == "`FILE`: wrong value of `policies.type`"
    assert help.startswith("`user` is none of `identity`, `resource`, ")


@pytest.mark.parametrize("data", [b"= 1", b"\xff", b"a = [" + b"[" * 5000])
def test_broken_toml(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "iamscope.toml"
    path.write_bytes(data)
    message, help = refused(str(path))
    assert message.startswith("`FILE` is not valid TOML: ")
    assert help == "mend it or run with `--no-config`"


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert refused(str(tmp_path / "missing"))[0] == "`FILE` cannot be read: no such file or directory"


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    outer = written(tmp_path, "")
    inner = written(tmp_path / "a" / "b", "[tool.iamscope]\n", "pyproject.toml")
    written(tmp_path / "a", "[tool.ruff]\n", "pyproject.toml")  # it says nothing of us
    assert find_config(str(tmp_path / "a" / "b")) == inner
    assert find_config(str(tmp_path / "a")) == outer
    own = written(tmp_path / "a" / "b", "")
    assert find_config(str(tmp_path / "a" / "b")) == own


def test_the_search_ends_at_the_root_of_the_repository(tmp_path: Path) -> None:
    written(tmp_path, "")
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    assert find_config(str(tmp_path / "repo")) is None


def test_a_pyproject_needs_the_table(tmp_path: Path) -> None:
    message, _ = refused(written(tmp_path, "[tool]\niamscope = 1\n", "pyproject.toml"))
    assert message == "`FILE` has no table `[tool.iamscope]`"


def test_suggestion() -> None:
    assert suggestion("selct", ["select", "ignore"]) == "did you mean `select`?"
    assert suggestion("x" * 100_000, ["select", "ignore"]) == "known are `select`, `ignore`"
