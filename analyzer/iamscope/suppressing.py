"""Applies suppressions: finds those of a file, tells which findings they accept, and what to say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from iamscope.engine import RuleSet, check_suppression
from iamscope.findings import Finding
from iamscope.identity import identified, unplaced
from iamscope.inputs.formats import Format, format_of
from iamscope.results import Result
from iamscope.source import Source
from iamscope.subject import Subject, Subjects
from iamscope.suppressions import Suppression, SuppressionReview
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document

if TYPE_CHECKING:
    from datetime import date

#: Without it, no text holds a suppression.
_WORD = "iamscope"


class ConfiguredUse(NamedTuple):
    """A code of the configured suppression `number` that accepted something."""

    number: int
    code: str


def written_suppressions(source: Source, format: Format, documents: Sequence[Document]) -> Iterator[Suppression]:
    """The suppressions that stand in a file: in comments, and in the metadata of a CloudFormation template."""
    if _WORD not in source.text.lower():
        return
    from iamscope.inputs.metadata import metadata_suppressions

    yield from format.suppressions(source)
    for document in documents:
        yield from metadata_suppressions(document)


def no_suppressions(source: Source, format: Format, documents: Sequence[Document]) -> Iterator[Suppression]:  # noqa: ARG001
    """What `written_suppressions` gives where nothing is to be suppressed."""
    return iter(())


def _today() -> date:
    from datetime import date

    return date.today()


@dataclass(frozen=True)
class Suppressor:
    """The suppressions of a run.

    `known` are the codes that findings can have, selected or not (empty: those of the run's rules); `configured` gives
    the configuration's entries for the file at a path, each with its number; `written` finds those in a file; `today`
    says what has expired.
    """

    known: frozenset[str] = frozenset()
    configured: Callable[[str], Sequence[tuple[int, Suppression]]] = field(default=lambda _: ())
    written: Callable[[Source, Format, Sequence[Document]], Iterable[Suppression]] = written_suppressions
    today: Callable[[], date] = _today

    def of_file(self, path: str, source: Source, format: Format, documents: Sequence[Document]) -> FileSuppressions:
        """The suppressions that may accept findings of a file."""
        written = tuple(self.written(source, format, documents))
        return FileSuppressions(source.path, written, self.configured(path), self)

    def of_other_file(self, source: Source) -> list[tuple[int, Suppression]]:
        """Those for places in another file, whose text a policy was taken from (`file("policy.json")` in Terraform)."""
        written = self.written(source, format_of(source.path), ())
        return [*((-1, suppression) for suppression in written), *self.configured(source.path)]


class FileSuppressions:
    """The suppressions of one file, and which of them were used."""

    def __init__(
        self,
        path: str,
        written: Sequence[Suppression],
        configured: Sequence[tuple[int, Suppression]],
        suppressor: Suppressor,
    ) -> None:
        self._path = path
        self._written = written
        self._suppressor = suppressor
        own = enumerate(written, -1 - len(written))  # those that are no configuration's have numbers below 0
        self._holding = self._in_force([*own, *configured])
        self._elsewhere: dict[str, list[tuple[int, Suppression]]] = {}
        self._used: set[ConfiguredUse] = set()

    def judge(self, policy: Policy, findings: Iterable[Finding]) -> Iterator[Result]:
        """The findings of a policy, identified, each with what suppresses it."""
        subjects = Subjects(policy)
        for finding in identified(policy, findings):
            holding = self._for(finding)
            yield Result(finding, self._accepting(finding, subjects.of(finding), holding) if holding else None)

    def judge_text(self, findings: Iterable[Finding]) -> Iterator[Result]:
        """The same for findings about a text that is no policy."""
        for finding in unplaced(findings):
            yield Result(finding, self._accepting(finding, None, self._holding))

    @property
    def used(self) -> frozenset[ConfiguredUse]:
        """What of the configuration has accepted something in this file."""
        return frozenset(use for use in self._used if use.number >= 0)

    def remarks(self, rules: RuleSet) -> tuple[Finding, ...]:
        """What there is to say of the suppressions that stand in the file, once all of it has been checked."""
        return tuple(
            finding
            for number, suppression in enumerate(self._written, -1 - len(self._written))
            for finding in check_suppression(self._review(number, suppression, rules), rules)
        )

    def _review(self, number: int, suppression: Suppression, rules: RuleSet) -> SuppressionReview:
        used = {use.code for use in self._used if use.number == number}
        return review(suppression, used, rules, self._suppressor)

    def _in_force(self, suppressions: list[tuple[int, Suppression]]) -> list[tuple[int, Suppression]]:
        return [item for item in suppressions if not item[1].expires or item[1].expires >= self._suppressor.today()]

    def _for(self, finding: Finding) -> list[tuple[int, Suppression]]:
        """Those that may accept a finding, by the file that it lies in."""
        source = finding.span.source
        if source.path == self._path:
            return self._holding
        if source.path not in self._elsewhere:
            self._elsewhere[source.path] = self._in_force(self._suppressor.of_other_file(source))
        return self._holding + self._elsewhere[source.path]

    def _accepting(
        self, finding: Finding, subject: Subject | None, holding: list[tuple[int, Suppression]]
    ) -> Suppression | None:
        """The first suppression that accepts a finding; all that do are used."""
        accepting = [(number, item) for number, item in holding if item.covers(finding, subject)]
        self._used |= {ConfiguredUse(number, finding.code) for number, _ in accepting}
        return accepting[0][1] if accepting else None


def review(suppression: Suppression, used: Iterable[str], rules: RuleSet, suppressor: Suppressor) -> SuppressionReview:
    """What a run says of a suppression of which these codes were used; only rules of the run are asked after."""
    expired = suppression.expires if suppression.expires and suppression.expires < suppressor.today() else None
    known = suppressor.known or rules.rules.keys()
    unknown = [code for code in suppression.codes if code not in known]
    mistake = suppression.mistake or (f"no finding has the code `{unknown[0]}`" if unknown else "")
    asked = [code for code in suppression.codes if code in rules.rules and code not in used]
    unused = () if expired or suppression.mistake else tuple(asked)
    return SuppressionReview(suppression.span, suppression.codes, unused, expired, mistake)
