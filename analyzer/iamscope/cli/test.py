"""`iamscope test`: do the policies allow and deny what they should?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from iamscope.cli.main import CLEAN, FINDINGS, USAGE, report_error
from iamscope.cli.options import color_option
from iamscope.cli.output import parse_targets, style, write_file
from iamscope.errors import InputError
from iamscope.render.style import Style

if TYPE_CHECKING:
    from iamscope.unit_tests.coverage import Coverage
    from iamscope.unit_tests.running import Outcome

_FORMATS = ("text", "json", "junit")


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option(
    "--format", "format", type=click.Choice(_FORMATS), default="text", show_default=True, help="What to print."
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Write a report to a file instead of printing, such as junit=tests.xml; repeatable.",
)
@click.option("--require-coverage", is_flag=True, help="Fail if a statement is exercised by no test.")
@color_option
def command(paths: tuple[str, ...], format: str, outputs: tuple[str, ...], require_coverage: bool, color: str) -> int:
    """Run the policy tests in files or folders; without PATH, in the current folder.

    A file of tests is YAML or JSON with a list of `tests`, each of which says `allow`, `deny` or `never`, and names the
    policies that it is about. `never` is decided over all requests. docs/policy-tests.md describes it.

    Exit status: 0 all passed, 1 a test failed or could not be decided, 2 usage or an input that cannot be read, 3
    internal error.
    """
    from iamscope.unit_tests.coverage import Coverage
    from iamscope.unit_tests.running import run
    from iamscope.unit_tests.suite_files import find_suites

    targets = parse_targets(format, outputs, _FORMATS)
    coverage = Coverage()
    problems: list[InputError] = []
    outcomes: list[Outcome] = []
    for suite in find_suites(paths or (".",), problems.append):
        try:
            outcomes.extend(run(suite, coverage))
        except InputError as error:
            problems.append(error)
    for problem in problems:
        report_error(problem)
    if not outcomes:
        if not problems:
            help = "a file of tests has a list of `tests`; see docs/policy-tests.md"
            report_error(InputError("no tests were found", help))
        return USAGE
    for target in targets:
        look = style(color) if target.path is None else Style(colour=color == "always")
        chunks = _report(target.format, outcomes, coverage, look)
        if target.path is None:
            sys.stdout.writelines(chunks)
        else:
            write_file(target.path, chunks)
    if problems:
        return USAGE
    is_missed = require_coverage and bool(coverage.missed)
    return FINDINGS if is_missed or not all(outcome.passed for outcome in outcomes) else CLEAN


def _report(format: str, outcomes: list[Outcome], coverage: Coverage, look: Style) -> Iterator[str]:
    if format == "junit":
        from iamscope.render import test_junit

        yield from test_junit.render(outcomes)
        return
    from iamscope.render import test_report

    if format == "json":
        yield test_report.as_json(outcomes, coverage)
    else:
        yield from test_report.as_text(outcomes, coverage, look)
