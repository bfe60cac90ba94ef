"""`iamscope collect`: makes a snapshot of an account or an organisation, to be analysed offline."""

from __future__ import annotations

import sys

import click


@click.command("collect")
@click.argument("folder", type=click.Path(file_okay=False))
@click.option("--profile", metavar="NAME", help="The profile of the AWS configuration. [default: as the AWS CLI]")
@click.option(
    "--region", "regions", multiple=True, metavar="REGION", help="A region to read; repeatable. [default: all enabled]"
)
@click.option("--organization", is_flag=True, help="Read all accounts of the caller's organisation.")
@click.option(
    "--role",
    metavar="NAME",
    default="OrganizationAccountAccessRole",
    show_default=True,
    help="With --organization: the role to assume in the other accounts.",
)
@click.option("--gzip", "compress", is_flag=True, help="Write compressed files.")
def command(
    *, folder: str, profile: str | None, regions: tuple[str, ...], organization: bool, role: str, compress: bool
) -> None:
    """Write a snapshot of an AWS account into FOLDER, for `access`, `paths`, `who-can` and `graph` to read.

    Only calls that list, get or describe something are made; the policy `SecurityAudit` allows nearly all of them. What
    is refused is named in `missing.json` beside the files that lack it. The same command goes on where it stopped: what
    is there and lacks nothing is not read again.

    Exit status: 0 the snapshot is written, 2 usage, no credentials or a folder that cannot be written, 3 internal
    error.
    """
    from iamscope.collect.progress import Progress
    from iamscope.collect.snapshot import Options, collect
    from iamscope.collect.snapshot_folder import SnapshotFolder

    progress = Progress(sys.stderr)
    try:
        summary = collect(
            Options(profile, regions, organization, role), SnapshotFolder(folder, compress=compress), progress
        )
    finally:
        progress.clear()
    kept = f", {summary.kept} were there" if summary.kept else ""
    accounts = "1 account" if summary.accounts == 1 else f"{summary.accounts} accounts"
    click.echo(f"{accounts}: {summary.written} files written to {click.format_filename(folder)}{kept}")
    if summary.missing:
        calls = "1 call was" if summary.missing == 1 else f"{summary.missing} calls were"
        click.echo(f"{calls} refused: `missing.json` in the accounts' folders says which", err=True)
