"""Works out what stands in templates, by way of the evaluator of their module."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tree_sitter import Node

from iamscope.inputs.terraform.hcl import Hcl
from iamscope.inputs.terraform.templates import Names
from iamscope.inputs.terraform.values import Value, rounds_of

if TYPE_CHECKING:
    from iamscope.inputs.terraform.evaluator import Evaluator


class Here(NamedTuple):
    """Where an expression is worked out: its text, the names that are bound there, and how deep."""

    hcl: Hcl
    names: Names
    depth: int


class Inside:
    """Works out what stands in a template."""

    def __init__(self, evaluator: Evaluator, here: Here) -> None:
        self._evaluator = evaluator
        self._here = here

    def _with(self, names: Names) -> Here:
        return self._here._replace(names={**self._here.names, **names}) if names else self._here

    def value(self, node: Node, names: Names) -> Value:
        return self._evaluator.inner(self._with(names), node)

    def truth(self, node: Node, names: Names) -> bool | None:
        return self._evaluator.truth(self._with(names), node)

    def assumed(self, node: Node) -> bool:
        return self._evaluator.assumptions.of(self._here.hcl.text(node))

    def rounds(self, node: Node, names: Names) -> list[tuple[Value, Value]] | None:
        return rounds_of(self.value(node, names))
