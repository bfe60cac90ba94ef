"""Policies in YAML files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from iamscope.inputs.formats import Reading
from iamscope.inputs.policies import find_policies
from iamscope.inputs.yaml_scalars import scalar_embedding
from iamscope.inputs.yaml_tree import YamlNode, parse
from iamscope.source import Embedding, Source
from iamscope.syntax.document import Document, NotEditableError, Place
from iamscope.syntax.json_value import NotJsonError

if TYPE_CHECKING:
    from iamscope.syntax.edits import Writer


class YamlDocument(Document):
    """A document of a YAML text: values in JSON's terms, places from the YAML."""

    is_json = False

    def __init__(self, source: Source, root: YamlNode, outer: Place | None = None) -> None:
        super().__init__(source, root.value, outer)
        self._root = root

    def _yaml_node(self, steps: tuple[int, ...]) -> YamlNode:
        node = self._root
        for step in steps:
            node = node.children[step]
        return node

    def local_span(self, steps: tuple[int, ...], *, key: bool = False) -> tuple[int, int]:
        node = self._yaml_node(steps[:-1]).keys[steps[-1]] if key else self._yaml_node(steps)
        return node.start, node.end

    def parts(self, steps: tuple[int, ...]) -> list[tuple[int, int]]:
        known = self._parts.get(steps)
        if known is None:
            node = self._yaml_node(steps)
            starts = node.keys or node.children
            known = [(first.start, last.end) for first, last in zip(starts, node.children, strict=True)]
            self._parts[steps] = known
        return known

    @property
    def writer(self) -> Writer:
        from iamscope.inputs.yaml_writer import YamlWriter

        return YamlWriter(self)

    def nodes(self, steps: tuple[int, ...]) -> list[YamlNode]:
        """The nodes on the way to a value, from the root to its own."""
        found = [self._root]
        for step in steps:
            found.append(found[-1].children[step])
        return found

    def check_editable(self, steps: tuple[int, ...]) -> None:
        super().check_editable(steps)
        if any(node.is_shared for node in self.nodes(steps)):
            raise NotEditableError

    def quoted(self, text: str, steps: tuple[int, ...]) -> str:
        from iamscope.inputs.yaml_writer import in_scalar

        return in_scalar(text, self._yaml_node(steps).style)

    def embedding(self, steps: tuple[int, ...]) -> Embedding:
        node = self._yaml_node(steps)
        value = node.value if isinstance(node.value, str) else ""
        return scalar_embedding(self.source.text, node.start, node.end, node.style, value)


def documents(source: Source, outer: Place | None = None) -> list[Document]:
    """The documents of a YAML text; raises InputError with the place where it stops being YAML."""
    return [YamlDocument(source, root, outer) for root in parse(source)]


def read(source: Source, path: str) -> Reading:  # noqa: ARG001 (all formats are called alike)
    """The documents of a YAML file and their policies; raises InputError with the place where it stops being YAML."""
    found = _json(source) or documents(source)
    return Reading(found, [policy for document in found for policy in find_policies(document.root)])


def _json(source: Source) -> list[Document]:
    """The document of a text that is JSON too, and then better read as such: its policies can be mended."""
    if source.text[:1] not in ("{", "["):
        return []
    try:
        return [Document.from_text(source)]
    except NotJsonError:
        return []
