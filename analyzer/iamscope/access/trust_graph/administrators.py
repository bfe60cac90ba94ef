"""Which principals are administrators: allowed everything that a graph asks about, with nothing in the way."""

from __future__ import annotations

from iamscope.access.trust_graph.answers import Answer
from iamscope.access.trust_graph.classes import PermissionClass
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.inventory import Inventory
from iamscope.access.trust_graph.permissions import ActionTable


def administrators(directory: Directory, inventory: Inventory) -> dict[int, Answer]:
    """The administrators by number, and how certainly they are."""
    found: dict[int, Answer] = {}
    for permission_class in directory.classes:
        answer = administrator_answer(permission_class, inventory, directory.actions)
        if answer is not Answer.NO:
            found.update(dict.fromkeys(permission_class.members, answer))
    return found


def administrator_answer(permission_class: PermissionClass, inventory: Inventory, actions: ActionTable) -> Answer:
    """Identity policies allow all actions on all resources; boundary, SCPs and denies leave it the administration."""
    certain = possible = 0
    for permission in permission_class.identity:
        if permission.allows and "*" in permission.patterns and not permission.excluded and not permission.conditions:
            possible |= permission.actions
            certain |= 0 if permission.open else permission.actions
    if possible != actions.all:
        return Answer.NO
    found = Answer.YES if certain == actions.all else Answer.OPEN
    account = inventory.of(permission_class.account)
    limits = account.administrator_answer(lambda bit, target: permission_class.view(bit).permits(target))
    return min(found, limits)
