"""Policies in JSON files."""

from __future__ import annotations

from iamscope.inputs.formats import Reading
from iamscope.inputs.policies import find_policies
from iamscope.source import Source
from iamscope.syntax.document import Document


def read(source: Source, path: str) -> Reading:  # noqa: ARG001 (all formats are called alike)
    """The document of a JSON file and its policies; raises NotJsonError."""
    document = Document.from_text(source)
    return Reading([document], list(find_policies(document.root)))
