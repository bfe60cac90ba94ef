"""Permission classes: principals of one account that are allowed the same, so that each question is asked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from iamscope.access.trust_graph.answers import Answer, is_tag_of_target, keys_of
from iamscope.access.trust_graph.permissions import Permission, Target, any_covers


@dataclass
class View:
    """What bears on one action: what identity policies allow, what anything denies, and what must allow it as well.

    `required` has the permissions of the boundary and of each level of SCPs, those left out that allow everything.
    """

    allows: tuple[Permission, ...]
    denies: tuple[Permission, ...]
    required: tuple[tuple[Permission, ...], ...]

    @cached_property
    def is_free(self) -> bool:
        """Whether nothing stands in the way of any target."""
        return not self.denies and not self.required

    @cached_property
    def is_simple(self) -> bool:
        """Whether the patterns of what is allowed decide, as nothing stands in the way and there are no conditions."""
        return self.is_free and not any(each.open or each.conditions or each.excluded for each in self.allows)

    @cached_property
    def allows_everything(self) -> bool:
        """Whether every target is allowed, certainly."""
        return self.is_free and any(each.is_unconditional for each in self.allows)

    @cached_property
    def depends_on_tags(self) -> bool:
        """Whether it matters which tags a target has."""
        about = [*self.allows, *self.denies, *(each for allows in self.required for each in allows)]
        keys = {key for each in about for condition in each.conditions for key in keys_of(condition.condition)}
        return any(map(is_tag_of_target, keys))

    def permits(self, target: Target) -> Answer:
        """Whether nothing stands in the way: no deny, no boundary and no SCP."""
        if self.is_free:
            return Answer.YES
        found = Answer.YES
        for deny in self.denies:
            denied = deny.answer(target)
            if denied is Answer.YES:
                return Answer.NO
            if denied is Answer.OPEN:
                found = Answer.OPEN
        for allows in self.required:
            found = min(found, any_covers(allows, target))
        return found

    def allowed(self, target: Target) -> Answer:
        """Whether identity policies allow the action, and nothing stands in the way."""
        if self.allows_everything:
            return Answer.YES
        found = any_covers(self.allows, target)
        return found if found is Answer.NO else min(found, self.permits(target))

    def open_keys(self, target: Target) -> set[str]:
        """The keys of the conditions on which the answer for a target depends, as far as they are open."""
        found: set[str] = set()
        for allows in (self.allows, *self.required):
            answers = [(each.answer(target), each) for each in allows]
            if all(answer is not Answer.YES for answer, _ in answers):
                found.update(key for answer, each in answers if answer is Answer.OPEN for key in each.open_keys)
        for deny in self.denies:
            if deny.answer(target) is Answer.OPEN:
                found.update(deny.open_keys)
        return found

    @property
    def is_blocked(self) -> bool:
        """Whether a boundary or an SCP lets nothing through."""
        return not all(self.required)


@dataclass(slots=True)
class PermissionClass:
    """Principals of one account, all users or all roles, with the same permissions; `members` are their numbers.

    `boundary` is None without a permissions boundary; `levels` are those of SCPs.
    """

    account: str
    is_role: bool
    identity: tuple[Permission, ...]
    boundary: tuple[Permission, ...] | None
    levels: tuple[tuple[Permission, ...], ...]
    members: list[int] = field(default_factory=list)
    _views: dict[int, View] = field(default_factory=dict, init=False)

    @property
    def allowed_actions(self) -> int:
        """The mask of actions that identity policies allow on something."""
        mask = 0
        for permission in self.identity:
            if permission.allows:
                mask |= permission.actions
        return mask

    def view(self, bit: int) -> View:
        """What bears on the action with this bit."""
        view = self._views.get(bit)
        if view is None:
            view = self._views[bit] = _view(self.identity, self._limits, bit)
        return view

    def view_without_boundary(self, bit: int) -> View:
        """The same if the permissions boundary need not allow it, as for what a resource policy grants a user directly.

        What the boundary denies stays denied.
        """
        denies = [permission for permission in self.boundary or () if not permission.allows]
        return _view([*self.identity, *denies], self.levels, bit)

    @property
    def _limits(self) -> list[tuple[Permission, ...]]:
        return [*([self.boundary] if self.boundary is not None else []), *self.levels]


def _view(identity: Sequence[Permission], limits: Sequence[Sequence[Permission]], bit: int) -> View:
    about = [permission for permission in identity if permission.actions & bit]
    denies = [permission for permission in about if not permission.allows]
    required = []
    for limit in limits:
        limiting = [permission for permission in limit if permission.actions & bit]
        denies += [permission for permission in limiting if not permission.allows]
        allows = tuple(permission for permission in limiting if permission.allows)
        if not any(permission.is_unconditional for permission in allows):
            required.append(allows)
    return View(tuple(permission for permission in about if permission.allows), tuple(denies), tuple(required))
