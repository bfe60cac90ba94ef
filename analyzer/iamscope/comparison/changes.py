"""The policies of the files that differ from a git revision, in both versions."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import NamedTuple

from iamscope.comparison.comparing import Versions
from iamscope.inputs.discover import discover
from iamscope.inputs.files import shown_path
from iamscope.inputs.reading import ReadPolicy
from iamscope.inputs.revisions import Revision
from iamscope.inputs.walking import ChooseType, bytes_of, policies_of
from iamscope.results import InputProblem

_MODULE = (".tf", ".tofu", ".tf.json", ".tofu.json")
#: What the files of a Terraform module take texts and values from.
_PARTS = (*_MODULE, ".json", ".yaml", ".yml", ".tpl", ".tftpl", ".tmpl", ".template", ".txt", ".policy")


class _Sides(NamedTuple):
    """Files by their path relative to the root of the repository, each with its path here: now, and in the revision;
    and which of them differ.
    """

    now: Mapping[str, str]
    before: Mapping[str, str]
    changed: Collection[str]


def changed_since(
    revision: Revision, paths: Iterable[str], choose_type: ChooseType, excluded: Callable[[str], bool]
) -> Versions:
    """The policies of the files at or below some paths that differ from a revision, in both versions.

    The files of a Terraform module are one text: if one differs, or a file below it that it may read, all of them are
    compared, each version with the rest of its own.
    """
    problems: list[InputProblem] = []
    sides = _sides(revision, list(paths), excluded, problems)
    modules = _changed_modules(sides)

    def of_module(file: str) -> bool:
        return file.endswith(_MODULE) and os.path.dirname(file) in modules

    new: list[ReadPolicy] = []
    for file, path in sides.now.items():
        if file in sides.changed or of_module(file):
            new += policies_of(path, bytes_of(path, problems), choose_type, problems)
    alone = [file for file in sides.before if file in sides.changed and not of_module(file)]
    old: list[ReadPolicy] = []
    for file, data in revision.read(alone):
        old += policies_of(sides.before[file], data, choose_type, problems)
    old += _of_modules(revision, sides, modules, choose_type, problems)
    return Versions(tuple(old), tuple(new), tuple(problems))


def _sides(
    revision: Revision, paths: list[str], excluded: Callable[[str], bool], problems: list[InputProblem]
) -> _Sides:
    before: dict[str, str] = {}
    for path in paths:
        before |= {file: here for file, here in _files_below(revision, path) if not excluded(here)}
    present = [path for path in paths if os.path.lexists(path)]
    now = {_relative(file.path, revision.top): file.path for file in discover(present, excluded)}
    changed = {file for file in before if file not in now}
    for file, path in now.items():
        data = bytes_of(path, problems)
        if data is None or not revision.holds(file, data):
            changed.add(file)
    return _Sides(now, before, changed)


def _changed_modules(sides: _Sides) -> set[str]:
    """The folders of Terraform modules in which, or below which, something differs that a module may read."""
    folders = {os.path.dirname(file) for file in (*sides.now, *sides.before) if file.endswith(_MODULE)}
    changed: set[str] = set()
    for file in sides.changed:
        folder = os.path.dirname(file) if file.endswith(_PARTS) else None
        while folder is not None:
            if folder in folders:
                changed.add(folder)
            folder = os.path.dirname(folder) if folder else None
    return changed


def _of_modules(
    revision: Revision, sides: _Sides, modules: set[str], choose_type: ChooseType, problems: list[InputProblem]
) -> Iterator[ReadPolicy]:
    """The policies of modules as they were; their files are written to a temporary folder, for they read each other."""
    parts = [
        file
        for file in sides.before
        if file.endswith(_PARTS) and any(module in ("", *_above(file)) for module in modules)
    ]
    if not modules or not parts:
        return
    with TemporaryDirectory(prefix="iamscope-") as folder:
        for file, data in revision.read(parts):
            path = os.path.join(folder, *file.split("/"))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as written:
                written.write(data)
        for file in parts:
            path = os.path.join(folder, *file.split("/"))
            if not file.endswith(_MODULE) or os.path.dirname(file) not in modules or not os.path.exists(path):
                continue
            yield from _as_it_was(path, sides.before[file], choose_type, problems)


def _as_it_was(path: str, here: str, choose_type: ChooseType, problems: list[InputProblem]) -> Iterator[ReadPolicy]:
    """The policies of an earlier version that lies at `path`, of the file that is shown as the one `here`."""
    shown = shown_path(here)
    broken: list[InputProblem] = []
    for policy in policies_of(path, bytes_of(path, broken), lambda _: choose_type(here), broken, shown):
        yield policy._replace(path=shown)
    problems += [replace(problem, path=shown, span=None) for problem in broken]


def _above(file: str) -> Iterator[str]:
    """The folders that a file lies in, the nearest first."""
    while file := os.path.dirname(file):
        yield file


def _files_below(revision: Revision, path: str) -> Iterator[tuple[str, str]]:
    """The files of a revision at or below a path, relative to its top, with the paths that they have here."""
    top = _relative(path, revision.top)
    prefix = "" if top == "." else top + "/"
    here = os.path.relpath(revision.top)
    for file in revision.files:
        if file == top or file.startswith(prefix):
            yield file, os.path.normpath(os.path.join(here, file))


def _relative(path: str, top: str) -> str:
    return os.path.relpath(os.path.realpath(path), top).replace(os.sep, "/")
