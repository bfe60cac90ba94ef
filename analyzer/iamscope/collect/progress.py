"""One line on a terminal that says how far collecting is."""

from __future__ import annotations

from typing import TextIO


class Progress:
    """Shows accounts and files on `stream`, which is a terminal, or shows nothing on any other."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shows = stream.isatty()
        self._width = 0

    def show(self, account: str, number: int, total: int, file: str) -> None:
        """Replaces the line."""
        self._write(f"account {account} ({number} of {total}): {file}")

    def clear(self) -> None:
        """Takes the line away."""
        self._write("")

    def _write(self, text: str) -> None:
        if self._shows:
            self._stream.write("\r" + text.ljust(self._width) + ("" if text else "\r"))
            self._stream.flush()
            self._width = len(text)
