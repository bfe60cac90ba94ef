"""Errors that are the user's to mend."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iamscope.source import Span


class IamscopeError(Exception):
    """Something that stops the run; `message` is lower case with user text in backticks, `help` the remedy."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class UsageError(IamscopeError):
    """The command line or the configuration cannot be followed."""


class InputError(IamscopeError):
    """An input cannot be opened, decoded or understood; `span` is the place in it that is to blame, if known."""

    def __init__(self, message: str, help: str = "", span: Span | None = None) -> None:
        super().__init__(message, help)
        self.span = span

    def of(self, path: str) -> InputError:
        """The same error, saying which file it is about, and where in it."""
        if self.span is not None:
            line, column, _ = self.span.start_position
            path = f"{self.span.source.path}:{line}:{column + 1}"
        return InputError(f"`{path}`: {self.message}", self.help, self.span)
