"""How long a decision may take."""

from __future__ import annotations

import time


class ExhaustedError(Exception):
    """The budget is spent; there is no answer."""


class Budget:
    """A deadline that is looked at now and then."""

    __slots__ = ("_countdown", "_deadline")

    _EVERY = 128

    def __init__(self, seconds: float) -> None:
        self._deadline = time.perf_counter() + seconds
        self._countdown = self._EVERY

    def spend(self, steps: int = 1) -> None:
        """Notes some steps of work; raises ExhaustedError when the time is up."""
        self._countdown -= steps
        if self._countdown <= 0:
            self._countdown = self._EVERY
            if time.perf_counter() > self._deadline:
                raise ExhaustedError
