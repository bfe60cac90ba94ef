"""Output formats: one module each, imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module

from iamscope.render.style import Style
from iamscope.results import Run

FORMATS = ("text", "concise", "json", "jsonl", "aws", "sarif", "code-scanning", "github")

Renderer = Callable[[Run, Style], Iterable[str]]


def renderer(name: str) -> Renderer:
    """The function that writes a run in the format `name`, one of FORMATS; raises KeyError for another name.

    It yields chunks of text, line ends included, to be written as they come. What a policy's author wrote is escaped
    for the format, and no chunk holds a lone surrogate.
    """
    if name not in FORMATS:
        raise KeyError(name)
    render: Renderer = import_module(f"iamscope.render.{name.replace('-', '_')}").render
    return render


__all__ = ["FORMATS", "Renderer", "Style", "renderer"]
