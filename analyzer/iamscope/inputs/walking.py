"""Reads the files of a walk for their policies, collecting what cannot be read."""

from __future__ import annotations

from collections.abc import Callable

from iamscope.errors import InputError
from iamscope.inputs.files import read_bytes, shown_path
from iamscope.inputs.reading import ReadPolicy, TypeChoice, met_policies
from iamscope.results import InputProblem

ChooseType = Callable[[str], TypeChoice | None]


def bytes_of(path: str, problems: list[InputProblem]) -> bytes | None:
    """The content of a file; None, and a problem, where it cannot be read."""
    try:
        return read_bytes(path)
    except InputError as error:
        problems.append(_problem(path, error))
        return None


def policies_of(
    path: str,
    data: bytes | None,
    choose_type: ChooseType,
    problems: list[InputProblem],
    scope: str | None = None,
) -> list[ReadPolicy]:
    """The policies of a file with these bytes; none, and a problem, if it was meant to hold some and is broken."""
    if data is None:
        return []
    try:
        return met_policies(path, choose_type, data, scope)
    except InputError as error:
        problems.append(_problem(path, error))
        return []


def _problem(path: str, error: InputError) -> InputProblem:
    return InputProblem(shown_path(path), error.message, error.help, True, error.span)
