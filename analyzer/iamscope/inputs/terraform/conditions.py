"""What is assumed of conditions that are not known."""

from __future__ import annotations

import re

_COMPARISON = re.compile(r"[(\s]*([\w.-]+)\s*([!=]=)\s*(\"[^\"$%]*\"|\w+)[)\s]*")


class Assumptions:
    """All conditions have one truth; what is compared with several texts is only one of them at a time: of true
    conditions it is the one in the place `choice`.
    """

    def __init__(self, *, truth: bool, choice: int = 0) -> None:
        self.truth = truth
        self.choice = choice
        #: Whether anything was assumed since it was last set to False.
        self.asked = False
        self._compared: dict[str, list[str]] = {}

    def of(self, condition: str) -> bool:
        """The assumed truth of a condition, as it is written."""
        self.asked = True
        compared = _COMPARISON.fullmatch(condition)
        if compared is None:
            return self.truth != condition.lstrip("( ").startswith("!")
        subject, operator, other = compared.groups()
        texts = self._compared.setdefault(subject, [])
        if other not in texts:
            texts.append(other)
        equal = self.truth and texts.index(other) == self.choice
        return equal == (operator == "==")

    @property
    def choices(self) -> int:
        """The most texts that something was compared with."""
        return max(map(len, self._compared.values()), default=0)
