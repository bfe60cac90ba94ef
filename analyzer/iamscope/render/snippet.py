"""Draws stretches of a source: its lines with their numbers, and carets and dashes under the places that matter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from iamscope.render.cells import Cells, lay_out
from iamscope.render.escape import terminal
from iamscope.render.style import FRAME, Style
from iamscope.source import Source, Span

CUT = "…"
_CONTEXT = 24  # characters to show around the places of a line that is too long to show whole


class Mark(NamedTuple):
    """A place to point to: `sign` is `^` or `-`, `look` its ANSI code, `text` what to say there (may be empty)."""

    span: Span
    sign: str
    look: str
    text: str = ""


class _Stretch(NamedTuple):
    """A mark's part in one line, in characters of the line; `end` is exclusive and may equal `start`."""

    line: int
    start: int
    end: int
    mark: Mark
    text: str


def draw(marks: Sequence[Mark], style: Style, gutter: int) -> Iterator[str]:
    """The lines of a snippet, without line ends; all marks are in one source. `gutter` is `gutter_width`'s."""
    source = marks[0].span.source
    frame = style.paint(f"{'':{gutter}} |", FRAME)
    shown = 0
    for number, stretches in groupby(_stretches(marks), key=lambda stretch: stretch.line):
        if shown and number == shown + 2:
            yield from _source_line(source, shown + 1, style, gutter)
        elif shown and number > shown + 1:
            yield style.paint("...", FRAME)
        shown = number
        text = source.line(number)
        for start, end, group in _windows(text, list(stretches), style.width - gutter - 3):
            cells = lay_out(text[start:end])
            before, after = CUT * (start > 0), CUT * (end < len(text))
            head = style.paint(f"{number:>{gutter}} |", FRAME)
            yield f"{head} {before}{''.join(cells.shown)}{after}".rstrip()
            for row in _rows(group):
                yield f"{frame} {_underline(row, start, end, cells, len(before), style)}"


def gutter_width(marks: Iterable[Mark]) -> int:
    """How many digits the line numbers of a snippet need."""
    return max(len(str(mark.span.end_position.line)) for mark in marks)


def _source_line(source: Source, number: int, style: Style, gutter: int) -> Iterator[str]:
    """A line between two others, as much of it as there is room for."""
    room = style.width - gutter - 3
    text = source.line(number)
    cells = lay_out(text[:room])
    fits = len(text) <= room and cells.width <= room
    shown = "".join(cells.shown) if fits else "".join(cells.shown)[: room - 1] + CUT
    yield f"{style.paint(f'{number:>{gutter}} |', FRAME)} {shown}".rstrip()


def _stretches(marks: Sequence[Mark]) -> list[_Stretch]:
    """What to draw, in order of place: of a mark that goes over several lines, the first and the last."""
    found = []
    for mark in dict.fromkeys(marks):
        source, (start, end) = mark.span.source, (mark.span.start_position, mark.span.end_position)
        first = source.line(start.line)
        if start.line == end.line:
            column = min(start.column, len(first))
            found.append(_Stretch(start.line, column, max(column, min(end.column, len(first))), mark, mark.text))
            continue
        found.append(_Stretch(start.line, min(start.column, len(first)), len(first), mark, ""))
        last = source.line(end.line)
        indent = min(len(last) - len(last.lstrip()), end.column)
        found.append(_Stretch(end.line, indent, min(end.column, len(last)), mark, mark.text))
    return sorted(found, key=lambda stretch: (stretch.line, stretch.start, stretch.end))


def _windows(text: str, stretches: list[_Stretch], room: int) -> Iterator[tuple[int, int, list[_Stretch]]]:
    """What to show of a line, (start, end, stretches) each: the whole if there is room, else around its stretches."""
    room = max(room, 2 * _CONTEXT)
    if _fits(text, 0, len(text), room):
        yield 0, len(text), stretches
        return
    room -= 2 * len(CUT)
    groups: list[list[_Stretch]] = []
    for stretch in stretches:
        if groups and _fits(text, groups[-1][0].start, stretch.end, room - 1):  # 1 for a caret at the end of a line
            groups[-1].append(stretch)
        else:
            groups.append([stretch])
    for group in groups:
        yield *_window(text, group[0].start, max(stretch.end for stretch in group), room), group


def _fits(text: str, start: int, end: int, room: int) -> bool:
    return end - start <= room and lay_out(text[start:end]).width <= room


def _window(text: str, start: int, end: int, room: int) -> tuple[int, int]:
    """The bounds of a piece of a line around [start, end) that fits in `room` columns, or of its beginning."""
    low, high = max(0, start - room), min(len(text), start + 2 * room)
    columns = lay_out(text[low:high]).columns

    def width(left: int, right: int) -> int:
        return columns[right - low] - columns[left - low]

    left, right = start, end if end - start <= room else start + room - _CONTEXT
    while width(left, right) > room:
        right -= 1
    while left > low and start - left < _CONTEXT and width(left - 1, right) <= room:
        left -= 1
    while right < high and width(left, right + 1) <= room:
        right += 1
    while left > low and width(left - 1, right) <= room:
        left -= 1
    return left, right


def _rows(stretches: list[_Stretch]) -> list[list[_Stretch]]:
    """The lines of signs below a source line: stretches that overlap or follow a text get lines of their own."""
    rows: list[list[_Stretch]] = []
    for stretch in stretches:
        last = rows[-1][-1] if rows else None
        if last is None or last.text or stretch.start <= last.end:
            rows.append([stretch])
        else:
            rows[-1].append(stretch)
    return rows


def _underline(row: list[_Stretch], start: int, end: int, cells: Cells, shift: int, style: Style) -> str:
    line, width = "", 0
    for stretch in row:
        left = cells.columns[min(stretch.start, end) - start] + shift
        right = cells.columns[min(stretch.end, end) - start] + shift
        signs = stretch.mark.sign * max(1, right - left)
        text = f" {terminal(stretch.text)}" if stretch.text else ""
        line += " " * (left - width) + style.paint(signs + text, stretch.mark.look)
        width = left + len(signs)
    return line
