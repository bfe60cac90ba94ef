"""A run as SARIF 2.1.0, in the way that GitHub code scanning reads it."""

# pyright: reportCallIssue=false
# (sarif-om carries no types, and pyright cannot see the arguments of its classes)

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import attr
import sarif_om as om

from iamscope.accepted.suppressions import Suppression
from iamscope.engine import INTERNAL_ERROR
from iamscope.findings import Edit, Finding, FindingType, Fix, Location
from iamscope.render.aside import baseline_state
from iamscope.render.escape import json_text, sarif_message, uri, visible
from iamscope.render.fingerprint import fingerprints
from iamscope.render.links import PROJECT, rule_url
from iamscope.render.repository import in_repository
from iamscope.render.rule_docs import description, documentation
from iamscope.render.style import Style
from iamscope.render.tally import counted
from iamscope.results import InputProblem, Result, Run
from iamscope.rule import AnyRule
from iamscope.source import Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
BASE = "%SRCROOT%"

#: What GitHub takes: results of a run, bytes of a compressed file, related places of a result that it shows,
#: characters of a rule's description.
MAX_RESULTS = 25_000
MAX_BYTES = 10_000_000
MAX_RELATED = 100
MAX_DESCRIPTION = 1024

#: Characters: longer snippets are left out, and so much of one long line is shown around a place.
MAX_SNIPPET = 4000
_CONTEXT = 200
_LINK_TEXT = 40

_LEVELS = {
    FindingType.ERROR: "error",
    FindingType.SECURITY_WARNING: "warning",
    FindingType.WARNING: "warning",
    FindingType.SUGGESTION: "note",
}
_SEVERITIES = {"error": "error", "warning": "warning", "note": "recommendation"}
_SEMANTIC_VERSION = re.compile(r"\d+\.\d+\.\d+")


