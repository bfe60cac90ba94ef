"""Suppressions and baselines from the command line: entries of the configuration, counts, statuses, mistakes."""

import contextlib
import io
import json
import sys
from pathlib import Path

import pytest

from iamscope.cli.main import main

PASS = "PASS_ROLE_WITH_STAR_IN_RESOURCE"  # noqa: S105
POLICY = """\
{"Version": "2012-10-17", "Statement": [
  {"Sid": "Deploy", "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
]}
"""


def iamscope(*arguments: str, cwd: Path) -> tuple[int, str, str]:
    """The status and what is printed; in this process, since there are many cases."""
    output, error = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(error),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "argv", ["iamscope", *arguments])
        patch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        with pytest.raises(SystemExit) as exit:
            main()
    assert isinstance(exit.value.code, int)
    return exit.value.code, output.getvalue(), error.getvalue()


def concise(folder: Path, *arguments: str) -> tuple[int, list[str]]:
    """The status, and the code and place of each line."""
    status, output, error = iamscope("check", "--format", "concise", *arguments, cwd=folder)
    assert error == ""
    return status, [f"{line.partition(' ')[0]} {line.rpartition('[')[2]}" for line in output.splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.json").write_text(POLICY, "utf-8")
    (tmp_path / "sub" / "b.json").write_text(POLICY, "utf-8")
    return tmp_path


def configure(folder: Path, text: str) -> None:
    (folder / "iamscope.toml").write_text(text, "utf-8")


FOUND = f"2:50: {PASS}]"


def test_an_entry_by_path(folder: Path) -> None:
    configure(folder, f'[[ignore]]\ncode = "{PASS}"\npath = "sub/*.json"\nreason = "why"\n')
    assert concise(folder) == (1, [f"a.json:{FOUND}"])
    assert concise(folder / "sub") == (0, [])
    assert concise(folder, "--no-suppressions") == (1, [f"a.json:{FOUND}", f"sub/b.json:{FOUND}"])
    assert concise(folder, "--no-config") == (1, [f"a.json:{FOUND}", f"sub/b.json:{FOUND}"])


def test_entries_in_pyproject(folder: Path) -> None:
    text = f'[[tool.iamscope.ignore]]\ncode = "{PASS}"\nreason = "why"\n'
    (folder / "pyproject.toml").write_text(text, "utf-8")
    status, output, _ = iamscope("check", "--show-suppressed", cwd=folder)
    assert status == 0
    assert output.count("= note: suppressed in pyproject.toml:1: why\n") == 2
    assert "no findings in 2 policies of 3 files; 2 suppressed\n" in output


def test_names_of_rules_and_entries_in_one_list(folder: Path) -> None:
    configure(folder, f'ignore = ["MISSING_VERSION", {{code = "{PASS}", reason = "why", sid = "Deploy"}}]\n')
    assert concise(folder) == (0, [])


@pytest.mark.parametrize(
    ("conditions", "arguments", "is_told"),
    [
        ('path = "gone.json"', ["."], True),
        ('path = "gone.json"', ["sub"], False),  # who knows what the other files hold
        ('path = "gone.json"', ["a.json"], False),
        ('path = "/a.json"\nsid = "Other"', ["a.json"], True),  # the one file that it is for
        ('path = "a.json"\nsid = "Other"', ["a.json"], False),  # others may be called so
        ('sid = "Other"', ["."], True),
        ('sid = "Other"', [".", "--select", "INVALID_ACTION,UNUSED_SUPPRESSION"], False),
        ('sid = "Deploy"', ["."], False),
    ],
)
def test_unused_entries(folder: Path, conditions: str, arguments: list[str], is_told: bool) -> None:
    configure(folder, f'fail-on = "ERROR"\n[[ignore]]\ncode = "{PASS}"\nreason = "why"\n{conditions}\n')
    lines = concise(folder, *arguments)[1]
    assert ("iamscope.toml:2:1: UNUSED_SUPPRESSION]" in lines) == is_told


def test_an_expired_entry(folder: Path) -> None:
    configure(folder, f'[[ignore]]\ncode = "{PASS}"\nreason = "why"\nexpires = 2020-01-31\n')
    status, output, _ = iamscope("check", "a.json", cwd=folder)
    assert status == 1
    assert f"warning[EXPIRED_SUPPRESSION]: the suppression of `{PASS}` expired on 2020-01-31\n" in output
    assert " --> iamscope.toml:1:1\n" in output
    assert "1 security warning, 1 warning in 1 policy of 1 file\n" in output


@pytest.mark.parametrize(
    ("text", "words", "help"),
    [
        (f'code = "{PASS}"', "there is no `reason`", "say why"),
        ('reason = "why"', "no code is named", "name the findings"),
        (f'code = "{PASS}"\nreason = "why"\nexpires = "31.12."', "`31.12.` is no date such as `2030-12-31`", "a day"),
        (f'code = "{PASS}"\nreason = "why"\nsids = "a"', "unknown key `sids`", "did you mean `sid`?"),
        (f'code = "{PASS}"\nreason = "why"\npath = 1', "`path` is no string", 'write `path = "…"`'),
    ],
)
def test_mistakes_in_entries_are_named_with_their_line(folder: Path, text: str, words: str, help: str) -> None:
    configure(folder, f'fail-on = "ERROR"\n\n[[ignore]]\n{text}\n')
    status, output, error = iamscope("check", cwd=folder)
    assert (status, output) == (2, "")
    first, second = error.splitlines()
    assert first == f"error: `iamscope.toml:3`: wrong entry of `ignore`: {words}"
    assert help in second


def test_an_unknown_code_is_named_with_its_line(folder: Path) -> None:
    configure(folder, '[[ignore]]\ncode = "PASS_ROLE"\nreason = "why"\n')
    status, _, error = iamscope("check", cwd=folder)
    assert status == 2
    assert error.startswith(
        "error: `iamscope.toml:1`: no finding has the code `PASS_ROLE`\n  = help: `iamscope rules` lists"
    )


def test_fixes_leave_suppressed_findings_alone(folder: Path) -> None:
    policy = POLICY.replace("iam:PassRole", "s3:getobject").replace('"2012-10-17"', '"2012-10-17 "')
    (folder / "a.json").write_text(policy, "utf-8")
    before = iamscope("check", "--diff", "--unsafe", "a.json", cwd=folder)[1]
    assert before
    configure(folder, '[[ignore]]\ncode = "INVALID_VERSION"\nreason = "why"\n')
    assert iamscope("check", "--diff", "--unsafe", "a.json", cwd=folder)[1] != before


def test_a_baseline(folder: Path) -> None:
    status, output, _ = iamscope("baseline", cwd=folder)
    assert (status, output) == (0, "2 findings of 2 files in .iamscope-baseline.json\n")
    known = ("--baseline", ".iamscope-baseline.json")
    assert concise(folder, *known) == (0, [])
    (folder / "c.json").write_text(POLICY.replace("Deploy", "Release"), "utf-8")
    assert concise(folder, *known) == (1, [f"c.json:{FOUND.replace('50', '51')}"])
    assert len(concise(folder, *known, "--no-suppressions")[1]) == 3
    status, output, _ = iamscope("baseline", "--prune", cwd=folder)
    assert (status, output) == (0, "2 findings of 2 files in .iamscope-baseline.json\n")


def test_a_baseline_of_the_configuration(folder: Path) -> None:
    configure(folder, 'baseline = "sub/known.json"\n')
    assert iamscope("baseline", cwd=folder / "sub")[0] == 0
    written = json.loads((folder / "sub" / "known.json").read_text("utf-8"))
    assert [entry["path"] for entry in written[1:]] == ["b.json"]
    assert concise(folder) == (1, [f"a.json:{FOUND}"])


@pytest.mark.parametrize("path", ['"../known.json"', '"/tmp/known.json"', '""', '"."', "1"])
def test_a_baseline_stays_in_the_folder_of_the_configuration(folder: Path, path: str) -> None:
    configure(folder, f"baseline = {path}\n")
    status, _, error = iamscope("check", cwd=folder)
    assert status == 2
    assert error.startswith("error: `")
    assert "wrong value of `baseline`" in error


def test_a_suppressed_finding_is_in_no_baseline(folder: Path) -> None:
    configure(folder, f'[[ignore]]\ncode = "{PASS}"\npath = "a.json"\nreason = "why"\n')
    assert iamscope("baseline", cwd=folder)[1] == "1 finding of 1 file in .iamscope-baseline.json\n"


def test_no_baseline_is_written_of_a_run_that_failed(folder: Path) -> None:
    (folder / "broken.json").write_bytes(b'{"Statement": "\xff"}')
    status, output, error = iamscope("baseline", "a.json", "broken.json", cwd=folder)
    assert (status, output) == (2, "")
    assert error.startswith("error: broken.json: not valid UTF-8")
    assert not (folder / ".iamscope-baseline.json").exists()


def test_a_missing_baseline(folder: Path) -> None:
    status, output, error = iamscope("check", "--baseline", "gone.json", cwd=folder)
    assert (status, output) == (2, "")
    assert error == (
        "error: `gone.json` cannot be read: no such file or directory\n"
        "  = help: write it with `iamscope baseline`, or name another file\n"
    )


def test_paths_of_annotations_start_from_the_repository(folder: Path) -> None:
    output = iamscope("check", "--format", "github", cwd=folder / "sub")[1]
    assert "file=sub/b.json,line=2" in output
    log = json.loads(iamscope("check", "--format", "sarif", cwd=folder / "sub")[1])
    [result] = log["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "sub/b.json"
    above = json.loads(iamscope("check", "--format", "sarif", "sub", cwd=folder)[1])
    assert above["runs"][0]["results"][0]["partialFingerprints"] == result["partialFingerprints"]


def test_a_finding_is_reported_once_wherever_its_policy_is_used(folder: Path) -> None:
    use = 'resource "aws_iam_policy" "{0}" {{\n  policy = file("${{path.module}}/a.json")\n}}\n'
    (folder / "main.tf").write_text(use.format("one"), "utf-8")
    (folder / "other.tf").write_text(use.format("two"), "utf-8")
    assert concise(folder) == (1, [f"a.json:{FOUND}", f"sub/b.json:{FOUND}"])
    assert concise(folder, "main.tf") == (1, [f"a.json:{FOUND}"])
    iamscope("baseline", cwd=folder)
    for arguments in ([], ["main.tf"], ["a.json"]):
        output = iamscope("check", "--baseline", ".iamscope-baseline.json", *arguments, cwd=folder)[1]
        assert output.startswith("no findings in ")
        assert "no longer found" not in output
