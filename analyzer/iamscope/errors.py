"""Errors that are the user's to mend."""


class IamscopeError(Exception):
    """Something that stops the run; `message` is lower case with user text in backticks, `help` the remedy."""

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class UsageError(IamscopeError):
    """The command line or the configuration cannot be followed."""


class InputError(IamscopeError):
    """A named input cannot be opened, decoded or understood."""
