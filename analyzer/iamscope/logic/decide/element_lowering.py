"""Makes elements of what statements say of actions, resources and callers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.decide.callers import Classes, Named
from iamscope.logic.decide.expressions import CanonicalUsers, FederatedProviders, OfKinds, OutsideAccounts, Services
from iamscope.logic.decide.globs import has_wildcard, literal
from iamscope.logic.decide.holes import hole_name
from iamscope.logic.decide.problem import EVERY_ACTION, EVERY_RESOURCE, ActionElement, ResourceElement
from iamscope.logic.decide.readings import Read, Reading
from iamscope.logic.evaluation.callers import CallerKind, parse_caller
from iamscope.logic.variable_places import knows_variables
from iamscope.policy_types import PolicyType
from iamscope.syntax.ast import Principal, ResourcePattern, Statement
from iamscope.syntax.document import Place
from iamscope.syntax.elements import Element, elements, items
from iamscope.syntax.json_value import HOLE, Object, has_hole, is_unknown

#: Policies in which an ARN with fewer than six fields stands for all ARNs that begin so.
_COMPLETED = frozenset({PolicyType.IDENTITY, PolicyType.SESSION, PolicyType.BOUNDARY, PolicyType.ENDPOINT})
_WITH_PRINCIPAL = frozenset({PolicyType.RESOURCE, PolicyType.TRUST, PolicyType.RCP})
#: Policies whose statements may leave out what they are attached to.
_OF_A_RESOURCE = frozenset({PolicyType.RESOURCE, PolicyType.TRUST})
#: Whose unique ids begin so.
_OF_UNIQUE_IDS = {
    "AIDA": Classes((OfKinds(frozenset({CallerKind.USER})),)),
    "AROA": Classes((OfKinds(frozenset({CallerKind.ROLE, CallerKind.SESSION})),)),
}
_SOMEBODY = Classes((OutsideAccounts(),))
_OTHER_KINDS = {
    "Service": Classes((Services(),)),
    "Federated": Classes((FederatedProviders(),)),
    "CanonicalUser": Classes((CanonicalUsers(),)),
}
_EVERYBODY = Named(frozenset({("AWS", "*")}), excluded=False, lenient=False)


class ElementLowering:
    """Each method gives alternatives: an element and what is in doubt about it, if anything."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    # -- actions ---------------------------------------------------------------------------------------

    def actions(self, statement: Statement, positive: bool) -> Iterator[tuple[ActionElement, Opaque | None]]:
        only, excluded = statement.element("Action"), statement.element("NotAction")
        if (only is None) == (excluded is None):
            return
        known = [pattern.value for pattern in (statement.actions or statement.not_actions) if HOLE not in pattern.value]
        element = only if only is not None else excluded
        if element is None:
            return
        unknown = list(_unknown_texts(element))
        if only is not None:
            patterns = frozenset(map(_action, known))
            if patterns:
                yield EVERY_ACTION if patterns & {"*", "*:*"} else ActionElement(patterns), None
            for text, place in unknown:
                wide = _widened_action(text)
                doubtful = EVERY_ACTION if wide == "*" else ActionElement(frozenset({wide}))
                yield from self._doubtful(doubtful, _doubt(element, place), positive)
        elif known or unknown:
            exclude = ActionElement(frozenset(map(_action, known)), excluded=True) if known else EVERY_ACTION
            if not unknown:
                yield exclude, None
            else:
                yield from self._doubtful(exclude, _doubt(element, element.place), positive)

    def _doubtful(
        self, element: ActionElement, doubt: Opaque, positive: bool
    ) -> Iterator[tuple[ActionElement, Opaque | None]]:
        certainty = self.reading.uncertain(doubt, positive)
        if certainty is not False:
            yield element, None if certainty is True else certainty

    # -- resources -------------------------------------------------------------------------------------

    def resources(self, statement: Statement, positive: bool) -> Iterator[tuple[ResourceElement, Opaque | None]]:
        only, excluded = statement.element("Resource"), statement.element("NotResource")
        if only is None and excluded is None:
            if statement.policy.policy_type in _OF_A_RESOURCE:
                yield EVERY_RESOURCE, None
            return
        if only is not None and excluded is not None:
            return
        if only is not None:
            yield from self._only_resources(statement, only, positive)
        elif excluded is not None:
            yield from self._other_resources(statement, excluded, positive)

    def _only_resources(
        self, statement: Statement, element: Element, positive: bool
    ) -> Iterator[tuple[ResourceElement, Opaque | None]]:
        certain: set[str] = set()
        for read in self._reads(statement, statement.resources, positive):
            if read.certainty is True:
                certain.add(read.pattern)
            elif isinstance(read.certainty, Opaque):
                yield ResourceElement(frozenset({read.pattern})), read.certainty
        for place in _unknown_items(element):
            certainty = self.reading.uncertain(_doubt(element, place), positive)
            if certainty is True:
                certain.add("*")
            elif certainty is not False:
                yield EVERY_RESOURCE, certainty
        if "*" in certain:
            yield EVERY_RESOURCE, None
        elif certain:
            yield ResourceElement(frozenset(certain)), None

    def _other_resources(
        self, statement: Statement, element: Element, positive: bool
    ) -> Iterator[tuple[ResourceElement, Opaque | None]]:
        patterns = statement.not_resources
        # what is in doubt here excludes something: doubt about the whole element takes the opposite turn
        reads = list(self._reads(statement, patterns, not positive))
        if not reads and not _unknown_items(element):
            return
        certain = {read.pattern for read in reads if read.certainty is True}
        if not all(read.resolved for read in reads):
            return  # an exclusion that is not known excludes everything
        doubts = [read.certainty for read in reads if isinstance(read.certainty, Opaque)]
        doubt: Opaque | None = None
        if doubts:
            key = frozenset(each.name for each in doubts)
            doubt = Opaque(("not", key, frozenset(certain)), doubts[0].reason)
        if _unknown_items(element):
            certainty = self.reading.uncertain(_doubt(element, element.place), positive)
            if certainty is False:
                return
            doubt = doubt if certainty is True else certainty
        yield ResourceElement(frozenset(certain), excluded=True), doubt

    def _reads(self, statement: Statement, patterns: Sequence[ResourcePattern], positive: bool) -> Iterator[Read]:
        variables = knows_variables(statement.policy)
        version = statement.policy.version
        unknown_version = version is not None and HOLE in version.value
        for pattern in patterns:
            text = pattern.value
            if HOLE in text or (unknown_version and "${" in text):
                name = ("hole", pattern.element, hole_name(pattern.place))
                doubt = Opaque(name, f"a part of `{text.replace(HOLE, '…')}` is not known")
                read = self.reading.hole(text, doubt, positive)
            elif variables and "${" in text:
                read = self.reading.variables(text, True, positive)
            else:
                read = Read(text, True)
            if read.certainty is not False or not read.resolved:
                yield _complete(read, pattern)

    # -- callers ---------------------------------------------------------------------------------------

    def callers(
        self, statement: Statement, positive: bool
    ) -> Iterator[tuple[Named | Classes | None, Atom | Opaque | None]]:
        principal, excluded = statement.element("Principal"), statement.element("NotPrincipal")
        kind = statement.policy.policy_type
        if kind not in _WITH_PRINCIPAL:
            if principal is None and excluded is None:
                yield None, None
                return
            if kind is not PolicyType.ENDPOINT:
                return
        element = principal if principal is not None else excluded
        if element is None or (principal is not None and excluded is not None):
            return
        texts = statement.principals if principal is not None else statement.not_principals
        known = [text for text in texts if HOLE not in text.value]
        clear = frozenset(_entry(text) for text in known if _is_clear(text))
        odd = [text for text in known if not _is_clear(text)]
        if principal is not None:
            yield from self._only_callers(element, clear, odd, positive)
        else:
            yield from self._other_callers(element, Named(clear, True, statement.denies), odd, positive)

    def _only_callers(
        self, element: Element, clear: frozenset[tuple[str, str]], odd: list[Principal], positive: bool
    ) -> Iterator[tuple[Named | Classes, Atom | Opaque | None]]:
        if clear:
            yield Named(clear, False, False), None
        doubts = [(_doubt(element, place), who) for place, who in _unknown_principals(element)]
        for text in odd:
            if any(map(text.is_unique_id, _OF_UNIQUE_IDS)):
                yield _OF_UNIQUE_IDS[text.value[:4]], _has_unique_id(text.value)
            else:
                doubt = Opaque(("caller", text.value), f"who `{text.value}` is cannot be told")
                doubts.append((doubt, _EVERYBODY))
        for doubt, who in doubts:
            certainty = self.reading.uncertain(doubt, positive)
            if certainty is not False:
                yield who, None if certainty is True else certainty

    def _other_callers(
        self, element: Element, others: Named, odd: list[Principal], positive: bool
    ) -> Iterator[tuple[Named | Classes, Atom | Opaque | None]]:
        doubt: Opaque | None = None
        if has_hole(element.value):
            doubt = _doubt(element, element.place)
        elif odd:
            name = ("other callers", others.identity, frozenset(text.value for text in odd))
            doubt = Opaque(name, f"who `{odd[0].value}` is cannot be told")
        if doubt is None:
            yield others, None
            return
        certainty = self.reading.uncertain(doubt, positive)
        if certainty is not False:
            yield others, None if certainty is True else certainty


