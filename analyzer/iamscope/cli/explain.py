"""`iamscope explain`: what does this finding mean, how do I mend it?"""

from __future__ import annotations

import click

from iamscope import packs
from iamscope.cli.selection import choose_rules


@click.command("explain")
@click.argument("code")
@click.option("--rules", "folders", multiple=True, type=click.Path(), metavar="DIR", help="A folder of further rules.")
def command(code: str, folders: tuple[str, ...]) -> None:
    """Print the documentation of the rule CODE."""
    for rule in choose_rules(packs.load(folders), [code]).values():
        click.echo(f"{rule.code} ({rule.finding_type.replace('_', ' ').lower()})\n")
        click.echo(rule.doc.strip())
