"""`iamscope check`: is this policy well-formed, valid, safe?"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import click

from iamscope import __version__
from iamscope.checking import Checker, check_files
from iamscope.cli.fix import fix_files, print_diffs
from iamscope.cli.main import CLEAN, FINDINGS, INTERNAL, USAGE
from iamscope.cli.output import parse_targets, write
from iamscope.cli.params import COMMA_SEPARATED, FINDING_TYPE, PERSONA, POLICY_TYPE
from iamscope.cli.selection import choose_rules
from iamscope.config import Config, find_config, load_config
from iamscope.engine import INTERNAL_ERROR, RuleSet
from iamscope.errors import UsageError
from iamscope.findings import FindingType
from iamscope.inputs.discover import FoundFile, discover
from iamscope.inputs.reading import TypeChoice
from iamscope.policy_types import PolicyType
from iamscope.profiling import Profile
from iamscope.render import FORMATS
from iamscope.results import FileResult, Run
from iamscope.rule import AnyRule, Persona

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

#: Below it, starting processes costs more than they save.
_PARALLEL_FILES = 256
_MAX_PROCESSES = 8
#: How long a run may be silent on a terminal.
_PATIENCE = 1.0


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option(
    "--type",
    "policy_type",
    type=POLICY_TYPE,
    metavar="TYPE",
    help="What the policies are: " + ", ".join(PolicyType) + ". Default: told from their content.",
)
@click.option("--resource-type", metavar="TYPE", help="What a resource policy is attached to, such as AWS::S3::Bucket.")
@click.option(
    "--format", "format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print."
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write a report to a file instead of printing; repeatable.",
)
@click.option(
    "--select",
    type=COMMA_SEPARATED,
    default=(),
    metavar="CODES",
    help="Only these rules: codes, patterns or finding types, comma-separated.",
)
@click.option("--ignore", type=COMMA_SEPARATED, default=(), metavar="CODES", help="Leave these rules out.")
@click.option(
    "--persona",
    type=PERSONA,
    metavar="NAME",
    help="Who is asking: default, pedantic (opinions too) or all (information too).",
)
@click.option(
    "--rules",
    "packs",
    multiple=True,
    type=click.Path(),
    metavar="DIR",
    help="A folder of further rules; they are code and run. Repeatable.",
)
@click.option(
    "--fail-on",
    type=FINDING_TYPE,
    metavar="TYPE",
    help="The least grave finding that makes the exit status 1. [default: WARNING]",
)
@click.option("--fix", "fixing", is_flag=True, help="Mend what can be mended without changing what a policy means.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: also what was most likely meant.")
@click.option("--diff", "diffing", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--filter", "filtering", is_flag=True, help="Skip named files that hold no policy (for hooks).")
@click.option(
    "--config",
    "config_path",
    type=click.Path(),
    help="The configuration file. Default: the nearest iamscope.toml or pyproject.toml.",
)
@click.option("--profile", "profiling", is_flag=True, help="Show on standard error which rules took longest.")
@click.option("--no-config", is_flag=True, help="Read no configuration file.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="Colour the text.",
)
def command(
    paths: tuple[str, ...],
    policy_type: PolicyType | None,
    resource_type: str | None,
    format: str,
    outputs: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    persona: Persona | None,
    packs: tuple[str, ...],
    fail_on: FindingType | None,
    fixing: bool,
    unsafe: bool,
    diffing: bool,
    exit_zero: bool,
    filtering: bool,
    config_path: str | None,
    profiling: bool,
    no_config: bool,
    color: str,
) -> int:
    """Check the policies in files, folders or standard input (`-`).

    Without PATH the current folder is searched: policies are recognised by their content, at any depth of JSON files,
    and what .gitignore names is left out.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage, configuration or an input that cannot be read,
    3 internal error.
    """
    started = time.monotonic()
    if unsafe and not (fixing or diffing):
        raise UsageError("`--unsafe` does nothing alone", "give `--fix --unsafe` or `--diff --unsafe`")
    targets = parse_targets(format, outputs)
    config = _config(config_path, no_config)
    from iamscope import packs as rule_packs

    rules = choose_rules(
        rule_packs.load(packs), select or config.select, (*ignore, *config.ignore), persona or config.persona
    )
    if resource_type is not None and policy_type is None:
        policy_type = PolicyType.RESOURCE
    profile = Profile(rules) if profiling else None
    if profile is not None:
        rules = profile.rules
    checker = Checker(RuleSet(rules.values()), _type_chooser(policy_type, resource_type, config), filtering)
    files = list(discover(paths or (".",), _excluder(config)))
    if diffing:
        print_diffs(checker, files, unsafe=unsafe)
        targets = [target for target in targets if target.path is not None]
    elif fixing:
        fix_files(checker, files, unsafe=unsafe)
    processes = 1 if profiling else _processes(files)
    results = list(_with_progress(check_files(files, checker, processes), len(files), started))
    run = _run(results, rules, len(files), started)
    for target in targets:
        write(run, target, color)
    if profile is not None:
        _print_costs(profile)
    return _status(run, fail_on or config.fail_on or FindingType.WARNING, exit_zero)


def _config(path: str | None, no_config: bool) -> Config:
    if path is not None and no_config:
        raise UsageError("`--config` and `--no-config` exclude each other", "give one of them")
    if no_config:
        return Config()
    found = path or find_config()
    return load_config(found) if found else Config()


def _type_chooser(
    policy_type: PolicyType | None, resource_type: str | None, config: Config
) -> Callable[[str], TypeChoice | None]:
    if policy_type is not None:
        set_for_all = TypeChoice(policy_type, resource_type, "command line")
        return lambda _: set_for_all
    if not config.policies:
        return lambda _: None
    overrides = [
        (_patterns("policies.path", (item.path,)), TypeChoice(item.type, item.resource_type, "configuration"))
        for item in config.policies
    ]

    def choose(path: str) -> TypeChoice | None:
        relative = _relative(path, config.folder)
        return next((choice for spec, choice in reversed(overrides) if spec.match_file(relative)), None)

    return choose


def _excluder(config: Config) -> Callable[[str], bool]:
    if not config.exclude:
        return lambda _: False
    spec = _patterns("exclude", config.exclude)
    return lambda path: spec.match_file(_relative(path, config.folder))


def _patterns(key: str, lines: Sequence[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    from iamscope.inputs.gitignore import is_pattern

    for line in lines:
        if not is_pattern(line):
            raise UsageError(f"configuration: `{line}` of `{key}` is no pattern", "write it as in a `.gitignore`")
    return GitIgnoreSpec.from_lines(lines)


def _relative(path: str, folder: str) -> str:
    return os.path.relpath(os.path.abspath(path), folder).replace(os.sep, "/")


def _processes(files: Sequence[FoundFile]) -> int:
    if len(files) < _PARALLEL_FILES or sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), _MAX_PROCESSES)


def _with_progress(results: Iterator[FileResult], total: int, started: float) -> Iterator[FileResult]:
    """Shows a progress bar on a terminal once the run takes longer than a person likes to wait in silence."""
    if not sys.stderr.isatty():
        yield from results
        return
    done = 0
    for result in results:
        yield result
        done += 1
        if time.monotonic() - started > _PATIENCE:
            break
    if done == total:
        return
    with click.progressbar(length=total, label="checking", file=sys.stderr) as bar:
        bar.update(done)
        for result in results:
            yield result
            bar.update(1)


def _run(results: Sequence[FileResult], rules: dict[str, AnyRule], files: int, started: float) -> Run:
    from iamscope.spec import load

    return Run(
        policies=tuple(policy for result in results for policy in result.policies),
        problems=tuple(result.problem for result in results if result.problem is not None),
        rules=rules,
        files=files,
        version=__version__,
        data_date=load().data_date,
        seconds=time.monotonic() - started,
    )


def _print_costs(profile: Profile) -> None:
    for cost in profile.dearest(10):
        click.echo(f"{cost.seconds * 1000:9.1f} ms  {cost.nodes:8,} nodes  {cost.code}", err=True)


def _status(run: Run, fail_on: FindingType, exit_zero: bool) -> int:
    if any(finding.code == INTERNAL_ERROR for _, finding in run.findings):
        return INTERNAL
    if any(problem.named for problem in run.problems):
        return USAGE
    if exit_zero:
        return CLEAN
    return FINDINGS if any(finding.finding_type.reaches(fail_on) for _, finding in run.findings) else CLEAN
