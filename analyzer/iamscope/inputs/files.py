"""Opens files that strangers may have made, within bounds."""

from __future__ import annotations

import codecs
import os
import stat
import sys

from iamscope.errors import InputError
from iamscope.source import Source

#: No policy comes near it, and a larger file would cost seconds and hundreds of megabytes.
MAX_BYTES = 16 * 1024 * 1024
STDIN = "-"
STDIN_SHOWN = "<stdin>"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def read_bytes(path: str, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file, or of standard input for `-`; raises InputError and never waits for a named pipe.

    `limit` is the number of bytes from which on a file is refused.
    """
    if path == STDIN:
        data = sys.stdin.buffer.read(limit + 1)
        return _bounded(data, len(data), limit)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError("not a regular file", "give a file, a folder, or `-` for standard input")
            return _bounded(file.read(limit + 1), status.st_size, limit)
    except OSError as error:
        raise InputError(f"cannot be read: {_reason(error)}", "check the path and its permissions") from error
    except ValueError as error:  # a path with a NUL
        raise InputError("is no path", "check the path") from error


def _bounded(data: bytes, size: int, limit: int) -> bytes:
    if len(data) > limit:
        raise InputError(
            f"larger than {limit // (1024 * 1024)} MiB ({max(size, len(data)):,} bytes)",
            "no policy is; name the policy files themselves",
        )
    return data


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()


def decode(data: bytes, shown: str, scope: str | None = None) -> Source:
    """The text of a file in UTF-8, or UTF-16 with a byte order mark; the mark is no part of the text.

    Raises InputError that names the first byte that is wrong.
    """
    bom, encoding = _encoding(data)
    try:
        return Source(shown, data[len(bom) :].decode(encoding), scope)
    except UnicodeDecodeError as error:
        at = error.start + len(bom)
        raise InputError(
            f"not valid {encoding.upper()}: byte 0x{data[at]:02x} at offset {at}", "save the file as UTF-8"
        ) from error


def _encoding(data: bytes) -> tuple[bytes, str]:
    return next(((bom, name) for bom, name in _BOMS if data.startswith(bom)), (b"", "utf-8"))


def encode_like(data: bytes, text: str) -> bytes:
    """A text in the encoding, and behind the byte order mark, of the bytes of its file."""
    bom, encoding = _encoding(data)
    return bom + text.encode(encoding)


def shown_path(path: str) -> str:
    """A path as reports show it: relative to the current folder where it lies below it, with `/` between folders."""
    if path == STDIN:
        return STDIN_SHOWN
    if os.path.isabs(path):
        try:
            relative = os.path.relpath(path)
        except ValueError:  # another drive
            relative = path
        path = path if relative.startswith("..") else relative
    return os.path.normpath(path).replace(os.sep, "/")
