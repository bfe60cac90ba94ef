"""README.md and CONTRIBUTING.md say what is so: their examples are run."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from iamscope import examples, packs
from iamscope.cli.main import COMMANDS
from iamscope.cli.selection import choose_rules
from iamscope.config import KEYS, load_config
from iamscope.logic.evaluation.request import FIELDS
from iamscope.policy_types import PolicyType
from iamscope.render import FORMATS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def fences(language: str, text: str = README) -> list[str]:
    return [found[2] for found in re.finditer(rf"^(`{{3,4}}){language}\n(.*?)^\1$", text, re.MULTILINE | re.DOTALL)]


def printed_by(command: str) -> str:
    name, *arguments = shlex.split(command)
    assert name == "iamscope"
    done = subprocess.run(
        [sys.executable, "-m", "iamscope", *arguments],
        check=False,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "COLUMNS"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout + done.stderr


def without_times(text: str) -> str:
    return re.sub(r"\b\d+(\.\d+)? m?s\b", "0 s", text)


@pytest.mark.parametrize("example", fences("console"), ids=lambda example: example.partition("\n")[0])
def test_output_is_what_the_command_prints(example: str) -> None:
    prompt, _, shown = example.partition("\n")
    printed = printed_by(prompt.removeprefix("$ "))
    if os.environ.get("IAMSCOPE_UPDATE_SNAPSHOTS") == "1":
        page = ROOT / "README.md"
        page.write_text(page.read_text("utf-8").replace(example, f"{prompt}\n{printed}"), "utf-8", newline="\n")
    else:
        assert without_times(shown) == without_times(printed)


def test_ci_runs_the_two_commands() -> None:
    commands = [line for fence in fences("sh") for line in fence.splitlines()]
    assert len(commands) == 2
    script = (ROOT / ".ci/run").read_text("utf-8")
    for command in commands:
        assert f'="{command}"\n' in script
    assert fences("sh", CONTRIBUTING) == fences("sh")[1:]


def test_python_example() -> None:
    example = "\n".join(fences("pycon"))
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)
    runner = doctest.DocTestRunner()
    output: list[str] = []
    runner.run(test, out=output.append)
    assert not output


def test_configuration_example(tmp_path: Path) -> None:
    [example] = fences("toml")
    path = tmp_path / "iamscope.toml"
    path.write_text(example, "utf-8")
    config = load_config(str(path))
    assert [item.type for item in config.policies] == [PolicyType.SCP, PolicyType.RESOURCE]
    assert choose_rules(packs.built_in(), config.select, config.ignore)
    assert set(tomllib.loads(example)) == set(KEYS)
    assert config.suppressions


def test_fields_of_a_request() -> None:
    section = README.partition("`simulate` decides")[2].partition("## ")[0]
    assert not [field for field in FIELDS if f'"{field}"' not in section and f"`{field}`" not in section]


def test_policy_types() -> None:
    [sentence] = re.findall(r"^The types are (.*?)\.", README, re.MULTILINE | re.DOTALL)
    assert re.findall(r"`(\w+)`", sentence) == list(PolicyType)


def test_every_option_is_real() -> None:
    options = set(re.findall(r"`(--[a-z-]+)", README)) - {"--format"}
    help = "".join(printed_by(f"iamscope {command} --help") for command in ("", *COMMANDS))
    assert not [option for option in options if option not in help]


def test_formats() -> None:
    table = README.partition("| `--format` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE) == list(FORMATS)


def yaml_examples() -> Iterator[Any]:
    return (yaml.safe_load(example) for example in fences("yaml"))


def test_hook_example() -> None:
    offered = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    used = {hook["id"] for example in yaml_examples() for repo in example.get("repos", ()) for hook in repo["hooks"]}
    assert used <= offered
    assert all(f"`{name}`" in README or name in used for name in offered)


def test_action_example() -> None:
    offered = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    steps = [step for example in yaml_examples() for job in example.get("jobs", {}).values() for step in job["steps"]]
    [used] = [step["with"] for step in steps if step["uses"].startswith("iamscope/")]
    assert set(used) <= set(offered)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "fixtures/README.md"])
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text("utf-8"))
    assert not [link for link in links if "://" not in link and not (path.parent / link).exists()]


def test_every_fixture_is_explained() -> None:
    text = (ROOT / "fixtures/README.md").read_text("utf-8")
    assert not [file.name for file in (ROOT / "fixtures/policies").iterdir() if f"`{file.name}`" not in text]


def test_rule_in_contributing_is_one(tmp_path: Path) -> None:
    [example] = fences("python", CONTRIBUTING)
    (tmp_path / "stop_logging_allowed.py").write_text(example, "utf-8")
    rule = packs.load([str(tmp_path)])["STOP_LOGGING_ALLOWED"]
    shown = list(examples.examples(rule))
    assert {example.is_bad for example in shown} == {True, False}
    for policy in shown:
        assert tuple(examples.marks(examples.run(rule, policy))) == policy.marks
