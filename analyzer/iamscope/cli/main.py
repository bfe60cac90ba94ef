"""The command `iamscope`: its commands, and how errors leave it."""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from iamscope.errors import IamscopeError, InputError

#: Exit statuses, the same for every command.
CLEAN, FINDINGS, USAGE, INTERNAL = 0, 1, 2, 3

COMMANDS = {
    "check": "check",
    "baseline": "baseline",
    "compare": "compare",
    "grants": "grants",
    "public": "public",
    "simulate": "simulate",
    "test": "test",
    "collect": "collect",
    "access": "access",
    "graph": "graph",
    "paths": "paths",
    "who-can": "who_can",
    "explain": "explain",
    "rules": "rules",
}
_HELP = {
    "check": "Check policies for errors, security warnings, warnings and suggestions.",
    "baseline": "Write down today's findings, for `check` to report only new ones.",
    "compare": "Say what policies allow that their earlier versions did not.",
    "grants": "Ask whether policies allow any of some actions on any of some resources.",
    "public": "Ask whether resource policies are public, and why not.",
    "simulate": "Decide one request, and say which statement decides.",
    "test": "Run unit tests of policies: what they must allow, deny, or never allow.",
    "collect": "Make a snapshot of an AWS account or organisation, to analyse it offline.",
    "access": "Find what snapshots of accounts share outside the zone of trust.",
    "graph": "Print the trust graph of accounts: who can become whom, and by what.",
    "paths": "Find the chains of roles and escalations that lead from one principal to another.",
    "who-can": "List the principals who may do an action on a resource.",
    "explain": "Print what a finding means and how to mend it.",
    "rules": "List the rules.",
}

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


class _ReaderGoneError(Exception):
    """Whoever read our output has closed it."""


class _NoRoomError(IamscopeError):
    """What we write does not go where it should."""


@contextmanager
def _noticing_readers() -> Iterator[None]:
    """Lets a closed pipe past click, which would end with status 1: a reader that has seen enough is no error.

    A full disk is the user's to mend.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise _ReaderGoneError from error
        if error.filename is None and error.errno in _NO_ROOM:
            raise _NoRoomError(f"the output cannot be written: {error.strerror}", "make room for it") from error
        raise


class _Commands(click.Group):
    """Imports a command's module only when it is run."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        with _noticing_readers():  # `--help` and `--version` print here
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _noticing_readers():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = importlib.import_module(f"iamscope.cli.{module}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"iamscope.cli.{module} has no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_HELP.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from iamscope.suggestion import suggestion

            raise click.UsageError(f"no such command `{args[0]}`; {suggestion(args[0], list(COMMANDS))}", ctx)
        return super().resolve_command(ctx, args)


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from iamscope import __version__
        from iamscope.spec import load

        click.echo(f"iamscope {__version__} (AWS data of {load().data_date})")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and the date of the AWS data.",
)
def cli() -> None:
    """Offline linter and access analyzer for AWS IAM policies."""


def main() -> None:
    """Runs the command line and exits with its status."""
    _reconfigure_streams()
    try:
        with _noticing_readers():
            status = cli.main(standalone_mode=False, prog_name="iamscope")
            sys.stdout.flush()
    except click.exceptions.Exit as exit:
        status = exit.exit_code
    except click.ClickException as error:
        error.show()
        status = USAGE
    except click.Abort:
        click.echo("interrupted", err=True)
        status = 130  # as shells report an interrupt
    except _NoRoomError as error:
        _discard_output()
        report_error(error)
        status = USAGE
    except IamscopeError as error:
        report_error(error)
        status = USAGE
    except (_ReaderGoneError, BrokenPipeError):
        _discard_output()  # whoever read it has closed it
        status = CLEAN
    except Exception as error:  # a traceback in front of a user is a bug of ours, said in our words
        click.echo(f"internal error: {type(error).__name__}: {error}", err=True)
        if os.environ.get("IAMSCOPE_DEBUG"):
            raise
        click.echo("  = help: please report it; `IAMSCOPE_DEBUG=1` shows where it happened", err=True)
        status = INTERNAL
    sys.exit(status if isinstance(status, int) else CLEAN)


def _discard_output() -> None:
    """Sends what is left to nowhere: the interpreter must not fail again while flushing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def report_error(error: IamscopeError) -> None:
    """Prints an error and its remedy."""
    from iamscope.render.escape import terminal

    kind = "error" if not isinstance(error, InputError) else "input error"
    click.echo(f"{kind}: {terminal(error.message)}", err=True)
    if error.help:
        click.echo(f"  = help: {terminal(error.help)}", err=True)


def _reconfigure_streams() -> None:
    """A path or policy may hold what the terminal's encoding cannot say; showing it must not fail."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by whoever started us (`>&-`)
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 — for as long as we run
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
