"""Policies in Terraform's source files, of both syntaxes."""

from __future__ import annotations

from iamscope.inputs.formats import Reading
from iamscope.inputs.terraform.module import module_of
from iamscope.inputs.terraform.policies import PolicyFinder
from iamscope.source import Source


def read(source: Source, path: str) -> Reading:
    """The policies of a file of a module; what the rest of the folder defines is known to it.

    Raises NotJsonError for a broken file in JSON syntax, and InputError for one that cannot be parsed in time.
    """
    file, module = module_of(source, path)
    return Reading([], PolicyFinder(file, module).policies(), file.problem)
