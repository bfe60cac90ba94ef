"""A module: the files of one folder, and what their expressions refer to."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import pairwise

from iamscope.errors import InputError
from iamscope.inputs.files import STDIN, decode, read_bytes, shown_path
from iamscope.inputs.terraform.blocks import Attribute, Block, Expression, JsonExpression, hcl_blocks, json_blocks
from iamscope.inputs.terraform.documents import TYPE, PolicyDocument
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.hcl import Hcl
from iamscope.inputs.terraform.values import Value, members_of
from iamscope.source import Source
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Json, NotJsonError, Object

HCL_SUFFIXES = (".tf", ".tofu")
JSON_SUFFIXES = (".tf.json", ".tofu.json")
#: Of a folder with more, the rest says nothing: what it defines is a hole.
_MAX_FILES = 300
_MAX_BYTES = 4 * 1024 * 1024
_MAX_FILE_BYTES = 1024 * 1024
#: Seconds for all of them.
_PATIENCE = 10.0
#: How a block begins, as everybody writes it.
_BLOCK_START = re.compile(
    r"^(?:(?:resource|data|ephemeral)[ \t]+\"?[\w-]+\"?[ \t]+\"?[\w-]+\"?|locals"
    r"|(?:module|variable|output|provider)[ \t]+\"?[\w-]+\"?)[ \t]*\{",
    re.MULTILINE,
)
#: Defaults that stand for something that is not there.
_SAYS_NOTHING: tuple[Json, ...] = ("", [], Object(), None)


class ModuleFile:
    """A file of a module: its blocks, and what is wrong with it."""

    def __init__(self, source: Source, *, is_json: bool) -> None:
        """Raises NotJsonError, and InputError for a text that cannot be parsed in reasonable time."""
        self.source = source
        self.parts: list[Hcl] = []
        self.problem: InputError | None = None
        if is_json:
            document = Document.from_text(source)
            self.blocks = json_blocks(document.root)
            return
        hcl = Hcl(source)
        error = hcl.first_error()
        self.parts = [hcl] if error is None else list(_parts(source))
        self.blocks = [block for part in self.parts for block in hcl_blocks(part)]
        if error is not None:
            error = next((found for part in self.parts if (found := part.first_error()) is not None), error)
            self.problem = InputError("not valid HCL from here on", "`terraform validate` says more", error)


def _parts(source: Source) -> Iterator[Hcl]:
    """A broken file block by block, so that what is wrong in one keeps no other from being read."""
    starts = sorted({0, *(found.start() for found in _BLOCK_START.finditer(source.text)), len(source.text)})
    for start, end in pairwise(starts):
        yield Hcl(source, part=(start, end))


class Module:
    """What the expressions of a folder's files refer to."""

    def __init__(self, folder: str | None, files: list[ModuleFile]) -> None:
        """`folder` is the one that `file()` may read in; there is none for standard input."""
        self._folder = folder
        self.files = files

    def distinguish(self, own: ModuleFile) -> None:
        """Narrows the scope of what refers to local values, and to documents of other files, which are unknown here.

        `${local.bucket}` in two versions of a file is one thing only if what it stands for is written alike.
        """
        digest = sha256()
        for file in self.files:
            for block in file.blocks:
                is_document = block.kind == "data" and block.labels[:1] == (TYPE,)
                if block.kind == "locals" or (is_document and file is not own):
                    digest.update(block.text.encode("utf-8", "surrogatepass"))
        for part in own.parts:
            part.depending.source.scope = f"{own.source.scope}#{digest.hexdigest()}"

    @cached_property
    def blocks(self) -> list[Block]:
        return [block for file in self.files for block in file.blocks]

    @cached_property
    def locals(self) -> dict[str, Attribute]:
        found: dict[str, Attribute] = {}
        for block in self.blocks:
            if block.kind == "locals":
                for attribute in block.attributes():
                    found.setdefault(attribute.name, attribute)
        return found

    @cached_property
    def _variables(self) -> dict[str, Block]:
        return {block.labels[0]: block for block in self.blocks if block.kind == "variable" and block.labels}

    def local(self, name: str) -> Expression | None:
        """The expression of a local value."""
        found = self.locals.get(name)
        return found.expression if found else None

    def default(self, name: str) -> Expression | None:
        """The default of a variable that may be shown and says something."""
        block = self._variables.get(name)
        default = block.attribute("default") if block else None
        if block is None or default is None or _is_true(block.attribute("sensitive")):
            return None
        expression = default.expression
        if isinstance(expression, JsonExpression):
            return None if expression.place.value in _SAYS_NOTHING else expression
        return None if re.fullmatch(r'""|null|\[\s*\]|\{\s*\}', expression.text.strip()) else expression

    @cached_property
    def _documents(self) -> dict[str, Block]:
        return self._data(TYPE)

    @cached_property
    def _templates(self) -> dict[str, Block]:
        return self._data("template_file")

    def _data(self, type: str) -> dict[str, Block]:
        """The data sources of a type, by name."""
        return {
            block.labels[1]: block
            for block in self.blocks
            if block.kind == "data" and block.labels[:1] == (type,) and len(block.labels) == 2
        }

    def document(self, name: str, evaluator: Evaluator) -> Value | None:
        """The policy of a data source `aws_iam_policy_document`."""
        block = self._documents.get(name)
        return None if block is None else PolicyDocument(block, evaluator).value()

    def template(self, name: str, evaluator: Evaluator) -> Value | None:
        """The text of a data source `template_file`, which was what `templatefile()` is now."""
        block = self._templates.get(name)
        template, given = (block.attribute(part) if block else None for part in ("template", "vars"))
        if template is None:
            return None
        names = members_of(evaluator.evaluate(given.expression)) if given else []
        text = evaluator.evaluate(template.expression)
        return evaluator.rendered(text, {member.name: member.value for member in names})

    def read_file(self, path: str) -> Source | None:
        """The text of a file inside the module's folder; None for one that is outside, absent or no text."""
        inside = self._inside(path)
        try:
            if inside is None or not os.path.isfile(inside) or os.path.getsize(inside) > _MAX_FILE_BYTES:
                return None
            return decode(read_bytes(inside), shown_path(inside))
        except (InputError, OSError):
            return None

    def _inside(self, path: str) -> str | None:
        parts = path.replace("\\", "/").split("/")
        if self._folder is None or "\0" in path or path.startswith(("/", "~", "\\")) or ".." in parts or ":" in path:
            return None
        joined = os.path.join(self._folder, path)
        return joined if is_inside(joined, self._folder) else None


