"""`iamscope rules`: which checks are there?"""

from __future__ import annotations

import click

from iamscope import packs
from iamscope.policy_types import PolicyType


@click.command("rules")
@click.option(
    "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
@click.option("--rules", "folders", multiple=True, type=click.Path(), metavar="DIR", help="A folder of further rules.")
def command(format: str, folders: tuple[str, ...]) -> None:
    """List the rules with their finding types."""
    rules = packs.load(folders).values()
    if format == "text":
        width = max(len(rule.code) for rule in rules)
        for rule in sorted(rules, key=lambda rule: (rule.finding_type.rank, rule.code)):
            click.echo(f"{rule.finding_type:<17}{rule.code:<{width}}  {rule.summary}")
        return
    import json

    listed = [
        {
            "code": rule.code,
            "findingType": rule.finding_type.value,
            "summary": rule.summary,
            "aws": rule.aws,
            "policyTypes": [kind.value for kind in PolicyType if kind in rule.policy_types],
            "persona": rule.persona.value,
            "precision": rule.precision.value,
            "securitySeverity": rule.security_severity,
            "documentation": rule.doc.strip(),
        }
        for rule in rules
    ]
    click.echo(json.dumps(listed, indent=2, ensure_ascii=False))
