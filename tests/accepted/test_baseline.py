"""Baselines: written, held against later runs, pruned; what moves stays known."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from iamscope import packs
from iamscope.accepted import baseline
from iamscope.checking import Checker
from iamscope.engine import RuleSet
from iamscope.errors import UsageError
from iamscope.inputs.discover import discover
from iamscope.results import Run

CODE = "PASS_ROLE_WITH_STAR_IN_RESOURCE"
RULES = {CODE: packs.built_in()[CODE]}


def policy(*sids: str) -> str:
    statements = [{"Sid": sid, "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"} for sid in sids]
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


class Repository:
    """A folder with policies, checked by one rule that finds one thing in every statement."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = str(folder / baseline.DEFAULT_NAME)

    def put(self, name: str, *sids: str) -> None:
        (self.folder / name).write_text(policy(*sids), "utf-8")

    def run(self, *names: str) -> Run:
        self.files = list(discover(names or (".",)))
        results = [Checker(RuleSet(RULES.values())).check(file) for file in self.files]
        policies = tuple(item for result in results for item in result.policies)
        return Run(policies, (), RULES, len(self.files), "1.2.3", "2026-01-02")

    def record(self) -> None:
        baseline.write(self.path, baseline.record(self.run(), str(self.folder)))

    def compare(self, *names: str) -> baseline.Comparison:
        run = self.run(*names)
        return baseline.compare(run, baseline.load(self.path), {file.path for file in self.files})


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(tmp_path)
    repository = Repository(tmp_path)
    repository.put("a.json", "One", "Two")
    repository.put("b.json", "One")
    repository.record()
    return repository


def new(comparison: baseline.Comparison) -> list[str]:
    """Where new findings are: the file, and how many are new in it."""
    return [f"{item.path} {len(item.findings)}" for item in comparison.run.policies if item.findings]


def absent(comparison: baseline.Comparison) -> int:
    assert comparison.run.baseline is not None
    return comparison.run.baseline.absent


def test_the_file_has_a_whole_entry_on_each_line(repository: Repository) -> None:
    first, *lines, last = Path(repository.path).read_text("utf-8").splitlines()
    assert (first, last) == ('[{"iamscope-baseline": 1}', "]")
    entries = [json.loads(line.removeprefix(",")) for line in lines]
    assert [(entry["path"], entry["code"], entry["at"], entry["count"]) for entry in entries] == [
        ("a.json", CODE, '"iam:PassRole"', 1),
        ("a.json", CODE, '"iam:PassRole"', 1),
        ("b.json", CODE, '"iam:PassRole"', 1),
    ]
    assert lines == sorted(lines)
    written = Path(repository.path).read_bytes()
    repository.record()
    assert Path(repository.path).read_bytes() == written


def test_nothing_is_new(repository: Repository) -> None:
    comparison = repository.compare()
    assert (new(comparison), absent(comparison)) == ([], 0)
    assert [[result.is_known for result in item.aside] for item in comparison.run.policies] == [[True, True], [True]]


def nothing(_: Repository) -> None:
    pass


def move_a_file(repository: Repository) -> None:
    (repository.folder / "sub").mkdir()
    (repository.folder / "a.json").rename(repository.folder / "sub" / "c.json")


def move_a_statement(repository: Repository) -> None:
    repository.put("a.json", "Two")
    repository.put("b.json", "One", "One")


def reformat(repository: Repository) -> None:
    text = json.dumps(json.loads(policy("Two", "One")), indent=4)
    (repository.folder / "a.json").write_text("\n\n" + text, "utf-8")


def turn_into_yaml(repository: Repository) -> None:
    repository.put("a.yaml", "Two", "One")
    (repository.folder / "a.json").unlink()


@pytest.mark.parametrize("change", [nothing, move_a_file, move_a_statement, reformat, turn_into_yaml])
def test_what_moves_stays_known(repository: Repository, change: Callable[[Repository], None]) -> None:
    change(repository)
    comparison = repository.compare()
    assert (new(comparison), absent(comparison)) == ([], 0)


