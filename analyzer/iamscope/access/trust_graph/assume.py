"""The edges of roles that are assumed: from each permission class and principal that a trust policy lets in.

The rules are those of the IAM User Guide (reference_policies_evaluation-logic, and id_roles for roles): in the role's
own account a trust policy that names the principal or everyone suffices, one that names the account delegates to the
account's identity policies; from another account both sides must allow it. Denies, boundaries and SCPs can stop each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.arn_index import ArnIndex
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.access.trust_graph.trust import ASSUME_ROLE, Trust, TrustIndex
from iamscope.logic.evaluation.callers import Caller, parse_caller

MECHANISM = "assume"
#: Roles, and how certainly they are gained.
Gains = dict[int, Answer]


class AssumeEdges:
    """Adds the edges of one graph: those of all its classes, or of some, by number."""

    def __init__(self, graph: TrustGraph, index: TrustIndex, classes: Collection[int] | None = None) -> None:
        self._graph = graph
        self._directory: Directory = graph.directory
        self._classes: Collection[int] = range(len(self._directory.classes)) if classes is None else classes
        self._index = index
        self._bit = self._directory.actions.bit(ASSUME_ROLE)
        self._by_account: dict[str, list[int]] = defaultdict(list)
        for number in self._classes:
            self._by_account[self._directory.classes[number].account].append(number)
        self._callers: dict[int, Caller] = {}
        self._answers: dict[tuple[int, int], Answer] = {}
        self._rcps: dict[str, tuple[Trust, ...]] = {}
        self._ids: dict[str, int] = {}
        self._names: dict[tuple[str, str], int] = {}

    def add(self) -> None:
        """Adds all of them."""
        for number, principal in enumerate(self._directory.principals):
            if principal.unique_id:
                self._ids[principal.unique_id] = number
            if principal.is_role:
                self._names[principal.account, principal.name] = number
        for trust in self._index.allowing:
            roles = ArnIndex(trust.roles, self._directory.arn)
            for account in trust.named.accounts:
                for number in self._by_account.get(account, ()):
                    self._from_class(number, trust, roles)
            if trust.named.everyone:
                self._from_everyone(trust, roles)
            for number in self._persons(trust):
                self._from_person(number, trust)
            trust.forget()
            self._answers.clear()  # no other statement asks again

    def _persons(self, trust: Trust) -> set[int]:
        named = trust.named
        found = {self._directory.number_of.get(arn) for arn in named.arns}
        found |= {self._ids.get(id) for id in named.unique_ids}
        found |= {self._names.get(session) for session in named.sessions}
        return {number for number in found if number is not None and self._directory.class_of[number] in self._classes}

    def _from_class(self, number: int, trust: Trust, roles: ArnIndex) -> None:
        """Edges that need the identity policies of the class to allow them."""
        view = self._directory.classes[number].view(self._bit)
        if not view.allows or view.is_blocked:
            return
        candidates = roles.candidates(view.allows)
        if view.is_simple:
            self._emit(number, trust, dict.fromkeys(candidates, Answer.YES))
        else:
            self._emit(number, trust, {role: view.allowed(self._directory.target(role)) for role in candidates})

    def _from_everyone(self, trust: Trust, roles: ArnIndex) -> None:
        """Edges by a trust policy that names everyone: in the role's account no identity policy is needed."""
        by_account: dict[str, list[int]] = defaultdict(list)
        for role in trust.roles:
            by_account[self._directory.principals[role].account].append(role)
        for account, own in by_account.items():
            for number in self._by_account.get(account, ()):
                view = self._directory.classes[number].view(self._bit)
                if not view.is_blocked:
                    self._emit(number, trust, {role: view.permits(self._directory.target(role)) for role in own})
        for number in self._classes:
            self._from_class(number, trust, roles)

    def _emit(self, number: int, trust: Trust, roles: Gains) -> None:
        """Adds the edges to those roles that the members' policies allow and a trust statement lets them into."""
        easy: Gains = {}
        for role, answer in roles.items():
            if answer is Answer.NO:
                continue
            if trust.depends_on_role or self._denying(role):
                self._emit_to(number, trust, {role: answer}, self._denying(role))
            else:
                easy[role] = answer
        if easy:
            self._emit_to(number, trust, easy, ())

    def _emit_to(self, number: int, trust: Trust, roles: Gains, against: tuple[Trust, ...]) -> None:
        """Adds the edges to roles that let the same members in."""
        role = next(iter(roles))
        for members, let_in in self._let_in(number, trust, against, role):
            if let_in is Answer.NO:
                continue
            gained = [(role, min(answer, let_in)) for role, answer in roles.items()]
            if members is None:
                self._graph.add_class_edges(number, MECHANISM, gained)
            for member in members or ():
                self._graph.add_edges(member, MECHANISM, gained)

    def _let_in(
        self, number: int, trust: Trust, against: tuple[Trust, ...], role: int
    ) -> Iterator[tuple[list[int] | None, Answer]]:
        """Groups of members (None for all), and whether trust policy and RCPs let them in."""
        permission_class = self._directory.classes[number]
        if trust.is_general and all(each.is_general for each in against):
            yield None, self._trusted(permission_class.members[0], trust, against, role)
            return
        groups: dict[Answer, list[int]] = defaultdict(list)
        for member in permission_class.members:
            groups[self._trusted(member, trust, against, role)].append(member)
        for answer, members in groups.items():
            yield (None if len(members) == len(permission_class.members) else members), answer

    def _trusted(self, member: int, trust: Trust, against: Iterable[Trust], role: int) -> Answer:
        """Whether a statement of the trust policy names a principal, its conditions hold, and no deny hits it."""
        found = self._applies(member, trust, role)
        for deny in against:
            if found is Answer.NO:
                break
            denied = self._applies(member, deny, role)
            found = min(found, Answer(Answer.YES - denied))
        return found

    def _applies(self, member: int, trust: Trust, role: int) -> Answer:
        if trust.depends_on_role:
            return self._applies_to(member, trust, role)
        # for all members of a class alike, if the statement names no persons
        who = -1 - self._directory.class_of[member] if trust.is_general else member
        key = (id(trust), who)
        answer = self._answers.get(key)
        if answer is None:
            answer = self._answers[key] = self._applies_to(member, trust, role)
        return answer

    def _applies_to(self, member: int, trust: Trust, role: int) -> Answer:
        has_boundary = self._directory.principals[member].boundary is not None
        if not trust.names(self.caller(member), has_boundary=has_boundary):
            return Answer.NO
        return trust.conditions(self._directory.lookup(member), self._directory.target(role))

    def caller(self, number: int) -> Caller:
        """A principal as a caller."""
        caller = self._callers.get(number)
        if caller is None:
            principal = self._directory.principals[number]
            caller = parse_caller(principal.arn)._replace(unique_id=principal.unique_id)
            self._callers[number] = caller
        return caller

    def _denying(self, role: int) -> tuple[Trust, ...]:
        """The denies that protect a role: of its own trust policy, and of the RCPs of its account."""
        account = self._directory.principals[role].account
        rcps = self._rcps.get(account)
        if rcps is None:
            entries = [self._directory.kept_statements[each] for each in self._directory.rcp_statements(account)]
            found = [Trust(entry.statement, entry.actions) for entry in entries if entry.actions & self._bit]
            rcps = self._rcps[account] = tuple(trust for trust in found if trust.denies)
        own = self._index.denying.get(role, ())
        return own + rcps if own or rcps else ()

    def _from_person(self, number: int, trust: Trust) -> None:
        """Edges from one principal that is named."""
        permission_class = self._graph.permission_class(number)
        view = permission_class.view(self._bit)
        if view.is_blocked:
            return
        account = self._directory.principals[number].account
        for role in trust.roles:
            target = self._directory.target(role)
            here = self._directory.principals[role].account == account
            answer = view.permits(target) if here else view.allowed(target)
            if answer is not Answer.NO:
                answer = min(answer, self._trusted(number, trust, self._denying(role), role))
            if answer is not Answer.NO:
                self._graph.add_edges(number, MECHANISM, ((role, answer),))
