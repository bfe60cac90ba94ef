"""`iamscope compare`: do the new policies allow anything that the old ones did not?"""

from __future__ import annotations

import os
import sys

import click

from iamscope.cli.main import CLEAN, FINDINGS, USAGE, report_error
from iamscope.cli.options import color_option
from iamscope.cli.output import style
from iamscope.cli.params import POLICY_TYPE
from iamscope.cli.settings import excluder, read_config, type_chooser
from iamscope.errors import InputError, UsageError
from iamscope.policy_types import PolicyType

_FORMATS = ("text", "json", "markdown")


@click.command("compare")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="OLD NEW | --base REV [PATH]...")
@click.option("--base", metavar="REV", help="Compare with a git revision, such as origin/main.")
@click.option(
    "--type",
    "policy_type",
    type=POLICY_TYPE,
    metavar="TYPE",
    help="What the policies are. Default: told from their content.",
)
@click.option(
    "--format", "format", type=click.Choice(_FORMATS), default="text", show_default=True, help="What to print."
)
@click.option(
    "--seconds", type=click.FloatRange(min=0.01), default=5.0, show_default=True, help="Time for each policy."
)
@click.option("--config", "config_path", type=click.Path(), help="The configuration file.")
@click.option("--no-config", is_flag=True, help="Read no configuration file.")
@color_option
def command(
    paths: tuple[str, ...],
    base: str | None,
    policy_type: PolicyType | None,
    format: str,
    seconds: float,
    config_path: str | None,
    no_config: bool,
    color: str,
) -> int:
    """Compare policies with their earlier versions, over all requests: what is allowed now that was not before?

    OLD and NEW are two files or two folders. With --base, the policies of the files that differ from a git revision
    (below PATH, by default the current folder) are compared with their versions there; one that moved or was renamed
    is found by its content.

    Exit status: 0 nothing new, 1 new access or not certain, 2 usage or an input that cannot be read, 3 internal error.
    """
    from iamscope.comparison.comparing import Versions, compare, read_versions
    from iamscope.comparison.differences import new_grants
    from iamscope.render import comparison as rendering

    config = read_config(config_path, no_config)
    choose = type_chooser(policy_type, None, config)
    versions: Versions
    if base is not None:
        from iamscope.comparison.changes import changed_since
        from iamscope.inputs.revisions import open_revision

        named = paths or (".",)
        revision = open_revision(_folder(named[0]), base)
        versions = changed_since(revision, named, choose, excluder(config))
    elif len(paths) == 2:
        versions = read_versions(paths[0], paths[1], choose)
    else:
        raise UsageError("two policies are needed, the old and the new one", "give OLD and NEW, or `--base REV`")
    compared = []
    for comparison in compare(versions, seconds=seconds):
        pair = comparison.differing
        grants = tuple(new_grants(*pair, seconds=seconds)) if pair else ()
        compared.append(rendering.Compared(comparison, grants))
    for problem in versions.problems:
        report_error(InputError(problem.message, problem.help, problem.span).of(problem.path))
    if format == "json":
        sys.stdout.write(rendering.as_json(compared, versions.problems))
    elif format == "markdown":
        sys.stdout.writelines(rendering.as_markdown(compared, versions.problems))
    else:
        sys.stdout.writelines(rendering.text(compared, style(color)))
    if versions.problems:
        return USAGE
    return CLEAN if all(item.comparison.check.result == "PASS" for item in compared) else FINDINGS


def _folder(path: str) -> str:
    return path if os.path.isdir(path) else os.path.dirname(path) or "."
