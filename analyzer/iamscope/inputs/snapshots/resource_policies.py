"""Resources with their policies from `resource-policies.json`."""

from __future__ import annotations

from iamscope.access.model import Part, PolicyDocument, Resource
from iamscope.errors import InputError
from iamscope.inputs.snapshots.arns import account_of, account_of_folder
from iamscope.inputs.snapshots.fields import Field, policy_document, text
from iamscope.results import InputProblem
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Object

_OWN = ("arn", "type", "policy")
_ACCOUNT = ("account", "ownerAccount", "resourceOwnerAccount")


def is_resource_policies(root: Field) -> bool:
    """Whether a file is a list of resources: objects with `arn` and `type`."""
    return any("arn" in item and "type" in item for item in root.objects())


def read(document: Document, root: Field, path: str) -> Part:
    """The resources; a broken policy is named in the part's problems, its resource kept without it.

    A resource whose ARN tells no account, such as a bucket, may say it under `account`; else it is that of the folder
    which the file lies in.
    """
    shown = document.source.path
    resources, problems = [], []
    for item in root.items():
        fields = item.fields
        arn = text(fields, "arn")
        if not arn.startswith("arn:") or not text(fields, "type"):
            problems.append(
                InputProblem(
                    shown, "an entry without `arn` and `type` is left out", "write both", False, item.place.span
                )
            )
            continue
        policy: PolicyDocument | None = None
        if "policy" in fields and fields["policy"].value is not None:
            try:
                policy = policy_document(fields["policy"], arn).document
            except InputError as error:
                message = f"`{arn}`: its policy {error.message}; it is left out"
                problems.append(InputProblem(shown, message, error.help, False, fields["policy"].place.span))
        account = next((text(fields, name) for name in _ACCOUNT if text(fields, name)), "")
        settings = Object((name, field.value) for name, field in fields.items() if name not in _OWN)
        account = account or account_of(arn) or account_of_folder(path)
        resources.append(Resource(arn, text(fields, "type"), account, policy, settings, item.place))
    return Part(path=path, resources=tuple(resources), problems=tuple(problems))
