"""Reads Terraform's modules, plans and states as parts of an account."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from iamscope.access.model import Part
from iamscope.errors import InputError
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.files import decode, shown_path
from iamscope.inputs.repositories.account_part import part_of
from iamscope.inputs.repositories.declared import Deployment, Names, Nesting
from iamscope.inputs.repositories.terraform_modules import Context, ModuleInstance
from iamscope.inputs.repositories.terraform_plans import declared, is_plan, variables_of
from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.module import Module, ModuleFile, is_json_syntax
from iamscope.inputs.terraform.values import Value
from iamscope.results import InputProblem
from iamscope.source import Source
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import NotJsonError

ReadBytes = Callable[[str], bytes]


class _ReadModule(Module):
    """A module whose files, those that `file()` names included, are read by somebody else."""

    def __init__(self, folder: str, files: list[ModuleFile], read: ReadBytes) -> None:
        super().__init__(None, files)
        self._base = folder
        self._read = read

    def read_file(self, path: str) -> Source | None:
        """The text of a file inside the module's folder."""
        parts = path.replace("\\", "/").split("/")
        if "\0" in path or path.startswith(("/", "~", "\\")) or ".." in parts or ":" in path:
            return None
        inside = os.path.normpath(os.path.join(self._base, path))
        try:
            return decode(self._read(inside), shown_path(inside))
        except InputError:
            return None


class _Modules:
    """The modules of a repository by folder, each read once."""

    def __init__(self, files: Mapping[str, list[FoundFile]], read: ReadBytes) -> None:
        self._files = {os.path.normpath(folder): found for folder, found in files.items()}
        self._read = read
        self._known: dict[str, Module | None] = {}
        self.problems: dict[str, list[InputProblem]] = {}

    @property
    def folders(self) -> list[str]:
        """The folders that have one."""
        return sorted(self._files)

    def open(self, folder: str) -> Module | None:
        """The module in a folder; None where there is none."""
        folder = os.path.normpath(folder)
        if folder not in self._known:
            found = self._files.get(folder)
            self._known[folder] = None if found is None else _ReadModule(folder, list(self._of(folder)), self._read)
        return self._known[folder]

    def _of(self, folder: str) -> Iterator[ModuleFile]:
        for file in self._files[folder]:
            try:
                source = decode(self._read(file.path), shown_path(file.path))
                made = ModuleFile(source, is_json=is_json_syntax(file.path))
            except NotJsonError:
                self._problem(folder, file, InputError("is not JSON", "`terraform validate` says more"))
                continue
            except InputError as error:
                self._problem(folder, file, error)
                continue
            if made.problem is not None:
                self._problem(folder, file, made.problem)
            yield made

    def _problem(self, folder: str, file: FoundFile, error: InputError) -> None:
        shown = shown_path(file.path)
        problem = InputProblem(shown, error.message, error.help, file.named, error.span)
        self.problems.setdefault(folder, []).append(problem)


def read_terraform(
    plans: Sequence[tuple[FoundFile, Document]],
    files: Mapping[str, list[FoundFile]],
    variables: Mapping[str, list[FoundFile]],
    read: ReadBytes,
    names: Names,
    where: Deployment,
) -> dict[str, Part]:
    """The parts of plans and states, by file, and of the modules in folders, by folder.

    A module that others call is told with its callers, and one with a plan beside it by that; a state tells what was,
    and is left out where sources lie beside it, unless somebody names it. `variables` are files with values of the
    variables of modules that nobody calls, by folder.
    """
    modules = _Modules(files, read)
    given = {os.path.normpath(folder): _values(found, read) for folder, found in variables.items()}
    parts: dict[str, Part] = {}
    planned: set[str] = set()
    for file, document in plans:
        folder = os.path.normpath(os.path.dirname(file.path))
        if is_plan(document):
            planned.add(folder)
        elif folder in modules.folders and not file.named:
            continue
        source = _source(folder, document, modules, where) if is_plan(document) else None
        parts[file.path] = part_of(file.path, declared(document, file.path, names, where, source))
    return parts | _parts(modules, given, planned, names, where)


def _source(folder: str, plan: Document, modules: _Modules, where: Deployment) -> ModuleInstance | None:
    """The module that a plan was made of, with the values of its variables."""
    module = modules.open(folder)
    if module is None:
        return None
    # the plan's resources have names already: those of the sources are the same
    return ModuleInstance(folder, module, Context(modules.open, Names(), where, [], Nesting()), variables_of(plan))


def _parts(
    modules: _Modules, given: Mapping[str, dict[str, Value]], planned: set[str], names: Names, where: Deployment
) -> dict[str, Part]:
    context = Context(modules.open, names, where, [], Nesting())
    instances = {
        folder: ModuleInstance(folder, module, context, given.get(folder, {}))
        for folder in modules.folders
        if (module := modules.open(folder)) is not None
    }
    called = {folder for instance in instances.values() for folder in instance.calls}
    roots = {folder: each for folder, each in instances.items() if folder not in called} or instances
    parts = {}
    for folder, instance in roots.items():
        if folder not in planned:
            part = part_of(folder, instance.declared())
            parts[part.path] = part
    for folder, problems in modules.problems.items():
        path = folder if folder in parts else next(iter(parts), folder)
        part = parts.get(path, Part(path=path))
        parts[path] = replace(part, problems=(*part.problems, *problems))
    return parts


def _values(files: list[FoundFile], read: ReadBytes) -> dict[str, Value]:
    """The values of variables in files, of which later ones count for more; what is broken says nothing."""
    found: dict[str, Value] = {}
    for file in sorted(files, key=lambda each: (each.path.endswith(".auto.tfvars"), each.path)):
        try:
            text = decode(read(file.path), shown_path(file.path)).text
            made = ModuleFile(Source(shown_path(file.path), f"locals {{\n{text}\n}}\n"), is_json=False)
        except (InputError, NotJsonError):
            continue
        evaluator = Evaluator(Module(None, []), Assumptions(truth=True))
        for block in made.blocks:
            found.update({each.name: evaluator.evaluate(each.expression) for each in block.attributes()})
    return {name: value for name, value in found.items() if value.json is not None and not value.is_unknown}
