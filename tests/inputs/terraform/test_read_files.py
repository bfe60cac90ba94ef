"""`file()` and `templatefile()`: what is inside the module's folder is read, and nothing else."""

import os
from pathlib import Path

import pytest
from terraform_modules import Found, check, findings, write

POLICY = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:%s", "Resource": "%s"}]}'
RESOURCE = 'resource "aws_iam_policy" "p" {\n  policy = %s\n}\n'


@pytest.mark.parametrize("path", ["policies/p.json", "${path.module}/policies/p.json", "./policies/./p.json"])
def test_a_file_is_found_with_its_own_places(tmp_path: Path, path: str) -> None:
    write(tmp_path, {"main.tf": RESOURCE % f'file("{path}")', "policies/p.json": POLICY % ("Filed", "*")})
    result = check(tmp_path / "main.tf")
    assert findings(result) == [Found("p.json", 1, '"s3:Filed"', "INVALID_ACTION")]
    (policy,) = result.policies
    assert policy.path.endswith("policies/p.json")
    assert (policy.pointer, policy.container) == ("", "aws_iam_policy.p.policy")


def test_a_template_is_found_with_its_own_places(tmp_path: Path) -> None:
    template = POLICY % ("${verb}Objekt", "arn:aws:s3:::${bucket}/$${aws:username}/${lower(name)}")
    write(
        tmp_path,
        {
            "main.tf": RESOURCE % 'templatefile("p.tftpl", { verb = "Get", bucket = var.bucket, name = "X" })',
            "p.tftpl": template,
        },
    )
    assert findings(check(tmp_path / "main.tf")) == [Found("p.tftpl", 1, '"s3:${verb}Objekt"', "INVALID_ACTION")]


@pytest.mark.parametrize(
    "path",
    [
        "../secret.json",
        "policies/../../secret.json",
        "${path.module}/../secret.json",
        "~/secret.json",
        "link.json",
        "folder/secret.json",
        "${path.root}/../secret.json",
        "${var.folder}/secret.json",
        "c:\\\\secret.json",
        "a\\u0000b",
        ".",
        "",
        "none.json",
    ],
)
def test_nothing_outside_is_read(tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write(
        tmp_path,
        {"m/main.tf": RESOURCE % f'file("{path}")', "secret.json": POLICY % ("Secret", "*"), "m/policies/x.txt": ""},
    )
    (tmp_path / "m" / "link.json").symlink_to(tmp_path / "secret.json")
    (tmp_path / "m" / "folder").symlink_to(tmp_path)
    opened: list[str] = []
    real_open = os.open

    def spy(path: str, flags: int) -> int:
        opened.append(path)
        return real_open(path, flags)

    monkeypatch.setattr(os, "open", spy)
    assert findings(check(tmp_path / "m" / "main.tf")) == []
    assert not any("secret" in os.path.realpath(path) for path in opened)


def test_an_absolute_path_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": RESOURCE % f'file("{tmp_path}/p.json")', "p.json": POLICY % ("Filed", "*")})
    assert findings(check(tmp_path / "main.tf")) == []


def test_what_is_no_text_or_too_large_is_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": RESOURCE % 'file("p.json")' + RESOURCE.replace('"p"', '"q"') % 'file("q.json")'})
    (tmp_path / "p.json").write_bytes(b"\xff\xfe\xff")
    (tmp_path / "q.json").write_text(POLICY % ("Large", "*") + " " * 1024 * 1024, encoding="utf-8")
    assert check(tmp_path / "main.tf").policies == ()


def test_a_template_that_reads_itself_ends(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf": RESOURCE % 'templatefile("t.json", {})',
            "t.json": POLICY % ("Own", '${templatefile("t.json", {})}'),
        },
    )
    assert findings(check(tmp_path / "main.tf")) == []


def test_a_template_of_a_data_source(tmp_path: Path) -> None:
    source = (
        'data "template_file" "t" {\n  template = file("${path.module}/p.json")\n  vars = { verb = "Get" }\n}\n'
        'resource "aws_s3_bucket_policy" "p" {\n  policy = data.template_file.t.rendered\n}\n'
    )
    write(tmp_path, {"main.tf": source, "p.json": POLICY % ("${verb}Objekt", "arn:aws:s3:::${bucket}")})
    result = check(tmp_path / "main.tf")
    assert Found("p.json", 1, '"s3:${verb}Objekt"', "INVALID_ACTION") in findings(result)
    (policy,) = result.policies
    assert (policy.policy_type.value, policy.resource_type) == ("resource", "AWS::S3::Bucket")
