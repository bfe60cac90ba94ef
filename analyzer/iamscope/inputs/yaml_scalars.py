"""How the characters of a YAML scalar lie in its text: plain, quoted, literal and folded ones."""

from __future__ import annotations

import re

from iamscope.source import Embedding, Piece

_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
#: Line ends with the blanks around them; blanks alone match too, so that a long run of them is read once.
_FOLD = r"[ \t]++(?:\r?\n[ \t]*+)*+|(?:\r?\n[ \t]*+)++"
_PLAIN = re.compile(_FOLD)
_SINGLE = re.compile(rf"''|{_FOLD}")
_DOUBLE = re.compile(rf"\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|\r?\n[ \t]*|.)|{_FOLD}")


def scalar_embedding(text: str, start: int, end: int, style: str, value: str) -> Embedding:
    """The embedding of a scalar's value in `text`; `start` and `end` are those of the scalar, quotes included.

    Where the value cannot be rebuilt from the text exactly, no more is told than where the scalar stands.
    """
    builder = _Builder()
    if style in ("|", ">"):
        _block(builder, text, start, end, folded=style == ">", value=value)
    elif style in ("'", '"'):
        _flow(builder, text, start + 1, end - 1, _DOUBLE if style == '"' else _SINGLE)
    else:
        _flow(builder, text, start, end, _PLAIN)
    built = "".join(builder.text)
    rest = value[len(built) :]
    if built + rest != value or rest.strip("\n"):
        return Embedding.whole(start, end, len(value))
    builder.add(rest, end, end, exact=False)  # line ends at the end of a block
    return Embedding(builder.pieces or [Piece(0, start, end, exact=False)], len(value))


class _Builder:
    """A decoded text in the making."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.pieces: list[Piece] = []
        self.length = 0

    def add(self, text: str, start: int, end: int, *, exact: bool = True) -> None:
        if text:
            self.pieces.append(Piece(self.length, start, end, exact))
            self.text.append(text)
            self.length += len(text)


def _flow(builder: _Builder, text: str, start: int, end: int, special: re.Pattern[str]) -> None:
    at = start
    for found in special.finditer(text, start, end):
        if found[0].isspace() and "\n" not in found[0]:
            continue
        builder.add(text[at : found.start()], at, found.start())
        builder.add(_decoded(found[0]), found.start(), found.end(), exact=False)
        at = found.end()
    builder.add(text[at:end], at, end)


def _decoded(written: str) -> str:
    if written == "''":
        return "'"
    if not written.startswith("\\"):
        breaks = written.count("\n")
        return " " if breaks == 1 else "\n" * (breaks - 1)
    kind = written[1]
    if kind in "\r\n":
        return ""
    if len(written) > 2:
        code = int(written[2:], 16)
        return chr(code) if code <= 0x10FFFF else ""
    return _ESCAPES.get(kind, "")


def _block(builder: _Builder, text: str, start: int, end: int, *, folded: bool, value: str) -> None:
    """A literal or folded scalar, line by line, as YAML 1.1 joins them."""
    at = text.find("\n", start, end) + 1
    if not at:
        return
    indent: int | None = None
    pending: tuple[int, int] | None = None  # the line end before this line, and whether blank lines follow it
    blank_lines: list[tuple[int, int]] = []
    was_blank = False
    first = next((line for line in value.split("\n") if line.strip()), "")
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop].removesuffix("\r")
        if indent is None and line.strip():
            most = len(line) - len(line.lstrip(" "))
            indent = next((cut for cut in range(most + 1) if first.startswith(line[cut:])), 0)
        content = line[indent or 0 :]
        if not content:
            blank_lines.append((at, stop + 1))
        else:
            is_blank = content[0] in " \t"
            if pending is not None:
                if not folded or was_blank or is_blank:
                    builder.add("\n", *pending, exact=False)
                elif not blank_lines:
                    builder.add(" ", *pending, exact=False)
            for blank in blank_lines:
                builder.add("\n", *blank, exact=False)
            blank_lines = []
            shift = at + len(line) - len(content)
            builder.add(content, shift, shift + len(content))
            pending, was_blank = (shift + len(content), stop + 1), is_blank
        at = stop + 1