def _is_clear(principal: Principal) -> bool:
    """Whether it can be told whom an entry names: an account, user, role or session; whoever is no AWS principal."""
    value = principal.value
    if (principal.kind or "AWS") != "AWS":
        return not has_wildcard(value)
    if value == "*":
        return True
    if has_wildcard(value):
        return False  # no part of an ARN may be a wildcard here
    try:
        return parse_caller(value).in_account
    except ValueError:
        return False


def _has_unique_id(value: str) -> Atom:
    """That the caller is the user, or a session of the role, with a unique id: `aws:userid` begins with it."""
    return Atom("aws:userid", "StringLike", "String", "", False, frozenset({literal(value), literal(value) + ":*"}))


def _entry(principal: Principal) -> tuple[str, str]:
    return principal.kind or "AWS", principal.value


def _doubt(element: Element, place: Place) -> Opaque:
    return Opaque(("hole", element.name, hole_name(place)), f"a part of `{element.name}` is not known")


def _unknown_items(element: Element) -> list[Place]:
    """Where a whole text, or all of them, is not known."""
    return [place for each, place in items(element) if is_unknown(each)]


def _unknown_texts(element: Element) -> Iterator[tuple[str, Place]]:
    """The texts of an element that are unknown at least in part."""
    for each, place in items(element):
        if has_hole(each):
            yield each if isinstance(each, str) else HOLE, place


