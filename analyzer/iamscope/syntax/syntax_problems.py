"""Says everything that keeps a text from being JSON: where, and what was expected."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from iamscope.source import Source, Span
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import MAX_DEPTH, too_deep_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark import Token
    from lark.parsers.lalr_interactive_parser import InteractiveParser

#: A file with more mistakes than this is not a policy with mistakes.
MAX_PROBLEMS = 20

_CLOSER = {"LBRACE": "RBRACE", "LSQB": "RSQB"}
_SHOWN = {"LBRACE": "{", "RBRACE": "}", "LSQB": "[", "RSQB": "]", "_COMMA": ",", "_COLON": ":"}
#: What other languages write for a punctuation mark of JSON.
_FOREIGN = {";": "_COMMA", "=": "_COLON", "=>": "_COLON", ":=": "_COLON"}
_CONSTANTS = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null", "NULL": "null"}
#: The longest piece of a file that a message repeats.
_QUOTED = 30


class SyntaxProblem(NamedTuple):
    """One mistake: `message` says what is wrong and what was expected, `help` how to mend it."""

    span: Span
    message: str
    help: str


def syntax_problems(source: Source) -> list[SyntaxProblem]:
    """The mistakes of a text that is not JSON, in order of place, at most `MAX_PROBLEMS`; none if it is JSON."""
    deep = too_deep_at(source.text)
    if deep is not None:
        return [_too_deep(source, deep)]
    return _Recovery(source).run()


def text_problems(place: Place) -> list[SyntaxProblem]:
    """The mistakes of the text in a string of a document, shown in the outermost file."""
    document, steps, _ = place
    problems = syntax_problems(Source(document.source.path, str(place.value)))
    return [
        problem._replace(span=document.in_string(steps, problem.span.start, problem.span.end)) for problem in problems
    ]


def _too_deep(source: Source, place: int) -> SyntaxProblem:
    return SyntaxProblem(
        Span(source, place, place + 1),
        f"brackets nest deeper than {MAX_DEPTH} levels",
        "a policy needs fewer than ten levels",
    )


def _quote(text: str) -> str:
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: _QUOTED + 1])
    return f"`{shown[:_QUOTED]}…`" if len(text) > _QUOTED else f"`{shown}`"


class _Recovery:
    """Feeds the parser token by token; at each mistake it notes it and feeds what the author most likely meant."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[SyntaxProblem] = []
        self.open: list[Token] = []
        self.comma: Token | None = None  # held back until it is clear that something follows it
        self.end = 0  # where the last token that made sense ended
        self.parser: InteractiveParser
        self.acceptable: dict[tuple[object, str], frozenset[str]] = {}

    def run(self) -> list[SyntaxProblem]:
        from iamscope.syntax.spans import parser

        self.parser = parser().parse_interactive(self.source.text, start="json")
        for token in self._tokens():
            self._take(token)
            if len(self.problems) >= MAX_PROBLEMS or self._past_the_end():
                break
        else:
            self._finish()
        return sorted(self.problems, key=lambda problem: problem.span[1:])[:MAX_PROBLEMS]

    def _tokens(self) -> Iterator[Token]:
        yield from self.parser.lexer_thread.lex(self.parser.parser_state)  # type: ignore[no-untyped-call]

    # -- reporting -------------------------------------------------------------------------------------

    def _note(self, start: int, end: int, message: str, help: str) -> None:
        self.problems.append(SyntaxProblem(Span(self.source, start, end), message, help))

    def _note_token(self, token: Token, message: str, help: str) -> None:
        self._note(token.start_pos or 0, token.end_pos or 0, message, help)

    # -- recovery --------------------------------------------------------------------------------------

    def _accepted(self) -> frozenset[str]:
        """The kinds of token that the parser could take now."""
        # in this grammar the top of the stack and the innermost bracket tell; asking the parser copies all its stack
        state = self.parser.parser_state.position, self.open[-1].type if self.open else ""
        found = self.acceptable.get(state)
        if found is None:
            found = frozenset(self.parser.accepts())  # type: ignore[no-untyped-call]  # Lark leaves it without types
            self.acceptable[state] = found
        return found

    def _accepts(self, type: str) -> bool:
        return type in self._accepted()

    def _feed(self, type: str, token: Token) -> None:
        self.parser.feed_token(token.update(type=type))
        if type in _CLOSER:
            self.open.append(token)
        elif type in _CLOSER.values():
            self.open.pop()
        self.end = max(self.end, token.end_pos or 0)

    def _past_the_end(self) -> bool:
        """Whether the document has ended: one note, and no more of what follows."""
        return bool(self.problems) and self.problems[-1].message.startswith("text after the end")

    def _take(self, token: Token) -> None:
        if token.type != "COMMENT" and not self.open and self._accepts("$END"):
            self._note_token(token, "text after the end of the document", "a file holds one JSON value")
            return
        kind = self._meant(token)
        if kind is None:
            return
        if self.comma is not None:
            if not self._place_comma(self.comma, kind):
                self.comma = None
                if kind == "_COMMA":
                    return
            self.comma = None
        if kind == "_COMMA":
            if self.open and self.open[-1].type == "LBRACE":
                self._complete(kind, token)
            if self._accepts("_COMMA"):
                self.comma = token
                return
            self._note_token(token, "`,` where a value was expected", "remove it")
        elif kind in ("RBRACE", "RSQB"):
            self._close(kind, token)
        elif self._insert_before(kind, token):
            self._feed(kind, token)
            self._trailing_comma(token)

    def _place_comma(self, comma: Token, next_kind: str) -> bool:
        """Feeds the held-back comma, or reports it as one too many."""
        if next_kind in ("RBRACE", "RSQB", "_COMMA"):
            followed = "another `,`" if next_kind == "_COMMA" else f"`{_SHOWN[next_kind]}`"
            self._note_token(comma, f"`,` before {followed}", "JSON allows no trailing comma: remove it")
            self.comma = comma if next_kind == "_COMMA" else None
            return False
        self._feed("_COMMA", comma)
        return True

    def _meant(self, token: Token) -> str | None:
        """The kind of token that the author meant, after noting what is wrong with it; None to skip it."""
        text = str(token)
        match token.type:
            case "COMMENT":
                self._note_token(token, "comment, which JSON does not have", "remove it")
                return None
            case "SINGLE_QUOTED":
                self._note_token(token, f"single quotes around {_quote(text[1:-1])}", 'use double quotes: `"…"`')
                return "STRING"
            case "UNCLOSED_STRING":
                self._note_token(token, f"string {_quote(text)} is not closed on its line", 'close it with `"`')
                return "STRING"
            case "BAD_STRING":
                self._bad_string(token)
                return "STRING"
            case "WORD":
                return self._word(token, text)
            case "STRAY":
                self._note_token(token, f"unexpected character {_quote(text)}", "remove it")
                return None
        return token.type

    def _word(self, token: Token, text: str) -> str | None:
        if not any(map(str.isalnum, text)):
            return self._punctuation(token, text)
        if text in _CONSTANTS:
            self._note_token(token, f"{_quote(text)} is not JSON", f"write `{_CONSTANTS[text]}`")
        elif re.match(r"[-+.]?[0-9]", text):
            self._note_token(token, f"{_quote(text)} is not a JSON number", "write it as a string or a plain number")
            return "NUMBER" if self._accepts("NUMBER") else "STRING"
        else:
            self._note_token(token, f"{_quote(text)} without quotes", 'put it between double quotes: `"…"`')
        accepted = self._accepted()
        return "STRING" if accepted & {"STRING", "_COMMA", "_COLON"} else None

    def _punctuation(self, token: Token, text: str) -> str | None:
        meant = _FOREIGN.get(text)
        if meant is not None and self.comma is None and self._accepts(meant):
            self._note_token(token, f"{_quote(text)} where `{_SHOWN[meant]}` was expected", f"write `{_SHOWN[meant]}`")
            return meant
        what = "character" if len(text) == 1 else "characters"
        self._note_token(token, f"unexpected {what} {_quote(text)}", "remove it" if len(text) == 1 else "remove them")
        return None

    def _bad_string(self, token: Token) -> None:
        start, text = token.start_pos or 0, str(token)
        for found in re.finditer(r'\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]|(\\u[0-9a-fA-F]*|\\.)|([\x00-\x1f])', text):
            at = start + found.start()
            if found[1]:
                help = "write `\\\\` for a backslash"
                if found[1].startswith("\\u"):
                    help = f"give four hexadecimal digits, or {help}"
                self._note(at, at + len(found[1]), f"{_quote(found[1])} is no escape of JSON", help)
                return
            if found[2]:
                shown = f"\\u{ord(found[2]):04x}"
                self._note(at, at + 1, f"control character in a string, expected `{shown}`", "escape or remove it")
                return

    def _insert_before(self, kind: str, token: Token, noted: bool = False) -> bool:
        """Makes the parser ready for a value or name: whether it now accepts `kind`.

        `noted` tells that a note explains this place already: one slip should be one note.
        """
        accepted = self._accepted()
        start = token.start_pos or 0
        if kind in accepted:
            return True
        if kind == "_COLON":
            self._note_token(token, "`:` where none was expected", "remove it, or give the name before it")
            return False
        for missing in ("_COMMA", "_COLON"):
            if missing in accepted:
                if not self._just_noted(start):
                    shown = _SHOWN[missing]
                    self._note(self.end, self.end, f"expected `{shown}` before {_quote(token)}", f"insert `{shown}`")
                self._feed(missing, token.update(value=""))
                return self._insert_before(kind, token, noted=True)
        if "STRING" not in accepted:
            return False
        if not noted and not self._just_noted(start):  # an object's member must start with its name
            self._note_token(
                token, f"expected a name in double quotes, found {_quote(token)}", 'members are `"name": value`'
            )
        if kind in _CLOSER:  # a value without its name
            self._feed("STRING", token.update(value=""))
            self._feed("_COLON", token.update(value=""))
            return True
        self._feed("STRING", token)
        return False

    def _just_noted(self, start: int) -> bool:
        """Whether the last note already explains the place: one slip should be one note."""
        return bool(self.problems) and self.problems[-1].span.end >= min(start, self.end) > 0

    def _close(self, kind: str, token: Token) -> None:
        openers = [opener for opener in self.open if _CLOSER[opener.type] == kind]
        if not openers:
            self._note_token(token, f"`{token}` closes nothing", "remove it")
            return
        while self.open and _CLOSER[self.open[-1].type] != kind:
            inner = self.open[-1]
            line = self.source.position(inner.start_pos or 0).line
            expected = _SHOWN[_CLOSER[inner.type]]
            self._note_token(
                token,
                f"expected `{expected}` for the `{inner}` of line {line}, found `{token}`",
                f"insert `{expected}`",
            )
            self._close_open(_CLOSER[inner.type], token)
        self._close_open(kind, token)

    def _close_open(self, kind: str, token: Token) -> None:
        """Feeds a closing bracket, and before it whatever a half-written member still lacks."""
        accepted = self._accepted()
        if "STRING" in accepted and "NULL" not in accepted and kind not in accepted:
            # behind a comma that was fed before something that was then skipped; it is noted
            self._feed("STRING", token.update(value=""))
        self._complete(kind, token)
        self._feed(kind, token)

    def _complete(self, kind: str, token: Token) -> None:
        """Feeds what a member lacks that has a name and not yet a value."""
        for missing, what in (("_COLON", "`:` and a value"), ("NULL", "a value")):
            if not self._accepts(kind) and self._accepts(missing):
                if not self._just_noted(token.start_pos or 0):
                    self._note_token(token, f"expected {what} before `{token}`", "complete the member or remove it")
                self._feed(missing, token.update(value=""))

    def _trailing_comma(self, token: Token) -> None:
        """A string that was never closed has swallowed the comma behind it."""
        if token.type == "UNCLOSED_STRING" and str(token).rstrip().endswith(",") and self._accepts("_COMMA"):
            self.comma = token

    def _finish(self) -> None:
        end = len(self.source.text.rstrip())
        if self.open:
            opener = self.open[-1]
            self._note_token(
                opener,
                f"`{opener}` is never closed",
                f"expected `{_SHOWN[_CLOSER[opener.type]]}` before the end of the file",
            )
        elif not self._accepts("$END") and not self.problems:
            self._note(end, end, "nothing but white space, expected a JSON value", "write a policy or remove the file")
