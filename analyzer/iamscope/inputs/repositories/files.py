"""Finds the templates, modules, plans and states among files, and reads each as a part of an account."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from iamscope.access.model import ManagedPolicy, Part, PolicyVersion, Role, User
from iamscope.errors import InputError
from iamscope.inputs.discover import FoundFile
from iamscope.inputs.files import decode, shown_path
from iamscope.inputs.policies import is_template
from iamscope.inputs.repositories.account_part import part_of
from iamscope.inputs.repositories.declared import Declared, Deployment, Names
from iamscope.inputs.repositories.policies import open_policy
from iamscope.results import InputProblem
from iamscope.source import Source
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Json, NotJsonError, Object

_TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json")
#: Files with values of variables that Terraform reads by itself.
_VARIABLES = ("terraform.tfvars", ".auto.tfvars")
_YAML = (".yaml", ".yml", ".template")
_JSON = (".json", ".template", ".tfstate")
_HEAD = 4096
#: The name of a hole in an ARN.
_HOLE = re.compile(r"\{[^{}]*\}")
#: Signs of a template language: such a file becomes YAML or JSON only later.
_MARKS = re.compile(r"\{\{(?!resolve:)|\{%|<%")

#: Reads the bytes of a file; raises InputError.
ReadBytes = Callable[[str], bytes]


class Found(NamedTuple):
    """What files told of accounts: parts by the path of a file or, of a module, of its folder; and the files that they
    were read from.
    """

    parts: Mapping[str, Part]
    used: frozenset[str]


@dataclass
class _Units:
    """What was found to read: templates and plans by their files, and the files of folders that may be modules."""

    templates: list[tuple[FoundFile, Document]] = field(default_factory=list)
    plans: list[tuple[FoundFile, Document]] = field(default_factory=list)
    modules: dict[str, list[FoundFile]] = field(default_factory=lambda: defaultdict(list))
    variables: dict[str, list[FoundFile]] = field(default_factory=lambda: defaultdict(list))
    problems: dict[str, InputProblem] = field(default_factory=dict)


def read_repository(files: Iterable[FoundFile], read: ReadBytes, where: Deployment) -> Found:
    """The parts of all templates, modules, plans and states among files; other files are left alone.

    All count as one account. Raises nothing: what is broken is named in a part's problems.
    """
    units = _Units()
    for file in files:
        _sort(file, read, units)
    names = Names()
    parts: dict[str, Part] = {}
    used = {file.path for file, _ in (*units.templates, *units.plans)} | set(units.problems)
    if units.templates:
        parts.update(_templates(units.templates, names, where))
    if units.plans or units.modules:
        from iamscope.inputs.repositories.terraform import read_terraform

        parts |= read_terraform(units.plans, units.modules, units.variables, read, names, where)
        used |= {file.path for found in units.modules.values() for file in found}
    for path, problem in units.problems.items():
        parts[path] = Part(path=path, problems=(problem,))
    return Found(_with_open_boundaries(parts), frozenset(used))


def _sort(file: FoundFile, read: ReadBytes, units: _Units) -> None:
    name = file.path.lower()
    if name.endswith(_TERRAFORM):
        units.modules[os.path.dirname(file.path)].append(file)
        return
    if name.endswith(_VARIABLES):
        units.variables[os.path.dirname(file.path)].append(file)
        return
    if not file.named and not name.endswith((*_YAML, *_JSON)):
        return
    try:
        data = read(file.path)
    except InputError:
        return  # told by whoever reads it for a snapshot
    if not _may_declare(data):
        return
    try:
        documents = list(_documents(data, file.path))
    except InputError as error:
        if file.named or not _MARKS.search(data.decode("utf-8", "replace")):
            problem = InputProblem(shown_path(file.path), error.message, error.help, file.named, error.span)
            units.problems[file.path] = problem
        return
    for document in documents:
        if isinstance(document.value, Object) and is_template(document.value):
            units.templates.append((file, document))
        elif _is_plan(document.value):
            units.plans.append((file, document))


def _may_declare(data: bytes) -> bool:
    """Whether a file may be a template, plan or state, as its words tell."""
    if b"Resources" in data and b"AWS::" in data:
        return True
    return b'"terraform_version"' in data or b'"format_version"' in data[:_HEAD]


def _documents(data: bytes, path: str) -> Iterator[Document]:
    source = decode(data, shown_path(path))
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        try:
            yield Document.from_text(source)
        except NotJsonError:
            if not path.lower().endswith(_YAML):
                raise _not_json(source) from None
        else:
            return
    from iamscope.inputs.yaml_files import documents

    yield from documents(source)


def _not_json(source: Source) -> InputError:
    from iamscope.syntax.syntax_problems import syntax_problems

    problem = syntax_problems(source)[0]
    return InputError(problem.message, problem.help, problem.span)


def _is_plan(value: Json) -> bool:
    if not isinstance(value, Object) or not {"terraform_version", "format_version"} & {name for name, _ in value}:
        return False
    from iamscope.inputs.terraform.plan import is_plan_or_state

    return is_plan_or_state(value)


def _templates(found: list[tuple[FoundFile, Document]], names: Names, where: Deployment) -> Iterator[tuple[str, Part]]:
    """The parts of templates, by their files; of several documents in one file each counts."""
    from iamscope.inputs.repositories.cloudformation import Stack, declared

    stacks = [
        Stack(document.root, document.value, os.path.basename(file.path).split(".", 1)[0] or "template")
        for file, document in found
        if isinstance(document.value, Object)
    ]
    by_file: dict[str, list[Declared]] = defaultdict(list)
    for (file, _), resources in zip(found, declared(stacks, names, where), strict=True):
        by_file[file.path] += resources
    return ((path, part_of(path, resources)) for path, resources in by_file.items())


def _with_open_boundaries(parts: dict[str, Part]) -> dict[str, Part]:
    """The parts, with a policy for every permissions boundary that nothing here holds: it may allow everything."""
    from iamscope.spec.managed_policies import managed_policy

    known = {policy.arn for part in parts.values() for policy in part.policies}
    found = dict(parts)
    for path, part in parts.items():
        added = []
        principals: list[Role | User] = [*part.roles, *part.users]
        for principal in principals:
            arn = principal.boundary
            if arn is not None and arn not in known and managed_policy(arn) is None:
                known.add(arn)
                hole = _HOLE.search(arn)
                document = open_policy(arn, "$" + hole[0] if hole else arn, principal.place)
                added.append(ManagedPolicy(arn, (PolicyVersion("", True, document),)))
        if added:
            found[path] = replace(part, policies=(*part.policies, *added))
    return found