def _unknown_principals(element: Element) -> list[tuple[Place, Named | Classes]]:
    """Where there are principals that are unknown at least in part, and whom each could be at most."""
    if not isinstance(element.value, Object):
        return [(place, _EVERYBODY) for _, place in _unknown_texts(element)]
    if is_unknown(element.value) or any(HOLE in name for name, _ in element.value):
        return [(element.place, _EVERYBODY)]
    return [
        (place, _at_most(kind.name, text))
        for kind in elements(element.value, element.place)
        for text, place in _unknown_texts(kind)
    ]


def _at_most(kind: str, text: str) -> Named | Classes:
    """Whom a principal could be that is known in part: `*` stands alone, so a longer text is somebody of an account."""
    if kind in _OTHER_KINDS:
        return _OTHER_KINDS[kind]
    return _SOMEBODY if text.replace(HOLE, "").replace("*", "") else _EVERYBODY


def _action(text: str) -> str:
    return text.lower()


def _widened_action(text: str) -> str:
    service, colon, _ = text.lower().partition(":")
    return text.lower().replace(HOLE, "*") if colon and HOLE not in service else "*"


def _complete(read: Read, pattern: ResourcePattern) -> Read:
    """The reading of a resource whose ARN has too few fields: completed, taken as it is, or matching nothing.

    Which of them depends on the type of the policy; the evaluator says where that is known from.
    """
    text = read.pattern
    missing = 5 - text.count(":")
    if not read.resolved or not text.startswith("arn:") or missing <= 0:
        return read
    kind = pattern.policy.policy_type
    if pattern.element == "NotResource":
        completes, fails = False, kind not in _OF_A_RESOURCE or pattern.has_wildcard
    else:
        completes = kind in _COMPLETED or (kind in _OF_A_RESOURCE and pattern.has_wildcard)
        fails = kind is PolicyType.RCP
    if isinstance(read.certainty, Opaque):
        # a value may bring the colons that are missing
        return read._replace(pattern=text + "*") if completes else read
    if completes:
        return read._replace(pattern=text + ":*" * missing)
    return Read("", False, resolved=False) if fails else read
