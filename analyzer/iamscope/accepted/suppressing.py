"""Applies suppressions: finds those of a file, tells which findings they accept, and what to say of them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, islice
from typing import TYPE_CHECKING

from iamscope.accepted.identity import identified, unplaced
from iamscope.accepted.subject import Subject, Subjects
from iamscope.accepted.suppressions import ConfiguredUse, Suppression, SuppressionReview
from iamscope.engine import RuleSet, check_suppression
from iamscope.findings import Finding
from iamscope.inputs.formats import Format, format_of
from iamscope.results import Result
from iamscope.source import Source
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document

if TYPE_CHECKING:
    from datetime import date

#: Without it, no text holds a suppression.
_WORD = "iamscope"
#: Of one file; all of them may be asked of every finding.
_MOST = 1000


def written_suppressions(source: Source, format: Format, documents: Sequence[Document]) -> Iterator[Suppression]:
    """The suppressions that stand in a file: in comments, and in the metadata of a CloudFormation template."""
    if _WORD not in source.text.lower():
        return
    from iamscope.inputs.metadata import metadata_suppressions

    everything = chain(format.suppressions(source), *map(metadata_suppressions, documents))
    yield from islice(everything, _MOST)
    one_more = next(everything, None)
    if one_more is not None:
        yield replace(
            one_more, mistake=f"more than {_MOST:,} suppressions in one file: this one and the rest do nothing"
        )


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


class _Held:
    """Suppressions that hold, found by code and place: a file may have many of them, and many findings."""

    def __init__(self, suppressions: Iterable[tuple[int, Suppression]]) -> None:
        self._anywhere: dict[str, list[tuple[int, Suppression]]] = {}
        self._placed: dict[str, list[tuple[int, Suppression]]] = {}
        for numbered in sorted(suppressions, key=lambda item: item[1].reach.start if item[1].reach else 0):
            where = self._placed if numbered[1].reach else self._anywhere
            for code in dict.fromkeys(numbered[1].codes):
                where.setdefault(code, []).append(numbered)
        self._starts = {code: [_reach(item)[0] for item in items] for code, items in self._placed.items()}
        self._ends = {  # how far those up to each one reach
            code: list(accumulate((_reach(item)[1] for item in items), max)) for code, items in self._placed.items()
        }

    def __bool__(self) -> bool:
        return bool(self._anywhere or self._placed)

    def accepting(self, finding: Finding, subject: Subject | None) -> list[tuple[int, Suppression]]:
        """Those that accept a finding, in the order of their numbers."""
        code, start = finding.code, finding.span.start
        candidates = list(self._anywhere.get(code, ()))
        if code in self._placed:
            number = bisect_right(self._starts[code], start)
            while number and self._ends[code][number - 1] > start:
                number -= 1
                candidates.append(self._placed[code][number])
        return sorted((item for item in candidates if item[1].covers(finding, subject)), key=lambda item: item[0])


def _reach(numbered: tuple[int, Suppression]) -> tuple[int, int]:
    reach = numbered[1].reach
    return (reach.start, reach.end) if reach else (0, 0)


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
        self._elsewhere: dict[str, _Held] = {}
        self._used: set[ConfiguredUse] = set()

    def judge(self, policy: Policy, findings: Iterable[Finding]) -> Iterator[Result]:
        """The findings of a policy, identified, each with what suppresses it."""
        subjects = Subjects(policy)
        for finding in identified(policy, findings):
            holding = self._for(finding)
            yield Result(finding, self._accepting(finding, subjects.of(finding), *holding) if any(holding) else None)

    def judge_text(self, findings: Iterable[Finding]) -> Iterator[Result]:
        """The same for findings about a text that is no policy."""
        for finding in unplaced(findings):
            yield Result(finding, self._accepting(finding, None, self._holding))

    @property
    def used(self) -> frozenset[ConfiguredUse]:
        """What of the configuration has accepted something in this file."""
        return frozenset(use for use in self._used if use.number >= 0)

    def excuse(self) -> None:
        """Takes all that stand in the file for used: what they are for may be in a part that cannot be read."""
        for number, suppression in enumerate(self._written, -1 - len(self._written)):
            self._used.update(ConfiguredUse(number, code) for code in suppression.codes)

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

    def _in_force(self, suppressions: list[tuple[int, Suppression]]) -> _Held:
        return _Held(
            item for item in suppressions if not item[1].expires or item[1].expires >= self._suppressor.today()
        )

    def _for(self, finding: Finding) -> tuple[_Held, ...]:
        """Those that may accept a finding, by the file that it lies in."""
        source = finding.span.source
        if source.path == self._path:
            return (self._holding,)
        if source.path not in self._elsewhere:
            self._elsewhere[source.path] = self._in_force(self._suppressor.of_other_file(source))
        return self._holding, self._elsewhere[source.path]

    def _accepting(self, finding: Finding, subject: Subject | None, *holding: _Held) -> Suppression | None:
        """The first suppression that accepts a finding; all that do are used."""
        accepting = [item for held in holding for item in held.accepting(finding, subject)]
        self._used.update(ConfiguredUse(number, finding.code) for number, _ in accepting)
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
