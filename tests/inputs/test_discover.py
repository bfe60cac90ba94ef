"""Which files a walk meets: what git ignores, tools' folders and links that lead away are left out."""

import os
from pathlib import Path

import pytest

from iamscope.errors import InputError
from iamscope.inputs.discover import discover
from iamscope.inputs.gitignore import is_pattern


def walked(top: Path, *paths: str | Path) -> list[str]:
    return [os.path.relpath(file.path, top).replace(os.sep, "/") for file in discover(map(str, paths or (top,)))]


def make(top: Path, *names: str, **texts: str) -> None:
    for name in names:
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for folder, text in texts.items():
        path = top / folder.replace("root", ".") / ".gitignore"
        path.write_text(text, encoding="utf-8")


def test_a_walk_is_in_order_and_leaves_tools_folders_out(tmp_path: Path) -> None:
    make(tmp_path, "b/1", "a/2", "c", ".git/x", "node_modules/x", ".terraform/x", "d/venv/x", ".hidden/3")
    assert walked(tmp_path) == ["c", ".hidden/3", "a/2", "b/1"]


@pytest.mark.parametrize(
    ("ignored", "expected"),
    [
        ("*.log\n", [".gitignore", "a", "d/b", "d/e/c"]),
        ("*\n!a\n", ["a"]),
        ("d/\n!d/b\n", [".gitignore", "a", "a.log"]),  # nothing comes back out of an ignored folder
        ("/b\nd/e\n", [".gitignore", "a", "a.log", "d/b"]),
        ("b/\n", [".gitignore", "a", "a.log", "d/b", "d/e/c"]),
        ("\ufeffa\r\n", [".gitignore", "a.log", "d/b", "d/e/c"]),
        ("# a\n!\n\\\n[z-a]\n[[:foo:]]\n***a***a***\n", [".gitignore", "a", "a.log", "d/b", "d/e/c"]),
        ("x\u2028a\n", [".gitignore", "a", "a.log", "d/b", "d/e/c"]),
        ("a\n!a\na\n", [".gitignore", "a.log", "d/b", "d/e/c"]),
    ],
)
def test_gitignore(tmp_path: Path, ignored: str, expected: list[str]) -> None:
    make(tmp_path, "a", "a.log", "d/b", "d/e/c", root=ignored)
    assert walked(tmp_path) == expected


def test_the_innermost_gitignore_decides(tmp_path: Path) -> None:
    make(tmp_path, "d/x.log", "d/y.log", "z.log", root="*.log\n", d="!x.log\n")
    assert [name for name in walked(tmp_path) if name.endswith(".log")] == ["d/x.log"]


def test_gitignores_above_hold_within_a_repository_only(tmp_path: Path) -> None:
    make(tmp_path, "repo/sub/a", "repo/sub/b", repo="a\n", root="b\n")
    assert walked(tmp_path / "repo" / "sub") == ["a", "b"]
    (tmp_path / "repo" / ".git").mkdir()
    assert walked(tmp_path / "repo" / "sub") == ["b"]


def test_a_gitignore_as_long_as_no_person_writes_takes_no_time(tmp_path: Path) -> None:
    make(tmp_path, "a" * 200, root="*a" * 50 + "b\n" + "".join(f"b{number}*\n" for number in range(100_000)))
    assert "a" * 200 in walked(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_called_gitignore_is_not_waited_for(tmp_path: Path) -> None:
    make(tmp_path, "a")
    os.mkfifo(tmp_path / ".gitignore")
    assert walked(tmp_path) == ["a"]


@pytest.mark.parametrize(("line", "expected"), [("*.log", True), ("**/a/**", True), ("!", False), ("*a*a*a*a", False)])
def test_is_pattern(line: str, expected: bool) -> None:
    assert is_pattern(line) is expected


def test_links(tmp_path: Path) -> None:
    make(tmp_path, "outside", "top/a", "top/d/b")
    top = tmp_path / "top"
    (top / "away").symlink_to(tmp_path / "outside")
    (top / "inside").symlink_to(top / "a")
    (top / "loop").symlink_to(top)
    (top / "self").symlink_to(top / "self")
    (top / "gone").symlink_to(top / "nowhere")
    assert walked(top) == ["a", "d/b"]  # `inside` is `a` once more


def test_named_paths(tmp_path: Path) -> None:
    make(tmp_path, "a", "d/b", root="a\n")
    assert walked(tmp_path, tmp_path / "a", tmp_path, tmp_path / "d" / "b") == ["a", ".gitignore", "d/b"]
    with pytest.raises(InputError, match="no such file or folder"):
        walked(tmp_path, tmp_path / "missing")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may list everything")
def test_a_folder_that_may_not_be_listed(tmp_path: Path) -> None:
    make(tmp_path, "a", "d/b")
    (tmp_path / "d").chmod(0)
    assert walked(tmp_path) == ["a"]
    (tmp_path / "d").chmod(0o700)