def _is_true(attribute: Attribute | None) -> bool:
    if attribute is None:
        return False
    expression = attribute.expression
    if isinstance(expression, JsonExpression):
        return expression.place.value not in (False, None)
    return expression.text.strip() != "false"


def is_inside(path: str, folder: str) -> bool:
    """Whether a path leads into a folder, links resolved."""
    real = os.path.realpath(folder)
    return os.path.commonpath([os.path.realpath(path), real]) == real


def is_json_syntax(path: str) -> bool:
    return path.lower().endswith(JSON_SUFFIXES)


def module_of(source: Source, path: str) -> tuple[ModuleFile, Module]:
    """A file and the module that it belongs to; `path` is the file's own.

    Raises NotJsonError, and InputError for a text that cannot be parsed in reasonable time.
    """
    if path == STDIN:
        file = ModuleFile(source, is_json=False)
        return file, Module(None, [file])
    folder, name = os.path.split(path)
    siblings = _read_folder(folder)
    own = siblings.pop(name, None)
    if own is None or (own.source.text, own.source.scope) != (source.text, source.scope):
        own = ModuleFile(source, is_json=is_json_syntax(path))
    module = Module(folder, [own, *siblings.values()])
    module.distinguish(own)
    return own, module


def folder_module(folder: str) -> Module:
    """The module in a folder; one without files where there is none."""
    return Module(folder, list(_read_folder(folder).values()))


def _read_folder(folder: str) -> dict[str, ModuleFile]:
    """The files of a folder that can be read, by name."""
    absolute = os.path.abspath(folder)
    try:
        names = _names(absolute, os.stat(absolute).st_mtime_ns)
    except OSError:
        names = ()
    return dict(_siblings(folder, absolute, tuple(_stamps(absolute, names))))


@lru_cache(maxsize=4)
def _names(folder: str, _: int) -> tuple[str, ...]:
    """The names of a module's files, remembered as long as the folder does not change."""
    names = sorted(name for name in os.listdir(folder) if name.lower().endswith((*HCL_SUFFIXES, *JSON_SUFFIXES)))
    return tuple(names[:_MAX_FILES])


def _stamps(folder: str, names: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Regular files by name, time and size."""
    total = 0
    for name in names:
        try:
            status = os.lstat(os.path.join(folder, name))
        except OSError:
            continue
        total += status.st_size
        if stat.S_ISREG(status.st_mode) and total <= _MAX_BYTES:
            yield name, status.st_mtime_ns, status.st_size


@lru_cache(maxsize=4)
def _siblings(
    folder: str,
    absolute: str,  # noqa: ARG001 (the process may change its folder)
    stamps: tuple[tuple[str, int, int], ...],
) -> list[tuple[str, ModuleFile]]:
    """The files of a folder, at an absolute path, that can be read; remembered as long as none of them changes."""
    found = []
    until = time.monotonic() + _PATIENCE
    for name, _, _ in stamps:
        if time.monotonic() > until:
            break
        path = os.path.join(folder, name)
        try:
            source = decode(read_bytes(path), shown_path(path))
            found.append((name, ModuleFile(source, is_json=is_json_syntax(name))))
        except (InputError, NotJsonError):  # reported where that file is checked
            continue
    return found
