"""Names findings by what they are about and not by where, so that moved, reordered and reformatted text keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from json import dumps

from iamscope.accepted.subject import Subject, Subjects
from iamscope.findings import Finding
from iamscope.syntax.ast import Policy, Statement
from iamscope.syntax.json_value import Json, Object

#: What is nested deeper, as in no policy that AWS takes, does not count.
_MAX_DEPTH = 40


def identified(policy: Policy, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings of a policy with their identities: 32 hexadecimal digits each.

    An identity is made of the code, the statement (its `Sid`, or else all that it says), the elements that lead to the
    place in it, and the value there. Equal findings have equal identities; they are told apart by counting. A finding
    about a policy as a whole is known by its code, and by the value at its place where that is no statement.
    """
    subjects = Subjects(policy)
    names: dict[int, str] = {}  # by statement; a long one may have many findings
    for finding in findings:
        subject = subjects.of(finding)
        statement = subject.statement
        name = ""
        if statement is not None:
            name = names.get(id(statement)) or names.setdefault(id(statement), _name(statement))
        elements = "/".join(str(item.step) for item in subject.steps if item.kind != "index")
        yield replace(finding, identity=digest(finding.code, name, elements, _content(subject)))


def unplaced(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about a text that is no policy, known by what stands at their places."""
    for finding in findings:
        yield replace(finding, identity=digest(finding.code, " ".join(finding.span.text.split())))


def digest(*parts: str) -> str:
    """A name made of several texts: 32 hexadecimal digits."""
    from hashlib import sha256  # slow to import, and a clean policy needs none

    return sha256(dumps(parts).encode()).hexdigest()[:32]


def _name(statement: Statement) -> str:
    sid = statement.sid
    return digest("Sid", sid.value) if sid is not None and sid.value else digest(_canonical(statement.value))


def _content(subject: Subject) -> str:
    is_whole = not subject.steps or (subject.statement is None and subject.steps[0].step == "Statement")
    return "" if is_whole else _canonical(subject.value)


def _canonical(value: Json, depth: int = 0) -> str:
    """A text that is the same for values that differ in the order of members and items, or in `x` for `["x"]`."""
    if not isinstance(value, Object | list):
        return dumps(value)
    if depth == _MAX_DEPTH:
        return "…"
    if isinstance(value, Object):
        return "{" + ",".join(sorted(f"{dumps(name)}:{_canonical(item, depth + 1)}" for name, item in value)) + "}"
    items = sorted(_canonical(item, depth + 1) for item in value)
    return items[0] if len(items) == 1 else f"[{','.join(items)}]"
