"""`iamscope explain`: what does this finding mean, how do I mend it?"""

from __future__ import annotations

import click

from iamscope import packs
from iamscope.access.finding_kinds import KINDS
from iamscope.access.path_kinds import KINDS as PATH_KINDS
from iamscope.cli.rules import unchecked_codes
from iamscope.cli.selection import choose_rules
from iamscope.rule import Persona


@click.command("explain")
@click.argument("code")
@click.option("--rules", "folders", multiple=True, type=click.Path(), metavar="DIR", help="A folder of further rules.")
def command(code: str, folders: tuple[str, ...]) -> None:
    """Print the documentation of the rule CODE."""
    unchecked = unchecked_codes().get(code.strip().upper())
    if unchecked is not None:
        click.echo(
            f"{code.strip().upper()} ({unchecked['status']})\n\niamscope does not check it: {unchecked['reason']}."
        )
        return
    for rule in choose_rules({**packs.load(folders), **KINDS, **PATH_KINDS}, [code]).values():
        waits = f"; seen with --persona {rule.persona}" if rule.persona is not Persona.DEFAULT else ""
        click.echo(f"{rule.code} ({rule.finding_type.replace('_', ' ').lower()}{waits})\n")
        click.echo(rule.doc.strip())
