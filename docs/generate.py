"""Writes `rules.md`, the reference of all findings, from their own documentation; `--check` only compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from iamscope.access.finding_kinds import KINDS
from iamscope.findings import FindingType
from iamscope.packs import built_in
from iamscope.rule import AnyRule

PAGE = Path(__file__).with_name("rules.md")


def render(rules: list[AnyRule]) -> str:
    """The whole page."""
    return "\n".join(_lines(sorted(rules, key=lambda rule: rule.code))).rstrip() + "\n"


def _lines(rules: list[AnyRule]) -> Iterator[str]:
    yield "# Findings"
    yield ""
    yield "<!-- Made by `python docs/generate.py` from the files in rules/; change those. -->"
    yield ""
    yield f"What `iamscope check` and `iamscope access` can report: {len(rules)} findings, gravest first."
    yield "`iamscope explain CODE` prints the same text offline. In the examples, carets stand under what is"
    yield "found."
    for finding_type in FindingType:
        of_type = [rule for rule in rules if rule.finding_type is finding_type]
        if of_type:
            yield from _table(finding_type, of_type)
    for rule in rules:
        yield from _section(rule)


def _table(finding_type: FindingType, rules: list[AnyRule]) -> Iterator[str]:
    yield ""
    yield f"## {finding_type}"
    yield ""
    yield "| code | what is wrong |"
    yield "|---|---|"
    for rule in rules:
        yield f"| [`{rule.code}`](#{rule.code.lower()}) | {rule.summary} |"


def _section(rule: AnyRule) -> Iterator[str]:
    kinds = ", ".join(sorted(kind.value for kind in rule.policy_types))
    origin = "a code of Access Analyzer" if rule.aws else "a code of iamscope's own"
    yield ""
    yield f"## {rule.code}"
    yield ""
    yield f"{rule.finding_type}, {origin}; policies of type: {kinds}."
    yield ""
    yield rule.doc.strip()


def main(arguments: list[str]) -> int:
    page = render([*built_in().values(), *KINDS.values()])
    if arguments == ["--check"]:
        if PAGE.is_file() and PAGE.read_text("utf-8") == page:
            return 0
        print(f"{PAGE.name} is not what the rules say; run `python docs/generate.py`", file=sys.stderr)
        return 1
    PAGE.write_text(page, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
