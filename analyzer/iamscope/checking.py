"""Checks files: reads each, finds its policies, tells their types and runs the rules."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field

from iamscope.accepted.suppressing import FileSuppressions, Suppressor
from iamscope.engine import RuleSet, check_policy, check_syntax, place_order
from iamscope.errors import InputError
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.files import STDIN, decode, read_bytes, shown_path
from iamscope.inputs.formats import JSON, format_of
from iamscope.inputs.policies import FoundPolicy
from iamscope.inputs.reading import TypeChoice, seems_policy, whole_documents, with_type
from iamscope.policy_types import PolicyType
from iamscope.results import FileResult, InputProblem, PolicyResult, Result
from iamscope.source import Source
from iamscope.syntax.json_value import NotJsonError


@dataclass(frozen=True)
class Checker:
    """How files are checked: with which rules, as which type, and whether a named file may hold no policy."""

    rules: RuleSet
    choose_type: Callable[[str], TypeChoice | None] = field(default=lambda _: None)
    filtering: bool = False
    suppressor: Suppressor = field(default_factory=Suppressor)

    def check(self, file: FoundFile) -> FileResult:
        """Everything to say of one file."""
        try:
            return self.check_bytes(read_bytes(file.path), file)
        except InputError as error:
            return _unreadable(file, error)

    def check_bytes(self, data: bytes, file: FoundFile) -> FileResult:
        """Everything to say of a file if these were its bytes."""
        try:
            return self._check(data, file, shown_path(file.path))
        except InputError as error:
            return _unreadable(file, error)

    def _check(self, data: bytes, file: FoundFile, shown: str) -> FileResult:
        insist = file.named and not self.filtering
        format = format_of(file.path, data if insist else b"")
        if not insist and not format.may_hold_policy(data):
            return FileResult(())
        source = decode(data, shown)
        chosen = self.choose_type(file.path)
        try:
            documents, found, broken = format.read(source, file.path)
        except NotJsonError:
            return self._not_json(file, source, chosen, insist)
        except InputError:
            if insist or seems_policy(source.text):
                raise
            return FileResult(())
        if not found and insist and broken is None:
            found = whole_documents(documents, chosen=chosen is not None)
            if not found:
                raise InputError(
                    "holds no policy", "a policy is an object with a `Statement`; `--filter` skips other files"
                )
        suppressions = self.suppressor.of_file(file.path, source, format, documents)
        once = _Once()
        policies = tuple(self._policy(policy, chosen, suppressions, once) for policy in found)
        problem = None
        if broken is not None:
            problem = _problem(file, broken)
            suppressions.excuse()
        return FileResult(policies, problem, suppressions.remarks(self.rules), suppressions.used)

    def _not_json(self, file: FoundFile, source: Source, chosen: TypeChoice | None, insist: bool) -> FileResult:
        text = source.text
        looks_like_json = text.lstrip()[:1] in ("{", "[", "") or file.path == STDIN or source.path.endswith(".json")
        if insist and not looks_like_json and chosen is None:
            raise InputError("holds no policy: it is not JSON", "`--filter` skips files without a policy")
        if not insist and not _is_broken_policy(source):
            return FileResult(())
        policy_type = chosen.policy_type if chosen else PolicyType.IDENTITY
        suppressions = self.suppressor.of_file(file.path, source, JSON, ())
        results = list(suppressions.judge_text(check_syntax(source, policy_type, self.rules)))
        resource_type = chosen.resource_type if chosen else None
        told_from = chosen.set_by if chosen else "content"
        policy = PolicyResult.of(results, source.path, "", policy_type, resource_type, told_from)
        return FileResult((policy,), used=suppressions.used)

    def _policy(
        self, found: FoundPolicy, chosen: TypeChoice | None, suppressions: FileSuppressions, once: _Once
    ) -> PolicyResult:
        shown = found.place.document.source.path  # a file may read its policies from others
        read = with_type(found, shown, chosen)
        policy = read.policy
        results: list[Result] = []
        is_text = isinstance(found.value, str)
        if is_text:
            results += suppressions.judge_text(check_syntax(found.place, policy.policy_type, self.rules))
        for reading in () if is_text else read.readings:
            results += filter(once.is_new, suppressions.judge(reading, check_policy(reading, self.rules)))
        if found.others:
            results.sort(key=lambda result: place_order(result.finding))
        return PolicyResult.of(
            results,
            shown,
            found.place.pointer,
            policy.policy_type,
            policy.resource_type,
            read.type_from,
            found.container.name,
        )


class _Once:
    """Tells what was found before: an alias repeats one text in many policies, a condition in many readings of one."""

    def __init__(self) -> None:
        self._seen: set[Hashable] = set()

    def is_new(self, result: Result) -> bool:
        """Whether nobody has said this of these places."""
        finding = result.finding
        spans = tuple((place.span.source.path, place.span.start, place.span.end) for place in finding.locations)
        identity = finding.code, finding.message, spans
        is_new = identity not in self._seen
        self._seen.add(identity)
        return is_new


def _unreadable(file: FoundFile, error: InputError) -> FileResult:
    return FileResult((), _problem(file, error))


def _problem(file: FoundFile, error: InputError) -> InputProblem:
    return InputProblem(shown_path(file.path), error.message, error.help, file.named, error.span)


def _is_broken_policy(source: Source) -> bool:
    """Whether a file that a walk met, and that is not JSON, was meant to be a policy."""
    return source.path.endswith(".json") and '"Statement"' in source.text and seems_policy(source.text)


def check_files(files: Sequence[FoundFile], checker: Checker, processes: int = 1) -> Iterator[FileResult]:
    """The results of files, in their order."""
    if processes < 2 or len(files) < 2:
        yield from map(checker.check, files)
        return
    from iamscope.parallel import map_in_processes

    yield from map_in_processes(checker.check, files, processes)
