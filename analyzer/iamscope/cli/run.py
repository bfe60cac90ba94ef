"""What the commands that check files have in common: their options, their configuration, and the run itself."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict, TypeVar

import click

from iamscope import __version__
from iamscope.checking import Checker, check_files
from iamscope.cli.params import COMMA_SEPARATED, PERSONA, POLICY_TYPE, RESOURCE_TYPE
from iamscope.cli.selection import choose_rules
from iamscope.cli.settings import excluder, read_config, type_chooser
from iamscope.cli.suppressed import configured_remarks, suppressor_of
from iamscope.config import Config
from iamscope.engine import RuleSet
from iamscope.inputs.discover import FoundFile, discover
from iamscope.policy_types import PolicyType
from iamscope.profiling import Profile
from iamscope.results import FileResult, Run, without_repeats
from iamscope.rule import AnyRule, Persona

F = TypeVar("F", bound=Callable[..., object])

#: Below it, starting processes costs more than they save.
_PARALLEL_FILES = 256
_MAX_PROCESSES = 8
#: How long a run may be silent on a terminal.
_PATIENCE = 1.0

_OPTIONS = (
    click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]..."),
    click.option(
        "--type",
        "policy_type",
        type=POLICY_TYPE,
        metavar="TYPE",
        help="What the policies are: " + ", ".join(PolicyType) + ". Default: told from their content.",
    ),
    click.option(
        "--resource-type",
        type=RESOURCE_TYPE,
        metavar="TYPE",
        help="What a resource policy is attached to, such as AWS::S3::Bucket.",
    ),
    click.option(
        "--select",
        type=COMMA_SEPARATED,
        default=(),
        metavar="CODES",
        help="Only these rules: codes, patterns or finding types, comma-separated.",
    ),
    click.option("--ignore", type=COMMA_SEPARATED, default=(), metavar="CODES", help="Leave these rules out."),
    click.option(
        "--persona",
        type=PERSONA,
        metavar="NAME",
        help="Who is asking: default, pedantic (opinions too) or all (information too).",
    ),
    click.option(
        "--rules",
        "packs",
        multiple=True,
        type=click.Path(),
        metavar="DIR",
        help="A folder of further rules; they are code and run. Repeatable.",
    ),
    click.option("--filter", "filtering", is_flag=True, help="Skip named files that hold no policy (for hooks)."),
    click.option("--no-suppressions", is_flag=True, help="Report everything: follow no suppression and no baseline."),
    click.option(
        "--config",
        "config_path",
        type=click.Path(),
        help="The configuration file. Default: the nearest iamscope.toml or pyproject.toml.",
    ),
    click.option("--no-config", is_flag=True, help="Read no configuration file."),
)


class Chosen(TypedDict):
    """The values of the common options."""

    paths: tuple[str, ...]
    policy_type: PolicyType | None
    resource_type: str | None
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    persona: Persona | None
    packs: tuple[str, ...]
    filtering: bool
    no_suppressions: bool
    config_path: str | None
    no_config: bool


def common_options(function: F) -> F:
    """Adds the argument PATH and the common options to a command."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@dataclass(frozen=True)
class Setup:
    """A run before it starts: what to check, how, and under which configuration."""

    config: Config
    rules: dict[str, AnyRule]
    checker: Checker
    paths: tuple[str, ...]
    files: list[FoundFile]


def set_up(chosen: Chosen, formats: Collection[str] = ()) -> Setup:
    """Reads the configuration and finds the files; raises UsageError and InputError.

    The format `aws` says what AWS would, whatever the persona.
    """
    config = read_config(chosen["config_path"], chosen["no_config"])
    from iamscope import packs as rule_packs

    known = rule_packs.load(chosen["packs"])
    persona = chosen["persona"] or config.persona
    rules = choose_rules(
        known,
        chosen["select"] or config.select,
        (*chosen["ignore"], *config.ignore),
        _all_of_aws(persona) if "aws" in formats else persona.sees,
    )
    policy_type, resource_type = chosen["policy_type"], chosen["resource_type"]
    if resource_type is not None and policy_type is None:
        policy_type = PolicyType.RESOURCE
    checker = Checker(
        RuleSet(rules.values()),
        type_chooser(policy_type, resource_type, config),
        chosen["filtering"],
        suppressor_of(config, frozenset(known), follow=not chosen["no_suppressions"]),
    )
    paths = chosen["paths"] or (".",)
    return Setup(config, rules, checker, paths, list(discover(paths, excluder(config))))


def _all_of_aws(persona: Persona) -> Callable[[AnyRule], bool]:
    return lambda rule: rule.aws or persona.sees(rule)


def profiled(setup: Setup) -> tuple[Setup, Profile]:
    """The same run with rules that keep count of their time."""
    from dataclasses import replace

    profile = Profile(setup.rules)
    checker = replace(setup.checker, rules=RuleSet(profile.rules.values()))
    return replace(setup, rules=profile.rules, checker=checker), profile


def perform(setup: Setup, started: float, processes: int | None = None) -> Run:
    """Checks the files, in so many processes as are worth it unless their number is given."""
    if processes is None:
        processes = _processes(setup.files)
    results = list(_with_progress(check_files(setup.files, setup.checker, processes), len(setup.files), started))
    return _run(results, setup, started)


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


def _run(results: Sequence[FileResult], setup: Setup, started: float) -> Run:
    from iamscope.spec import load

    return Run(
        policies=without_repeats(results),
        problems=tuple(result.problem for result in results if result.problem is not None),
        rules=setup.rules,
        files=len(setup.files),
        version=__version__,
        data_date=load().data_date,
        seconds=time.monotonic() - started,
        remarks=(
            *(finding for result in results for finding in result.remarks),
            *configured_remarks(setup.checker, setup.config, setup.paths, setup.files, results),
        ),
    )