def render(run: Run, style: Style) -> Iterator[str]:  # noqa: ARG001 (all formats are called alike)
    """The log, one chunk; where there is more than GitHub takes, the worst results and a notification of the others."""
    codes = sorted(run.rules)
    indices = {code: index for index, code in enumerate(codes)}
    found = [item for item in fingerprints(run) if item[0].finding.code != INTERNAL_ERROR]
    total = len(found)
    if total > MAX_RESULTS:
        found = _worst(found, MAX_RESULTS)
    while True:
        results = [_result(run, result, indices.get(result.finding.code, -1), name) for result, name in found]
        text = _dump(_log(run, [run.rules[code] for code in codes], results, total - len(found)))
        if not found or _is_accepted(text):
            break
        found = _worst(found, len(found) * 3 // 4)
    yield text


def _worst(found: Iterable[tuple[Result, str]], number: int) -> list[tuple[Result, str]]:
    """The gravest results, those that are not reported last."""
    return sorted(found, key=lambda item: (not item[0].is_reported, item[0].finding.finding_type.rank))[:number]


def _is_accepted(text: str) -> bool:
    if len(text) <= MAX_BYTES // 4:  # no character takes more than four bytes
        return True
    from gzip import compress

    return len(compress(text.encode())) <= MAX_BYTES


def _log(run: Run, rules: Sequence[AnyRule], results: list[Any], left_out: int) -> Any:
    driver = om.ToolComponent(
        name="iamscope",
        version=run.version,
        semantic_version=run.version if _SEMANTIC_VERSION.fullmatch(run.version) else None,
        information_uri=PROJECT,
        rules=[_rule(rule) for rule in rules],
        properties={"dataDate": run.data_date},
    )
    sarif_run = om.Run(
        tool=om.Tool(driver=driver),
        automation_details=om.RunAutomationDetails(id="iamscope/"),
        invocations=[_invocation(run, left_out)],
        original_uri_base_ids={BASE: om.ArtifactLocation(description=om.Message(text="The root of the checkout."))},
        column_kind="unicodeCodePoints",
        results=results,
    )
    return om.SarifLog(version="2.1.0", schema_uri=SCHEMA, runs=[sarif_run])


def _rule(rule: AnyRule) -> Any:
    level = _LEVELS[rule.finding_type]
    security = rule.security_severity
    properties: dict[str, object] = {
        "tags": ["aws", "iam", *(["security"] if security is not None else [])],
        "precision": rule.precision.value,
        "problem.severity": _SEVERITIES[level],
    }
    if security is not None:
        properties["security-severity"] = f"{security:.1f}"
    doc = documentation(rule)
    return om.ReportingDescriptor(
        id=rule.code,
        name="".join(word.capitalize() for word in rule.code.split("_")),
        short_description=_text(_sentence(rule.summary)),
        full_description=_text(description(rule, MAX_DESCRIPTION)),
        help=om.MultiformatMessageString(text=doc, markdown=doc),
        help_uri=rule_url(rule),
        default_configuration=om.ReportingConfiguration(level=level),
        properties=properties,
    )


def _text(text: str) -> Any:
    return om.MultiformatMessageString(text=text)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _result(run: Run, result: Result, rule_index: int, fingerprint: str) -> Any:
    finding = result.finding
    related = [*finding.locations[1:], *finding.related][:MAX_RELATED]
    sentences = [sarif_message(_sentence(text)) for text in (finding.message, finding.help) if text]
    if related:
        links = (f"[{sarif_message(_caption(place))}]({id})" for id, place in enumerate(related, 1))
        sentences.append(f"See {', '.join(links)}.")
    return om.Result(
        rule_id=finding.code,
        rule_index=rule_index,
        level=_LEVELS[finding.finding_type],
        message=om.Message(text=" ".join(sentences)),
        locations=[
            om.Location(physical_location=_physical(finding.span), logical_locations=_logical(result.container))
        ],
        related_locations=[_related(place, id) for id, place in enumerate(related, 1)] or None,
        partial_fingerprints={"iamscope/v1": fingerprint},
        code_flows=[_flow(finding.flow)] if finding.flow else None,
        fixes=[_fix(finding.fix)] if finding.fix else None,
        suppressions=[_suppression(result.suppression)] if result.suppression else None,
        baseline_state=baseline_state(run, result),
    )


def _logical(container: str) -> Any:
    """What holds the policy, as a reader of the log sees it; GitHub shows physical places alone."""
    return [om.LogicalLocation(fully_qualified_name=visible(container), kind="resource")] if container else None


def _suppression(suppression: Suppression) -> dict[str, object]:
    """Written out: sarif-om's own class says `state` for what the standard calls `status`."""
    plain: dict[str, object] = {
        "kind": suppression.kind.value,
        "status": "accepted",
        "location": om.Location(physical_location=_physical(suppression.span)),
    }
    if suppression.reason:
        plain["justification"] = visible(suppression.reason)
    if suppression.expires:
        plain["properties"] = {"expires": suppression.expires.isoformat()}
    return plain


def _flow(places: Sequence[Location]) -> Any:
    """The steps of a finding's flow, each with its place."""
    steps = [
        om.ThreadFlowLocation(
            location=om.Location(
                message=om.Message(text=sarif_message(_sentence(place.text))), physical_location=_physical(place.span)
            )
        )
        for place in places
    ]
    return om.CodeFlow(thread_flows=[om.ThreadFlow(locations=steps)])


def _caption(place: Location) -> str:
    """What to call a place in a sentence: its label, or the beginning of what stands there."""
    text = place.text or " ".join(place.span.text[: 2 * _LINK_TEXT].split())
    return (text if len(text) <= _LINK_TEXT or place.text else text[: _LINK_TEXT - 1] + "…") or "here"


def _related(place: Location, id: int) -> Any:
    message = om.Message(text=visible(_caption(place)))
    return om.Location(id=id, message=message, physical_location=_physical(place.span))


def _physical(span: Span) -> Any:
    snippet = span.text if span.end - span.start <= MAX_SNIPPET else None
    around = _around(span) if snippet is not None else span
    return om.PhysicalLocation(
        artifact_location=_artifact(span.source),
        region=_region(span, snippet),
        context_region=None if around == span else _region(around, around.text),
    )


def _around(span: Span) -> Span:
    """A span with the rest of its lines and the lines before and after, as far as they are short."""
    source, start, end = span
    before = source.position(start - span.start_position.column - 1)
    line_end = _end_of_line(source.text, end)
    next_line = source.text.find("\n", line_end) + 1
    after = _end_of_line(source.text, next_line) if next_line else line_end
    return Span(source, max(before.offset - before.column, start - _CONTEXT), min(after, end + _CONTEXT))


def _end_of_line(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    if end < 0:
        return len(text)
    return end - 1 if end > offset and text[end - 1] == "\r" else end


def _region(span: Span, snippet: str | None = None) -> Any:
    start, end = span.start_position, span.end_position
    return om.Region(
        start_line=start.line,
        start_column=start.column + 1,
        end_line=end.line,
        end_column=end.column + 1,
        snippet=None if snippet is None else om.ArtifactContent(text=snippet),
    )


def _artifact(source: Source) -> Any:
    return _artifact_at(source.path)


def _artifact_at(path: str) -> Any:
    path = in_repository(path)
    if path.startswith("/") or path[1:3] == ":/":
        return om.ArtifactLocation(uri=f"file:///{uri(path.lstrip('/'))}")
    return om.ArtifactLocation(uri=uri(path), uri_base_id=BASE)


def _fix(fix: Fix) -> Any:
    by_source: dict[Source, list[Edit]] = {}
    for edit in fix.edits:
        by_source.setdefault(edit.span.source, []).append(edit)
    changes = [
        om.ArtifactChange(
            artifact_location=_artifact(source),
            replacements=[
                om.Replacement(
                    deleted_region=_region(edit.span), inserted_content=om.ArtifactContent(text=edit.replacement)
                )
                for edit in edits
            ],
        )
        for source, edits in by_source.items()
    ]
    return om.Fix(description=om.Message(text=_sentence(visible(fix.description))), artifact_changes=changes)


def _invocation(run: Run, left_out: int) -> Any:
    failures = [finding for _, finding in run.findings if finding.code == INTERNAL_ERROR]
    notifications = [_failure(finding) for finding in failures] + [_problem(problem) for problem in run.problems]
    if left_out:
        notifications.append(_left_out(left_out))
    return om.Invocation(
        execution_successful=not failures and not any(problem.named for problem in run.problems),
        tool_execution_notifications=notifications or None,
    )


def _failure(finding: Finding) -> Any:
    text = f"{_sentence(finding.message)} {_sentence(finding.help)}"
    return _notification(INTERNAL_ERROR, "error", text, om.Location(physical_location=_physical(finding.span)))


def _problem(problem: InputProblem) -> Any:
    whole_file = om.PhysicalLocation(artifact_location=_artifact_at(problem.path))
    place = _physical(problem.span) if problem.span else whole_file
    text = " ".join(_sentence(words) for words in (problem.message, problem.help) if words)
    level = "error" if problem.named else "warning"
    return _notification("INPUT_PROBLEM", level, text, om.Location(physical_location=place))


def _left_out(number: int) -> Any:
    text = f"{counted(number, 'finding')} left out, the least grave ones: GitHub takes no more results in one file."
    return _notification("RESULTS_LEFT_OUT", "warning", text)


def _notification(id: str, level: str, text: str, *places: Any) -> Any:
    return om.Notification(
        descriptor=om.ReportingDescriptorReference(id=id),
        level=level,
        message=om.Message(text=sarif_message(text)),
        locations=list(places) or None,
    )


def _dump(log: Any) -> str:
    plain = _plain(log)
    in_order = {name: plain[name] for name in ("$schema", "version", "runs")}
    return json_text(json.dumps(in_order, ensure_ascii=False, indent=1)) + "\n"


def _plain(value: Any) -> Any:
    """JSON data from sarif-om's objects, without what was left at its default.

    A level always stays: SARIF's default for it is the rule's own, not `warning`.
    """
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not attr.has(type(value)):
        return value
    return {
        name: _plain(item)
        for field, name, default in _fields(type(value))  # type: ignore[arg-type]
        if (item := getattr(value, field)) is not None and (name == "level" or item != default)
    }


@cache
def _fields(kind: type) -> list[tuple[str, str, Any]]:
    """The attributes of one of sarif-om's classes: name, name in JSON, default."""
    return [
        (
            field.name,
            field.metadata.get("schema_property_name", field.name),
            field.default.factory() if isinstance(field.default, attr.Factory) else field.default,  # type: ignore
        )
        for field in attr.fields(kind)
    ]
