"""The context of a request: condition keys with one value or several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


class Context:
    """Condition keys and their values, looked up without regard to case.

    A key that was given a list is multivalued, even with one item; an empty list is a key that is there with no value.
    """

    __slots__ = ("_lists", "_values")

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values: dict[str, tuple[str, ...]] = {}
        self._lists: set[str] = set()
        for key, value in values.items():
            name = key.lower()
            if isinstance(value, list | tuple):
                self._values[name] = tuple(map(_text, value))
                self._lists.add(name)
            elif value is not None:
                self._values[name] = (_text(value),)

    def values(self, key: str) -> tuple[str, ...] | None:
        """All values of a key; None where the request does not carry it."""
        return self._values.get(key.lower())

    def single(self, key: str) -> str | None:
        """The value of a single-valued key; None for a missing or multivalued one, which no variable can stand for."""
        name = key.lower()
        return None if name in self._lists or name not in self._values else self._values[name][0]

    def __contains__(self, key: str) -> bool:
        return key.lower() in self._values

    def items(self) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        """Every key in lower case with its values, and whether it is multivalued."""
        for name, values in self._values.items():
            yield name, values, name in self._lists

    def starting_with(self, prefix: str) -> dict[str, str]:
        """The single values of the keys that begin with a lower-case text, by what follows it, in lower case."""
        return {
            name[len(prefix) :]: values[0]
            for name, values in self._values.items()
            if name.startswith(prefix) and values
        }

    def with_defaults(self, defaults: Iterable[tuple[str, str]]) -> Context:
        """The same with further keys where they are missing."""
        more = Context({})
        more._values = {key.lower(): (value,) for key, value in defaults} | self._values
        more._lists = self._lists
        return more


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
