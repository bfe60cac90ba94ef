"""What a fix must do to the values of a file's policies, worked out apart from how it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from iamscope import packs
from iamscope.engine import RuleSet, fix_of
from iamscope.findings import Fix
from iamscope.fixing import apply
from iamscope.inputs.formats import format_of
from iamscope.inputs.reading import ReadPolicy, with_type
from iamscope.rule import AddMember, FixReport, Persona, RemoveParts, Replace, Report
from iamscope.source import Source
from iamscope.syntax.ast import Policy, nodes
from iamscope.syntax.json_value import Json, Object
from iamscope.unknowns import Unknowns

RULES = RuleSet(rule for rule in packs.built_in().values() if Persona.ALL.sees(rule))


class Offered(NamedTuple):
    """A fix that is offered: the number of the policy that it mends, what it says to change, and how it is written."""

    policy: int
    code: str
    planned: FixReport
    written: Fix


def read(path: str, text: str) -> list[ReadPolicy]:
    """The policies that stand in a file with this text."""
    reading = format_of(path).read(Source(path, text), path)
    own = (policy for policy in reading.policies if policy.place.span.source.path == path)
    return [with_type(policy, path, None) for policy in own]


def planned(policies: list[ReadPolicy]) -> Iterator[tuple[int, str, Report]]:
    """All that rules would mend in the policies of a file: the number of the policy, the code, and the report."""
    for number, read in enumerate(policies):
        policy = read.policy
        if isinstance(policy.value, str):
            continue
        unknowns = Unknowns(policy)
        for node in nodes(policy):
            for rule in RULES.on(policy.policy_type, type(node)):
                for report in rule.check(node):
                    if report.fix is not None and unknowns.leave(rule, report):
                        yield number, rule.code, report


def offered(policies: list[ReadPolicy]) -> Iterator[Offered]:
    """All fixes that can be written."""
    for number, code, report in planned(policies):
        written = fix_of(report)
        if report.fix is not None and written is not None:
            yield Offered(number, code, report.fix, written)


def changed(policy: Policy, fix: FixReport) -> Json:
    """The value of a policy after a fix."""
    value, depth = policy.value, len(policy.place.steps)
    # what comes last goes first, so that numbers stay right
    for edit in sorted(fix.edits, key=lambda edit: edit.place.steps, reverse=True):
        value = _changed(value, edit.place.steps[depth:], edit)
    return value


def _changed(value: Json, steps: tuple[int, ...], edit: Replace | RemoveParts | AddMember) -> Json:
    is_key = isinstance(edit, Replace) and edit.place.is_key
    if is_key and len(steps) == 1 and isinstance(value, Object) and isinstance(edit, Replace):
        return Object(
            (str(edit.value) if number == steps[0] else name, item) for number, (name, item) in enumerate(value)
        )
    if steps:
        first, *rest = steps
        if isinstance(value, Object):
            return Object(
                (name, _changed(item, tuple(rest), edit) if number == first else item)
                for number, (name, item) in enumerate(value)
            )
        assert isinstance(value, list)
        return [_changed(item, tuple(rest), edit) if number == first else item for number, item in enumerate(value)]
    match edit:
        case Replace(_, new):
            return new
        case AddMember(_, name, new):
            assert isinstance(value, Object)
            return Object([(name, new), *value])
        case RemoveParts(_, parts):
            if isinstance(value, Object):
                return Object(member for number, member in enumerate(value) if number not in parts)
            assert isinstance(value, list)
            return [item for number, item in enumerate(value) if number not in parts]


def broken(path: str, text: str, fix: Offered, before: list[ReadPolicy]) -> str:
    """What is wrong with a fix: a file that is read again after it has the same policies, but for what was planned.

    What several policies are made of may change in each of them. Empty if nothing is wrong.
    """
    after_text, applied = apply(text, [fix.written])
    if applied != 1:
        return "does not apply"
    after = read(path, after_text)
    if len(after) != len(before):
        return f"{len(before)} policies become {len(after)}"
    mended = before[fix.policy].policy
    wanted = changed(mended, fix.planned)
    if after[fix.policy].policy.value != wanted:
        return f"becomes {after[fix.policy].policy.value!r} instead of {wanted!r}"
    again = [found for found in offered(after) if found.policy == fix.policy and found.code == fix.code]
    earlier = [found for found in offered(before) if found.policy == fix.policy and found.code == fix.code]
    return "" if len(again) <= len(earlier) else "makes more to mend"