def test_what_is_new_is_reported(repository: Repository) -> None:
    repository.put("a.json", "One", "Two", "Three")
    assert new(repository.compare()) == ["a.json 1"]


def test_equal_findings_are_counted(repository: Repository) -> None:
    repository.put("a.json", "One", "Two", "One")
    repository.put("c.json", "One")
    assert new(repository.compare()) == ["a.json 1", "c.json 1"]


def test_what_is_gone_is_counted_until_it_is_pruned(repository: Repository) -> None:
    repository.put("a.json", "Two", "Three")
    (repository.folder / "b.json").unlink()
    comparison = repository.compare()
    assert (new(comparison), absent(comparison)) == (["a.json 1"], 2)
    baseline.write(repository.path, baseline.prune(comparison, str(repository.folder)))
    comparison = repository.compare()
    assert (new(comparison), absent(comparison)) == (["a.json 1"], 0)


def test_files_that_are_not_checked_keep_their_entries(repository: Repository) -> None:
    repository.put("a.json", "One", "Two", "One")  # not a moved one: the other's own file was not looked at
    comparison = repository.compare("a.json")
    assert (new(comparison), absent(comparison)) == (["a.json 1"], 0)
    assert [entry.path for entry in comparison.unjudged] == ["b.json"]
    assert [entry.path for entry in baseline.prune(comparison, str(repository.folder))] == [
        "a.json",
        "a.json",
        "b.json",
    ]


def test_entries_of_other_rules_are_not_judged(repository: Repository) -> None:
    run = repository.run()
    written = baseline.load(repository.path)
    other = written.entries[0]._replace(code="OTHER_RULE", identity="0" * 32)
    comparison = baseline.compare(run, written._replace(entries=(*written.entries, other)), {"a.json", "b.json"})
    assert (absent(comparison), comparison.unjudged) == (0, (other,))


def test_paths_start_from_the_folder_of_the_file(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository.folder / "sub").mkdir()
    monkeypatch.chdir(repository.folder / "sub")
    comparison = repository.compare("..")
    assert (new(comparison), absent(comparison)) == ([], 0)
    comparison = repository.compare(str(repository.folder))
    assert (new(comparison), absent(comparison)) == ([], 0)


def test_lines_that_a_merge_left_twice_count_once(repository: Repository) -> None:
    path = Path(repository.path)
    head, *lines, end = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([head, *lines, *lines, end]), "utf-8")
    repository.put("b.json", "One", "One")
    assert new(repository.compare()) == ["b.json 1"]


def test_writing_replaces_a_link_and_leaves_its_target(repository: Repository) -> None:
    target = repository.folder / "target"
    target.write_text("precious", "utf-8")
    os.unlink(repository.path)
    os.symlink(target, repository.path)
    repository.record()
    assert target.read_text("utf-8") == "precious"
    assert not os.path.islink(repository.path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "`FILE` is no baseline"),
        (b"{}", "`FILE` is no baseline"),
        (b"[]", "`FILE` is no baseline"),
        (b"[1]", "`FILE` is no baseline"),
        (b"\xff", "`FILE` is no baseline"),
        (b'[{"iamscope-baseline": 1}, {"path": "a"}]', "`FILE` is no baseline"),
        (b'[{"iamscope-baseline": 1}, {"path": "a", "code": "A", "id": "b", "count": "c"}]', "`FILE` is no baseline"),
        (b"[" * 100_000, "`FILE` is no baseline"),
        (b'[{"iamscope-baseline": 2}]', "`FILE` is a baseline of version 2"),
        (b'[{"iamscope-baseline": "' + b"x" * 1000 + b'"}]', "`FILE` is no baseline"),
    ],
)
def test_what_is_no_baseline(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(data)
    with pytest.raises(UsageError) as error:
        baseline.load(str(path))
    assert error.value.message.replace(str(path), "FILE") == message


def test_a_baseline_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        baseline.load(str(tmp_path / "gone.json"))
    assert error.value.message.endswith("gone.json` cannot be read: no such file or directory")
    assert error.value.help == "write it with `iamscope baseline`, or name another file"
