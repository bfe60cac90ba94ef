"""Policies in JSON files."""

from __future__ import annotations

from iamscope.inputs.formats import Reading
from iamscope.inputs.policies import find_policies
from iamscope.source import Source
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Json, Object


def read(source: Source, path: str) -> Reading:
    """The document of a JSON file and its policies; raises NotJsonError."""
    document = Document.from_text(source)
    if _is_cdk_tree(document.value):
        return Reading([document], [])
    if _may_be_terraform(document.value):
        from iamscope.inputs.terraform.plan import is_plan_or_state, plan_policies

        if is_plan_or_state(document.value):
            document.is_editable = False  # Terraform made it of what is to be mended
            return Reading([document], list(plan_policies(document, path)))
    return Reading([document], list(find_policies(document.root)))


def _is_cdk_tree(value: Json) -> bool:
    """Whether a file is the CDK's `tree.json`, which repeats the policies of the templates beside it."""
    return isinstance(value, Object) and value.get("version") == "tree-0.1" and value.get("tree") is not None


def _may_be_terraform(value: Json) -> bool:
    """Whether a file says which version of Terraform has made it."""
    return isinstance(value, Object) and any(name in ("terraform_version", "format_version") for name, _ in value)
