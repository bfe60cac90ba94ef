"""Makes what a policy's author wrote harmless, one function for each place that it may be shown in."""

from __future__ import annotations

import re

_NOT_PLAIN = re.compile("[^\n -~]")
_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")  # surrogates that stand for no byte of a file name
_MARKUP = re.compile(r"[!#$%&*+\-./:<=>?@\[\\\]^_`{|}~]")  # and what would make links of addresses and names

#: What begins a command to the machine that runs a build, wherever in a line it stands: `##[…]` for GitHub's runner,
#: `##vso[…]` for Azure's, `##teamcity[…]`.
BUILD_COMMAND = re.compile(r"##(?=\w*\[)")


def visible_character(character: str) -> str:
    """A character as it is if it can be seen, else its escape, such as `\\x1b` or `\\u202e`."""
    if character.isprintable():
        return character
    named = _NAMED.get(character)
    if named is not None:
        return named
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """One line in which nothing moves the cursor, turns the direction of writing or stays unseen.

    That covers control characters, bidi controls, zero-width characters, exotic spaces and lone surrogates.
    """
    return text if text.isprintable() else "".join(map(visible_character, text))


def terminal(text: str) -> str:
    """A piece of a line for a terminal or a log: `visible`, and no command to the machine that runs a build."""
    return BUILD_COMMAND.sub("#\\\\x23", visible(text))


def line_start(text: str) -> str:
    """A piece of text that begins a line of a log, where GitHub's runner would take `::` for a command."""
    escaped = terminal(text)
    bare = escaped.lstrip()
    return escaped[: len(escaped) - len(bare)] + "\\x3a" + bare[1:] if bare.startswith("::") else escaped


def command_message(text: str) -> str:
    """The message of a workflow command."""
    return terminal(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def command_property(text: str) -> str:
    """The value of a property of a workflow command."""
    return command_message(text).replace(":", "%3A").replace(",", "%2C")


def markdown(text: str) -> str:
    """Text for Markdown that is shown letter by letter, without links, mark-up or HTML, in tables too.

    A character reference is never taken for the mark-up that the character would be.
    """
    return _MARKUP.sub(lambda found: f"&#{ord(found[0])};", visible(text))


def sarif_message(text: str) -> str:
    """The text of a SARIF message, in which square brackets would be a link."""
    return visible(text).replace("[", "\\[").replace("]", "\\]")


def json_text(text: str) -> str:
    """JSON as `json.dumps(…, ensure_ascii=False)` gives it, made safe to print and to read.

    Outside ASCII there are only strings, so that what cannot be seen becomes an escape of JSON. A lone surrogate
    becomes U+FFFD: many readers refuse its escape. Commands to the machine that runs a build are broken up, too.
    """
    escaped = _NOT_PLAIN.sub(lambda found: _json_character(found[0]), text)
    return BUILD_COMMAND.sub("#\\\\u0023", escaped)


def _json_character(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + (code - 0x10000 >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


def uri(path: str) -> str:
    """A path with `/` between folders as a relative URI reference.

    A colon in the first folder would be a scheme, so all of them are encoded. Bytes of a name that are no UTF-8 go
    in as they are.
    """
    from urllib.parse import quote  # slow to import, and for few formats

    return quote(_NO_BYTE.sub("\ufffd", path).encode("utf-8", "surrogateescape"), safe="/")


def markdown_code(text: str) -> str:
    """A text as code in Markdown, on one line of a table."""
    return f"<code>{markdown(text)}</code>" if text else ""


def markdown_message(text: str) -> str:
    """A message in Markdown, with what stands in backticks as code."""
    return "".join(markdown_code(part) if number % 2 else markdown(part) for number, part in enumerate(text.split("`")))
