"""`iamscope access`: what is shared outside my zone of trust?"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import click

from iamscope import __version__
from iamscope.access.access_findings import FileAccess, Names, file_findings, file_rows
from iamscope.access.access_settings import AccessSettings
from iamscope.access.analysis import Analysis
from iamscope.access.finding_kinds import KINDS
from iamscope.access.model import Part
from iamscope.access.zones import Zones
from iamscope.cli.accounts import base_option, deployment, report_problems
from iamscope.cli.main import CLEAN, FINDINGS, USAGE
from iamscope.cli.options import color_option, output_option
from iamscope.cli.output import Target, parse_targets, write, write_file
from iamscope.cli.params import FINDING_TYPE
from iamscope.cli.settings import excluder, read_config
from iamscope.config import Config
from iamscope.errors import InputError, UsageError
from iamscope.findings import FindingType
from iamscope.inputs.accounts import open_accounts
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.known_accounts import read_known_accounts
from iamscope.inputs.policy_resources import or_policies, other_files, policy_part
from iamscope.inputs.repositories.declared import without_account
from iamscope.inputs.snapshot_frame import read_frame
from iamscope.inputs.snapshots import PartReader
from iamscope.logic.arn_formats import is_account_id
from iamscope.render.access_rows import json_document, json_lines
from iamscope.results import Run
from iamscope.spec import load

FORMATS = ("text", "concise", "json", "jsonl", "sarif", "github")
#: Formats that need no places in the files, so that those can be read one after another, in several processes.
_ROWS = ("json", "jsonl")


@click.command("access")
@click.argument("paths", nargs=-1, type=click.Path(), required=True, metavar="PATH...")
@click.option("--organization", metavar="ID", help="The organisation that is the zone of trust, such as o-a1b2c3d4e5.")
@click.option("--account", "accounts", multiple=True, metavar="ID", help="An account of the zone of trust. Repeatable.")
@click.option("--trust", "trusted", multiple=True, metavar="ID", help="An account that is trusted, too. Repeatable.")
@click.option(
    "--known-accounts",
    type=click.Path(),
    metavar="FILE",
    help="Names of accounts, in the format of known_aws_accounts (YAML or JSON).",
)
@click.option("--show-archived", is_flag=True, help="Show what archive rules of the configuration accept, too.")
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
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@base_option
@click.option("--config", "config_path", type=click.Path(), help="The configuration file.")
@click.option("--no-config", is_flag=True, help="Read no configuration file.")
@color_option
def command(
    paths: tuple[str, ...],
    organization: str | None,
    accounts: tuple[str, ...],
    trusted: tuple[str, ...],
    known_accounts: str | None,
    show_archived: bool,
    format: str,
    outputs: tuple[str, ...],
    fail_on: FindingType | None,
    exit_zero: bool,
    base: str | None,
    config_path: str | None,
    no_config: bool,
    color: str,
) -> int:
    """Find what the accounts, templates and Terraform sources in PATH share outside the zone of trust.

    Templates, Terraform sources, plans and states count as the first account that --account or the configuration
    names; without one it is not known whose they are, and only public access is reported.

    The zone of trust is what --organization and --account say, else the configuration, else the organisation of the
    snapshot, else each account by itself.

    Exit status: 0 nothing at or above --fail-on, 1 findings, 2 usage, configuration or an input that cannot be read,
    3 internal error.
    """
    started = time.monotonic()
    targets = parse_targets(format, outputs, FORMATS)
    config = read_config(config_path, no_config)
    settings = _settings(config, organization, accounts, trusted, known_accounts)
    account = next(iter(settings.accounts), None)
    inputs = open_accounts(paths, deployment(account), excluder(config))
    files, reader = inputs.files, inputs.reader
    frame = read_frame(files, reader)
    zones = Zones(settings, frame.organizations, frame.resources)
    others = other_files(paths, (*(file.path for file in files), *inputs.declaring), excluder(config))
    known = frozenset[str]() if base is None else _known(base, paths, account, settings, excluder(config))
    access = _access(reader, others, Analysis(zones, known), _names(zones), targets, archived=show_archived)
    if not any(each.judged or each.problems for each in access):
        raise InputError(
            "no roles and no resources found",
            "give a folder with what AWS's commands print of accounts, or with templates or plans",
        )
    if any(target == Target("jsonl", None) for target in targets):  # which has no place for problems
        report_problems(problem for each in access for problem in each.problems)
    for target in targets:
        _write(target, access, zones, _run(access, len(files) + len(others), started), color)
    if any(problem.named for each in access for problem in each.problems):
        return USAGE
    threshold = fail_on or config.fail_on or FindingType.WARNING
    failed = any(type.reaches(threshold) for each in access for type in each.types)
    return FINDINGS if failed and not exit_zero else CLEAN


def _settings(
    config: Config,
    organization: str | None,
    accounts: tuple[str, ...],
    trusted: tuple[str, ...],
    known_accounts: str | None,
) -> AccessSettings:
    """The configuration's settings, those of the command line in their place; trusted accounts add up."""
    for account in (*accounts, *trusted):
        if not is_account_id(account):
            raise UsageError(f"`{account}` is no account id", "an account id has twelve digits")
    settings = config.access or AccessSettings()
    if organization is not None or accounts:
        settings = replace(settings, organization=organization, accounts=accounts)
    return replace(
        settings,
        trusted_accounts=(*settings.trusted_accounts, *trusted),
        known_accounts=known_accounts or settings.known_accounts,
    )


