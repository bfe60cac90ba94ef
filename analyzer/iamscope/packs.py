"""Finds rules: a pack is a folder of Python files with one rule in each, the built-in pack like any other.

A pack is code that runs: packs come from the command line or the package itself, never from a tree being checked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec

from iamscope.errors import UsageError
from iamscope.paths import data_dir
from iamscope.rule import AnyRule, Rule


class PackError(UsageError):
    """A rule pack cannot be loaded."""


@cache
def built_in() -> dict[str, AnyRule]:
    """The rules that ship with iamscope, by code."""
    return _load(data_dir("rules"), "iamscope._packs.built_in", {})


def load(packs: Iterable[str] = ()) -> dict[str, AnyRule]:
    """The built-in rules and those of other packs, by code; raises PackError."""
    rules = dict(built_in())
    for number, pack in enumerate(packs):
        if not os.path.isdir(pack):
            raise PackError(f"`{pack}` is not a folder", "give `--rules` a folder of rule files")
        rules |= _load(pack, f"iamscope._packs.user{number}", rules)
    return rules


def _load(pack: str, package: str, known: dict[str, AnyRule]) -> dict[str, AnyRule]:
    rules: dict[str, AnyRule] = {}
    for path in _files(pack):
        rule = _rule(path, package)
        if rule.code in rules or rule.code in known:
            raise PackError(f"`{path}`: there already is a rule `{rule.code}`", "give it a code of its own")
        rules[rule.code] = rule
    return rules


def _files(pack: str) -> Iterator[str]:
    for folder, folders, files in os.walk(pack):
        folders[:] = sorted(name for name in folders if not name.startswith(("_", ".")))
        for name in sorted(files):
            if name.endswith(".py") and not name.startswith("_"):
                yield os.path.join(folder, name)


def _rule(path: str, package: str) -> AnyRule:
    name = f"{package}.{os.path.basename(path)[:-3]}"
    loader = SourceFileLoader(name, path)
    spec = ModuleSpec(name, loader, origin=path)
    spec.has_location = True  # so that the compiled file is cached, as for any import
    module = module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickles look a class up by its module
    try:
        loader.exec_module(module)
    except Exception as error:  # whatever a stranger's rule does on import is the pack's fault, and named
        raise PackError(
            f"`{path}`: {type(error).__name__}: {error}", "mend the rule file or leave the pack out"
        ) from error
    found = [value for value in vars(module).values() if isinstance(value, Rule)]
    if len(found) != 1:
        raise PackError(f"`{path}`: expected one rule, found {len(found)}", "put each rule in a file of its own")
    return found[0]
