"""What the commands about accounts have in common: they read snapshots, and name what is broken in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from iamscope.cli.main import CLEAN, FINDINGS, USAGE
from iamscope.errors import InputError, UsageError
from iamscope.render.escape import terminal
from iamscope.results import InputProblem

if TYPE_CHECKING:
    from iamscope.access.model import Part
    from iamscope.access.trust_graph.directory import Directory
    from iamscope.access.trust_graph.graph import TrustGraph
    from iamscope.inputs.discover import FoundFile
    from iamscope.inputs.repositories.declared import Deployment

F = TypeVar("F", bound=Callable[..., object])
T = TypeVar("T")

#: Accounts named in one message.
_SHOWN = 5

snapshot_paths = click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="PATH...")
packs_option = click.option(
    "--rules",
    "packs",
    multiple=True,
    type=click.Path(),
    metavar="DIR",
    help="A folder of further rules; the escalation methods in its `escalations` count too. Repeatable.",
)
processes_option = click.option(
    "--processes",
    type=click.IntRange(1, 64),
    metavar="N",
    help="In how many processes to read. Default: as many as are worth it.",
)
account_option = click.option(
    "--account",
    metavar="ID",
    help="The account that templates and plans are deployed to. Default: `000000000000`, which stands for it.",
)

base_option = click.option(
    "--base", metavar="REV", help="Show only what was not there at this git revision, such as `origin/main`."
)


class Snapshot:
    """The files of a snapshot, or of a repository, read when something asks for their parts."""

    def __init__(self, paths: Sequence[str], processes: int | None, account: str | None = None) -> None:
        """Raises InputError for a path that is not there, UsageError for an `account` that is none."""
        from iamscope.inputs.accounts import open_accounts

        inputs = open_accounts(paths, deployment(account))
        self.files: list[FoundFile] = inputs.files
        self.reader = inputs.reader
        self._processes = processes or 0

    def map_parts(self, function: Callable[[Part], T]) -> Iterator[T]:
        """A function of every part."""
        return self.reader.map(function, self._processes)

    def graph(self, packs: Sequence[str]) -> TrustGraph:
        """The trust graph; raises InputError where there are no principals at all."""
        from iamscope.access.methods import load_methods
        from iamscope.access.trust_graph.build import build_graph

        for pack in packs:
            if not os.path.isdir(pack):
                raise UsageError(f"`--rules {pack}`: no such folder", "check the path")
        graph = build_graph(self.map_parts, load_methods(packs))
        check_principals(graph.directory)
        return graph

    def directory_for(self, action: str, resource: str) -> Directory:
        """The principals, as far as one action goes, and the policy of a resource; raises InputError likewise."""
        from iamscope.access.trust_graph.build import read_directory
        from iamscope.access.trust_graph.permissions import ActionTable
        from iamscope.access.trust_graph.who_can import holds_policy_of

        directory = read_directory(self.map_parts, ActionTable([action]), holds_policy_of(resource))
        check_principals(directory)
        return directory


def deployment(account: str | None) -> Deployment:
    """Where templates are taken to be deployed; raises UsageError for what is no account id."""
    from iamscope.inputs.repositories.declared import Deployment
    from iamscope.logic.arn_formats import is_account_id

    if account is None:
        return Deployment()
    if not is_account_id(account):
        raise UsageError(f"`{account}` is no account id", "an account id has twelve digits")
    return Deployment(account)


def check_principals(directory: Directory) -> None:
    """Names the accounts that are missing; raises InputError where there are no principals at all."""
    if not directory.principals:
        report_problems(directory.problems)
        raise InputError(
            "no principals found",
            "give a folder with what `aws iam get-account-authorization-details` prints, or with templates or plans",
        )
    missing = directory.missing_accounts
    if missing:
        shown = ", ".join(f"`{account}`" for account in missing[:_SHOWN])
        more = f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else ""
        message = f"of the organization's accounts {shown}{more} there are no principals"
        directory.problems.append(
            InputProblem("organization", message, "collect their authorization details", named=False)
        )


def report_problems(problems: Iterable[InputProblem]) -> None:
    """Says on standard error what could not be read."""
    for problem in problems:
        word = "error" if problem.named else "warning"
        at = "" if problem.span is None else f":{problem.span.start_position.line}"
        click.echo(f"{word}: {terminal(problem.path)}{at}: {terminal(problem.message)}", err=True)
        if problem.help:
            click.echo(f"  = help: {terminal(problem.help)}", err=True)


def status(problems: Iterable[InputProblem], *, found: bool = False) -> int:
    """The exit status: an input that was named and cannot be read counts for more than what was found."""
    if any(problem.named for problem in problems):
        return USAGE
    return FINDINGS if found else CLEAN


def find_node(graph: TrustGraph, text: str) -> int:
    """The node that a person means: its id, or the end of it if no other ends alike; raises UsageError."""
    number = graph.number(text)
    if number is not None:
        return number
    ends = tuple(f"{mark}{text}" for mark in "/:")
    found = [number for number in range(len(graph)) if graph.node(number).id.endswith(ends)]
    if len(found) == 1:
        return found[0]
    if found:
        some = ", ".join(f"`{graph.node(number).id}`" for number in found[:_SHOWN])
        raise UsageError(f"`{text}` may be {len(found)} nodes: {some}", "give the whole ARN")
    raise UsageError(f"there is no node `{text}`", _suggestion(graph, text))


def _suggestion(graph: TrustGraph, text: str) -> str:
    from difflib import get_close_matches

    wanted = text.rsplit("/", 1)[-1][:80]
    names = {graph.node(number).id.rsplit("/", 1)[-1]: None for number in range(len(graph))}
    near = get_close_matches(wanted, [name for name in names if name[:2] == wanted[:2]][:5000], 1)
    return f"did you mean `{near[0]}`?" if near else "`iamscope graph` lists the nodes"
