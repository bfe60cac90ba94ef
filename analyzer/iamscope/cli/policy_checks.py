"""What commands that give each policy of some files a verdict have in common."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, TypeVar

import click

from iamscope.cli.main import CLEAN, FINDINGS
from iamscope.cli.options import color_option
from iamscope.cli.output import style
from iamscope.cli.settings import type_chooser
from iamscope.config import Config
from iamscope.errors import InputError
from iamscope.inputs.reading import ReadPolicy, read_policies
from iamscope.policy_types import PolicyType

if TYPE_CHECKING:
    from iamscope.render.check_results import Checked, Words

F = TypeVar("F", bound=Callable[..., object])

_OPTIONS = (
    click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="POLICY..."),
    click.option(
        "--format",
        "format",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="What to print.",
    ),
    click.option(
        "--seconds", type=click.FloatRange(min=0.01), default=5.0, show_default=True, help="Time for each policy."
    ),
    color_option,
)


def check_options(function: F) -> F:
    """Adds the policies to check, the format, the time and the colours."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def run_check(
    paths: tuple[str, ...],
    policy_type: PolicyType | None,
    kinds: Collection[PolicyType],
    check: Callable[[ReadPolicy], Checked],
    words: Words,
    format: str,
    color: str,
) -> int:
    """Checks the policies of these kinds in the files and prints the results; returns the exit status.

    Raises InputError.
    """
    from iamscope.policy_checks.access_checks import CheckVerdict
    from iamscope.render import check_results as rendering

    choose = type_chooser(policy_type, None, Config())
    checked = []
    for path in paths:
        try:
            policies = [policy for policy in read_policies(path, choose) if policy.policy.policy_type in kinds]
            if not policies:
                raise InputError("holds no policy that this can be asked of", f"asked are {', '.join(kinds)} policies")
            checked += [check(policy) for policy in policies]
        except InputError as error:
            raise error.of(path) from error
    if format == "json":
        sys.stdout.write(rendering.as_json(checked))
    else:
        sys.stdout.writelines(rendering.text(checked, words, style(color)))
    return CLEAN if all(result.result is CheckVerdict.PASS for _, result, _ in checked) else FINDINGS
