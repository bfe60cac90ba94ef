"""Finds a text that some conditions accept and others do not, one question at a time."""

from __future__ import annotations

from collections.abc import Sequence

from iamscope.logic.decide.atoms import Atom
from iamscope.logic.decide.budget import Budget, ExhaustedError
from iamscope.logic.decide.classes import classes
from iamscope.logic.decide.domains import globs_of
from iamscope.logic.decide.globs import ARN_VALUE, Glob
from iamscope.logic.decide.key_types import may_be_any_text
from iamscope.logic.decide.ranges import Wish


class TextSpeller:
    """For textual atoms on one key; a wish names an atom by its place in the list."""

    def __init__(self, atoms: Sequence[Atom], budget: Budget) -> None:
        self.atoms = atoms
        self.budget = budget
        families = {atom.family for atom in atoms} - {"Null"}
        self._arns_only = families <= {"ARN"} and not may_be_any_text(atoms[0].key, families)
        self._known: dict[frozenset[Wish], str | None] = {}

    def word(self, wishes: frozenset[Wish]) -> str | None:
        """A value that fulfils all wishes; None if there is none. Raises `ExhaustedError`."""
        if wishes not in self._known:
            self._known[wishes] = self._find(wishes)
        return self._known[wishes]

    def _find(self, wishes: frozenset[Wish]) -> str | None:
        required = [ARN_VALUE] if self._arns_only else []
        elements: list[list[Glob]] = []
        matched_wanted = 0
        for number, wanted in sorted(wishes):
            atom = self.atoms[number]
            if atom.is_constant:
                if atom.accepts("") is not wanted:
                    return None
                continue
            if atom.family == "ARN" and atom.negated and not self._arns_only:
                if not wanted:
                    raise ExhaustedError  # no ARN at all, or one that matches: that is no single question
                required.append(ARN_VALUE)
            globs = globs_of(atom)
            if wanted is atom.negated:  # none of them may match
                elements.append(globs)
            elif len(globs) == 1:
                required.append(globs[0])
            else:
                matched_wanted |= 1 << len(elements)
                elements.append(globs)

        def hopeless(matched: int, dead: int) -> bool:
            return bool(matched & ~matched_wanted or dead & matched_wanted)

        found = classes(required, elements, self.budget, hopeless)
        return next((text for text, matched in found if matched == matched_wanted), None)
