"""How far a `*` in `Resource` reaches: over colons, as it does in practice, or within its field of the ARN.

AWS's documentation can be read either way (IAM User Guide, reference_policies_elements_resource); what was observed is
that it reaches over colons.
"""

from __future__ import annotations

from enum import Enum

from iamscope.logic import patterns
from iamscope.logic.decide.globs import Glob, arn_glob, glob


class ResourceWildcards(Enum):
    """The one switch between the two readings; its members compare patterns as their reading has it."""

    OVER_COLONS = "over colons"
    WITHIN_FIELDS = "within fields"

    def glob(self, pattern: str) -> Glob:
        """The automaton of a pattern."""
        confined = arn_glob(pattern) if self is ResourceWildcards.WITHIN_FIELDS else None
        return confined or glob(pattern)

    def covers(self, wide: str, narrow: str) -> bool:
        """Whether every text that `narrow` matches is matched by `wide` too."""
        pairs = self._fields(wide, narrow)
        return all(patterns.covers(*pair) for pair in pairs)

    def intersects(self, first: str, second: str) -> bool:
        """Whether some text is matched by both patterns; doubt says yes."""
        return all(patterns.intersects(*pair) for pair in self._fields(first, second))

    def matches(self, pattern: str, text: str) -> bool:
        """Whether a pattern matches a text, in which no character is a wildcard."""
        return all(patterns.matches(*pair) for pair in self._fields(pattern, text))

    def _fields(self, first: str, second: str) -> list[tuple[str, str]]:
        """What is compared with what: the texts as a whole, or six fields of one with six of the other."""
        if self is ResourceWildcards.WITHIN_FIELDS:
            fields, others = first.split(":", 5), second.split(":", 5)
            if len(fields) == len(others) == 6:
                return list(zip(fields, others, strict=True))
        return [(first, second)]
