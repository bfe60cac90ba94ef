"""The shell inside action.yml, run as GitHub would run it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
BASH = shutil.which("bash")
GOOD = (ROOT / "fixtures/policies/order-service.json").read_text("utf-8")
BAD = (ROOT / "fixtures/policies/backup-operator.json").read_text("utf-8")
SUGGESTED = (ROOT / "fixtures/policies/support-engineer.json").read_text("utf-8")
EXPRESSION = re.compile(r"\$\{\{ *([\w.-]+) *\}\}")
needs_bash = pytest.mark.skipif(BASH is None, reason="bash is not installed")


class Job:
    """A job that uses the action: the workspace, what a runner sets, and the outputs of the steps so far."""

    def __init__(self, folder: Path, **inputs: str) -> None:
        self.workspace = folder / "work space"
        self.temp = folder / "runner temp"
        self.summary = folder / "summary.md"
        self.workspace.mkdir()
        self.temp.mkdir()
        self.values = {f"inputs.{name}": declared["default"] for name, declared in ACTION["inputs"].items()}
        self.values |= {f"inputs.{name.replace('_', '-')}": value for name, value in inputs.items()}
        self.values["steps.python.outputs.python-path"] = sys.executable
        self.printed = ""

    @property
    def sarif(self) -> Any:
        return json.loads((self.temp / "iamscope.sarif").read_text("utf-8"))

    def write(self, name: str, text: str) -> None:
        (self.workspace / name).write_text(text, "utf-8")

    def expand(self, text: str) -> str:
        return EXPRESSION.sub(lambda found: self.values.get(found[1], ""), text)

    def run(self, *, skip: str = "") -> int:
        """Runs the shell of the steps until one fails, but not of the step with the id `skip`."""
        for step in STEPS:
            if "run" in step and step.get("id", "-") != skip:
                status = self._run(step)
                if status:
                    return status
        return 0

    def _run(self, step: dict[str, Any]) -> int:
        output = self.temp / "output"
        output.write_text("", "utf-8")
        env = os.environ | {
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.summary),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
        }
        env |= {name: self.expand(value) for name, value in step.get("env", {}).items()}
        command = [BASH or "bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            command, check=False, cwd=self.workspace, env=env, capture_output=True, text=True, encoding="utf-8"
        )
        self.printed += done.stdout + done.stderr
        for line in output.read_text("utf-8").splitlines():
            name, _, value = line.partition("=")
            self.values[f"steps.{step['id']}.outputs.{name}"] = value
        return done.returncode


def seeded(folder: Path, **inputs: str) -> Job:
    """A job whose environment needs no registry: it borrows the packages of the Python that runs the tests."""
    job = Job(folder, **inputs)
    environment = job.temp / "iamscope-environment"
    venv.create(environment, with_pip=False)
    scripts = environment / ("Scripts" if os.name == "nt" else "bin")
    paths = {"base": str(environment), "platbase": str(environment)}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    borrowed = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), str(ROOT / "analyzer")]
    (packages / "borrowed.pth").write_text("\n".join(borrowed), "utf-8")
    job.values["steps.install.outputs.python"] = str(scripts / ("python.exe" if os.name == "nt" else "python"))
    return job


def test_no_input_is_text_of_a_script() -> None:
    assert not [step for step in STEPS if "${{" in step.get("run", "")]


def test_every_action_is_pinned_to_a_commit() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    assert not [name for name in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name)]


def test_every_expression_has_a_source() -> None:
    known = {f"inputs.{name}" for name in ACTION["inputs"]}
    known |= {f"steps.{step['id']}.outputs" for step in STEPS if "id" in step}
    used = EXPRESSION.findall((ROOT / "action.yml").read_text("utf-8"))
    assert not [name for name in used if name not in known and name.rpartition(".")[0] not in known]


@needs_bash
def test_finds_and_uploads(tmp_path: Path) -> None:
    job = seeded(tmp_path)
    job.write("good.json", GOOD)
    job.write("bad.json", BAD)
    assert job.run(skip="install") == 1
    results = job.sarif["runs"][0]["results"]
    assert {result["ruleId"] for result in results} == {"JSON_SYNTAX_ERROR"}
    assert results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "bad.json"
    assert "JSON_SYNTAX_ERROR" in job.printed
    assert job.values["steps.check.outputs.sarif"].endswith("iamscope.sarif")


@needs_bash
def test_passes_and_uploads_when_there_is_nothing_to_find(tmp_path: Path) -> None:
    job = seeded(tmp_path)
    job.write("good.json", GOOD)
    assert job.run(skip="install") == 0
    assert job.sarif["runs"][0]["results"] == []


@needs_bash
def test_annotates(tmp_path: Path) -> None:
    job = seeded(tmp_path, sarif="false")
    job.write("bad.json", BAD)
    assert job.run(skip="install") == 1
    assert "::error file=bad.json,line=8," in job.printed
    assert "#json_syntax_error" in job.summary.read_text("utf-8")
    assert not (job.temp / "iamscope.sarif").exists()
    assert "steps.check.outputs.sarif" not in job.values


@needs_bash
def test_paths_are_taken_as_they_are(tmp_path: Path) -> None:
    names = ["$(touch pwned).json", "a space.json", "`touch pwned`.json", "-x.json", "'single'.json", "$HOME.json"]
    if os.name != "nt":
        names += ['"double".json', "a;touch pwned;.json", "back\\slash.json", "*.json"]
    job = seeded(tmp_path, sarif="false", paths="\n" + "\r\n".join(names) + "\n")
    for name in names:
        job.write(name, BAD)
    job.write("unnamed.json", BAD)
    assert job.run(skip="install") == 1
    assert sorted(file.name for file in job.workspace.iterdir()) == sorted([*names, "unnamed.json"])
    assert job.printed.count("::error ") == min(2 * len(names), 10)  # GitHub shows ten of a kind
    assert "unnamed" not in job.printed


@needs_bash
@pytest.mark.parametrize(("fail_on", "status"), [("", 0), ("SUGGESTION", 1)])
def test_fail_on_decides(tmp_path: Path, fail_on: str, status: int) -> None:
    job = seeded(tmp_path, fail_on=fail_on, paths="policies")
    (job.workspace / "policies").mkdir()
    text = SUGGESTED.replace('"Sid": "ReadTickets",', "")
    job.write("policies/suggested.json", text)
    assert job.run(skip="install") == status


@needs_bash
def test_configuration_reaches_the_check(tmp_path: Path) -> None:
    job = seeded(tmp_path, config="settings/own.toml")
    job.write("bad.json", BAD)
    (job.workspace / "settings").mkdir()
    job.write("settings/own.toml", 'ignore = ["JSON_SYNTAX_ERROR"]\n')
    assert job.run(skip="install") == 0


@needs_bash
def test_type_reaches_the_check(tmp_path: Path) -> None:
    job = seeded(tmp_path, type="resource", paths="good.json")
    job.write("good.json", GOOD)
    assert job.run(skip="install") == 1
    assert "MISSING_PRINCIPAL" in job.printed


@needs_bash
@pytest.mark.parametrize("inputs", [{"type": "nonsense"}, {"paths": "absent.json"}, {"config": "absent.toml"}])
def test_a_wrong_input_fails_the_job(tmp_path: Path, inputs: dict[str, str]) -> None:
    job = seeded(tmp_path, **inputs)
    job.write("good.json", GOOD)
    assert job.run(skip="install") == 2


@needs_bash
def test_runs_nothing_from_the_workspace(tmp_path: Path) -> None:
    job = seeded(tmp_path)
    job.write("good.json", GOOD)
    for module in ("iamscope", "json", "venv", "pip", "sitecustomize"):
        job.write(f"{module}.py", "open('pwned', 'w')")
    assert job.run(skip="install") == 0
    assert not (job.workspace / "pwned").exists()


@needs_bash
@pytest.mark.skipif(os.environ.get("IAMSCOPE_NETWORK_TESTS") != "1", reason="set IAMSCOPE_NETWORK_TESTS=1: needs PyPI")
def test_installs_itself(tmp_path: Path) -> None:
    job = Job(tmp_path, sarif="false")
    job.write("bad.json", BAD)
    for module in ("venv", "ensurepip", "pip"):
        job.write(f"{module}.py", "open('pwned', 'w')")
    assert job.run() == 1, job.printed
    assert "::error file=bad.json" in job.printed
    assert not (job.workspace / "pwned").exists()
