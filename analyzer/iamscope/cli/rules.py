"""`iamscope rules`: which checks are there?"""

from __future__ import annotations

from collections.abc import Mapping

import click

from iamscope import packs
from iamscope.logic.facts import facts
from iamscope.policy_types import PolicyType
from iamscope.rule import Persona


def unchecked_codes() -> Mapping[str, Mapping[str, str]]:
    """The codes of Access Analyzer that have no rule, each with its `status` and the `reason`."""
    codes: Mapping[str, Mapping[str, str]] = facts("facts/unchecked-codes")["codes"]
    return codes


@click.command("rules")
@click.option(
    "--format", "format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="What to print."
)
@click.option("--rules", "folders", multiple=True, type=click.Path(), metavar="DIR", help="A folder of further rules.")
def command(format: str, folders: tuple[str, ...]) -> None:
    """List the rules with their finding types, and in text the codes of Access Analyzer that have no rule, and why."""
    rules = packs.load(folders).values()
    if format == "text":
        width = max(len(rule.code) for rule in rules)
        for rule in sorted(rules, key=lambda rule: (rule.finding_type.rank, rule.code)):
            waits = f" (--persona {rule.persona})" if rule.persona is not Persona.DEFAULT else ""
            click.echo(f"{rule.finding_type:<17}{rule.code:<{width}}  {rule.summary}{waits}")
        for code, unchecked in unchecked_codes().items():
            click.echo(f"{unchecked['status']:<17}{code:<{width}}  {unchecked['reason']}")
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
