"""Parses JSON text with Lark into the places of its values, or into every mistake that keeps it from being JSON."""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, Union

if TYPE_CHECKING:  # imported when first needed: most runs report nothing and never need a place
    from lark import Lark, Token

#: A scalar is its token, which knows where it starts and ends.
SpanTree = Union["Composite", "Token"]


class Composite(NamedTuple):
    """Where an object or array starts and ends; `keys` are the tokens of an object's names, none for an array."""

    start_pos: int
    end_pos: int
    keys: tuple[Token, ...]
    children: tuple[SpanTree, ...]


@cache
def parser() -> Lark:
    """The parser of `policy.lark`, its tables made in memory (Lark's own cache is a pickle in a shared folder)."""
    from lark import Lark, Transformer

    class Places(Transformer["Token", SpanTree]):
        def json(self, children: list[SpanTree]) -> SpanTree:
            return children[0]

        def object(self, children: list[Token]) -> SpanTree:
            if len(children) == 3:  # an absent optional part is one None between the brackets
                return Composite(children[0].start_pos or 0, children[2].end_pos or 0, (), ())
            return Composite(
                children[0].start_pos or 0,
                children[-1].end_pos or 0,
                tuple(children[1:-1:2]),
                tuple(children[2:-1:2]),
            )

        def array(self, children: list[Token]) -> SpanTree:
            items = () if children[1] is None else tuple(children[1:-1])
            return Composite(children[0].start_pos or 0, children[-1].end_pos or 0, (), items)

    path = os.path.join(os.path.dirname(__file__), "policy.lark")
    with open(path, encoding="utf-8") as file:
        grammar = file.read()
    return Lark(
        grammar, parser="lalr", lexer="basic", start=["json", "mistakes"], transformer=Places(), maybe_placeholders=True
    )


def parse(text: str) -> SpanTree:
    """The places of all values of a JSON text.

    Raises lark.exceptions.UnexpectedInput where the text is not JSON; depth costs no stack.
    """
    return parser().parse(text, start="json")  # type: ignore[return-value]  # what the transformer returns
