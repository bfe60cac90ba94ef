from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from iamscope.errors import InputError
from iamscope.inputs.revisions import open_revision


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    run = subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True, text=True)
    return run.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "söme file.json").write_bytes(b"{}\r\n")
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "link.json").symlink_to("/etc/passwd")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


def test_a_revision_has_the_regular_files_of_its_commit(repository: Path) -> None:
    revision = open_revision(str(repository / "a"), "main")
    assert revision.top == os.path.realpath(repository)
    assert sorted(revision.files) == ["a/söme file.json", "empty.json"]
    assert list(revision.read(sorted(revision.files))) == [("a/söme file.json", b"{}\r\n"), ("empty.json", b"")]


def test_it_tells_which_files_are_unchanged_without_reading_them(repository: Path) -> None:
    revision = open_revision(str(repository), "HEAD")
    assert revision.holds("a/söme file.json", b"{}\r\n")
    assert not revision.holds("a/söme file.json", b"{}\n")
    assert not revision.holds("new.json", b"")


def test_many_files_come_in_order(repository: Path) -> None:
    names = [f"{number:03}.json" for number in range(150)]
    for name in names:
        (repository / name).write_text(name)
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "many")
    assert list(open_revision(str(repository), "HEAD").read(names)) == [(name, name.encode()) for name in names]


def test_a_file_too_large_for_a_policy_is_passed_over(repository: Path) -> None:
    (repository / "large.json").write_bytes(b" " * (16 * 1024 * 1024 + 1))
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "large")
    assert list(open_revision(str(repository), "HEAD").read(["large.json", "empty.json"])) == [("empty.json", b"")]


@pytest.mark.parametrize("name", ["", "nowhere", "--help", "-p", "HEAD:empty.json", "main\n", "x" * 5000])
def test_what_is_no_commit_is_an_input_error(repository: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"no revision|no commit"):
        open_revision(str(repository), name)


def test_outside_a_repository_git_itself_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a git repository"):
        open_revision(str(tmp_path), "HEAD")


def test_without_git_the_error_says_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError, match="git is not installed"):
        open_revision(str(repository), "HEAD")


def test_nothing_that_the_repository_configures_is_run(repository: Path) -> None:
    """Hooks, filters, text conversions, external diffs, pagers and file-system monitors are programs of strangers."""
    witness = repository / "ran"
    program = repository / "evil.sh"
    program.write_text(f"#!/bin/sh\ntouch '{witness}'\ncat\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    (repository / ".gitattributes").write_text("*.json filter=evil diff=evil\n")
    git(repository, "add", ".gitattributes")
    git(repository, "commit", "-qm", "attributes")
    for key in ("filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "diff.evil.command"):
        git(repository, "config", key, str(program))
    git(repository, "config", "core.fsmonitor", str(program))
    git(repository, "config", "core.pager", str(program))
    hooks = repository / ".git" / "hooks"
    for hook in ("post-checkout", "post-index-change", "reference-transaction", "pre-commit"):
        (hooks / hook).write_text(program.read_text())
        (hooks / hook).chmod(0o755)
    revision = open_revision(str(repository), "HEAD")
    assert dict(revision.read(["a/söme file.json"])) == {"a/söme file.json": b"{}\r\n"}
    assert not witness.exists()


def test_variables_of_the_environment_do_not_lead_to_another_repository(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "-q")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert "empty.json" in open_revision(str(repository), "HEAD").files