def _names(zones: Zones) -> Names:
    named = {account.id: account.name for one in zones.organizations for account in one.accounts.values()}
    if zones.settings.known_accounts:
        known = read_known_accounts(zones.settings.known_accounts)
        named |= {id: account.name for id, account in known.items()}
    return Names(named)


def _known(
    base: str, paths: Sequence[str], account: str | None, settings: AccessSettings, excluded: Callable[[str], bool]
) -> frozenset[str]:
    """The ids of what was shared at a revision already."""
    from iamscope.inputs.earlier_accounts import open_earlier_accounts

    earlier = open_earlier_accounts(base, paths, deployment(account), excluded)
    frame = read_frame(earlier.files, earlier.reader)
    analysis = Analysis(Zones(settings, frame.organizations, frame.resources))
    parts = [*earlier.reader.map(without_account, 1), *(policy_part(*other) for other in earlier.others.items())]
    return frozenset(row.finding.id for part in parts for row in analysis.rows(part))


def _access(
    reader: PartReader,
    others: Sequence[FoundFile],
    analysis: Analysis,
    names: Names,
    targets: Sequence[Target],
    *,
    archived: bool,
) -> list[FileAccess]:
    """What each file shares; where only rows are printed, no file's text is kept, and several processes may read."""
    only_rows = all(target.format in _ROWS for target in targets)
    judge = file_rows if only_rows else file_findings

    def read(part: Part) -> FileAccess:
        return judge(without_account(or_policies(part)), analysis, names, archived=archived)

    found = list(reader.map(read, processes=0 if only_rows else 1))
    parts = (policy_part(file.path) for file in others)
    return found + [judge(part, analysis, names, archived=archived) for part in parts if part.roles or part.resources]


def _run(access: Sequence[FileAccess], files: int, started: float) -> Run:
    return Run(
        policies=tuple(result for each in access for result in each.results),
        problems=tuple(problem for each in access for problem in each.problems),
        rules=KINDS,
        files=files,
        version=__version__,
        data_date=load().data_date,
        seconds=time.monotonic() - started,
    )


def _write(target: Target, access: Sequence[FileAccess], zones: Zones, run: Run, color: str) -> None:
    if target.format not in _ROWS:
        write(run, target, color)
        if target.format == "text" and target.path is None:
            click.echo(_summary(access, zones))
        return
    chunks = json_lines(access) if target.format == "jsonl" else json_document(access, run, zones.description)
    if target.path is None:
        sys.stdout.writelines(chunks)
    else:
        write_file(target.path, chunks)


def _summary(access: Sequence[FileAccess], zones: Zones) -> str:
    archived = sum(each.archived for each in access)
    judged = sum(each.judged for each in access)
    return f"roles and resources: {judged:,}; zone of trust: {zones.description}" + (
        f"; {archived} archived" if archived else ""
    )
