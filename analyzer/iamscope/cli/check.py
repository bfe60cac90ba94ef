"""`iamscope check`: is this policy well-formed, valid, safe?"""

from __future__ import annotations

import time
from typing import Unpack

import click

from iamscope.cli.fix import fix_files, print_diffs
from iamscope.cli.main import CLEAN, FINDINGS, INTERNAL, USAGE
from iamscope.cli.options import color_option, output_option
from iamscope.cli.output import parse_targets, write
from iamscope.cli.params import FINDING_TYPE
from iamscope.cli.run import Chosen, Setup, common_options, perform, profiled, set_up
from iamscope.engine import INTERNAL_ERROR
from iamscope.errors import UsageError
from iamscope.findings import FindingType
from iamscope.profiling import Profile
from iamscope.render import FORMATS
from iamscope.results import Run


@click.command("check")
@common_options
@click.option(
    "--format", "format", type=click.Choice(FORMATS), default="text", show_default=True, help="What to print."
)
@output_option
@click.option(
    "--fail-on",
    type=FINDING_TYPE,
    metavar="TYPE",
    help="The least grave finding that makes the exit status 1. [default: WARNING]",
)
@click.option(
    "--baseline",
    "baseline_path",
    type=click.Path(),
    metavar="FILE",
    help="Report only what this file, written by `iamscope baseline`, does not know.",
)
@click.option("--show-suppressed", is_flag=True, help="Show in texts what is suppressed or in the baseline, too.")
@click.option("--fix", "fixing", is_flag=True, help="Mend what can be mended without changing what a policy means.")
@click.option("--unsafe", is_flag=True, help="With --fix or --diff: also what was most likely meant.")
@click.option("--diff", "diffing", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--profile", "profiling", is_flag=True, help="Show on standard error which rules took longest.")
@color_option
def command(
    *,
    format: str,
    outputs: tuple[str, ...],
    fail_on: FindingType | None,
    baseline_path: str | None,
    show_suppressed: bool,
    fixing: bool,
    unsafe: bool,
    diffing: bool,
    exit_zero: bool,
    profiling: bool,
    color: str,
    **chosen: Unpack[Chosen],
) -> int:
    """Check the policies in files, folders or standard input (`-`).

    Without PATH the current folder is searched: policies are recognised by their content, at any depth of JSON and YAML
    files and in Terraform modules and plans, and what .gitignore names is left out.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage, configuration or an input that cannot be read,
    3 internal error.
    """
    started = time.monotonic()
    if unsafe and not (fixing or diffing):
        raise UsageError("`--unsafe` does nothing alone", "give `--fix --unsafe` or `--diff --unsafe`")
    targets = parse_targets(format, outputs)
    setup = set_up(chosen, {target.format for target in targets})
    setup, profile = profiled(setup) if profiling else (setup, None)
    if diffing:
        print_diffs(setup.checker, setup.files, unsafe=unsafe)
        targets = [target for target in targets if target.path is not None]
    elif fixing:
        fix_files(setup.checker, setup.files, unsafe=unsafe)
    run = perform(setup, started, processes=1 if profiling else None)
    if not chosen["no_suppressions"]:
        run = _beyond_baseline(run, setup, baseline_path)
    for target in targets:
        write(run, target, color, shows_aside=show_suppressed)
    if profile is not None:
        _print_costs(profile)
    return _status(run, fail_on or setup.config.fail_on or FindingType.WARNING, exit_zero)


def _beyond_baseline(run: Run, setup: Setup, path: str | None) -> Run:
    """The run without what the baseline knows, where there is one."""
    path = path or setup.config.baseline
    if path is None:
        return run
    from iamscope.accepted import baseline

    return baseline.compare(run, baseline.load(path), {file.path for file in setup.files}).run


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
