"""Reads a file of JSON or YAML that is one document of ours, such as a request, and knows the place of every value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from iamscope.errors import InputError
from iamscope.inputs.files import STDIN, decode, read_bytes, shown_path
from iamscope.source import Source
from iamscope.syntax.document import Document, Place
from iamscope.syntax.elements import Element, elements
from iamscope.syntax.json_value import HOLE, Json, NotJsonError, Number, Object, is_unknown


def read_document(path: str) -> Document:
    """The document of a file (`-` is standard input); raises InputError, with the place where it is known."""
    try:
        source = decode(read_bytes(path), shown_path(path))
    except InputError as error:
        raise InputError(f"`{shown_path(path)}`: {error.message}", error.help) from error
    if path.lower().endswith(".json") or (path == STDIN and source.text.lstrip()[:1] in ("{", "[")):
        return _json(source)
    from iamscope.inputs.yaml_files import documents

    try:
        found = documents(source)
    except InputError as error:
        raise _placed(error) from error
    if len(found) != 1:
        raise InputError(f"`{source.path}` has {len(found)} YAML documents", "write one document a file")
    return found[0]


def _json(source: Source) -> Document:
    try:
        return Document.from_text(source)
    except NotJsonError:
        from iamscope.syntax.syntax_problems import syntax_problems

        problem = syntax_problems(source)[0]
        raise _placed(InputError(problem.message, problem.help, problem.span)) from None


def _placed(error: InputError) -> InputError:
    """The error with its place in front of its message."""
    if error.span is None:
        return error
    line, column, _ = error.span.start_position
    return InputError(f"{error.span.source.path}:{line}:{column + 1}: {error.message}", error.help, error.span)


def wrong(place: Place, message: str, help: str) -> InputError:
    """The error that something at a place is wrong."""
    return _placed(InputError(message, help, place.span))


def members(place: Place) -> dict[str, Element]:
    """The members of the object at a place by name; raises InputError if it is no object or has a name twice."""
    value = place.value
    if not isinstance(value, Object) or is_unknown(value):
        raise wrong(place, "a mapping is wanted here", "write names and values")
    found: dict[str, Element] = {}
    for element in elements(value, place):
        if element.name in found:
            raise wrong(element.place.key, f"`{element.name}` stands here twice", "keep one of them")
        found[element.name] = element
    return found


def entries(place: Place) -> Iterator[Place]:
    """The places of the items of the list at a place, or the place itself if there is no list but one value."""
    value = place.value
    if isinstance(value, list):
        yield from (place.child(step) for step in range(len(value)))
    else:
        yield place


#: Nothing of ours nests deeper.
_DEEPEST = 32


def plain(place: Place, depth: int = 0) -> Any:
    """The value at a place as Python's own types, numbers as they are written; raises InputError for what is not known
    (such as a `!Ref`), for a name that stands twice, and for what nests deeper than anything that is asked for.
    """
    value: Json = place.value
    if depth > _DEEPEST:
        raise wrong(place, f"nests deeper than {_DEEPEST} levels", "write it flat")
    if isinstance(value, Object) and not is_unknown(value):
        return {name: plain(element.place, depth + 1) for name, element in members(place).items()}
    if isinstance(value, list):
        return [plain(item, depth + 1) for item in entries(place)]
    if is_unknown(value) or (isinstance(value, str) and HOLE in value):
        raise wrong(place, "a value that is not known until something is deployed", "write the value itself")
    return str(value) if isinstance(value, Number) else value
