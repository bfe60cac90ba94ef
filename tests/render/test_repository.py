"""Paths from the root of the repository, for services that show a repository."""

import os
from pathlib import Path

import pytest

from iamscope.render.repository import in_repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "repo" / "sub" / "deep").mkdir(parents=True)
    return tmp_path / "repo"


@pytest.mark.parametrize(
    ("folder", "path", "shown"),
    [
        (".", "a.json", "a.json"),
        ("sub", "a.json", "sub/a.json"),
        ("sub/deep", "x/a.json", "sub/deep/x/a.json"),
        ("sub/deep", "../a.json", "sub/a.json"),
        ("sub/deep", "../../a.json", "a.json"),
        ("sub", "../../a.json", "../../a.json"),  # outside
        ("sub", "..a.json", "sub/..a.json"),
        ("sub", "ROOT/b/a.json", "b/a.json"),
        ("sub", "/elsewhere/a.json", "/elsewhere/a.json"),
    ],
)
def test_inside_a_repository(root: Path, monkeypatch: pytest.MonkeyPatch, folder: str, path: str, shown: str) -> None:
    (root / ".git").mkdir()
    monkeypatch.chdir(root / folder)
    assert in_repository(path.replace("ROOT", root.as_posix())) == shown


def test_a_worktree_is_a_repository_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / ".git").write_text("gitdir: elsewhere\n", "utf-8")
    monkeypatch.chdir(root / "sub")
    assert in_repository("a.json") == "sub/a.json"


def test_outside_of_repositories_paths_stay(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    assert not any(os.path.exists(folder / ".git") for folder in root.parents)
    assert in_repository("sub/a.json") == "sub/a.json"
