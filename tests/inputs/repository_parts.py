"""Reads small repositories for tests, and tells what they declare in short words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from iamscope.access.model import Part, PolicyDocument
from iamscope.inputs.accounts import open_accounts
from iamscope.inputs.repositories.declared import Deployment
from iamscope.inputs.snapshots.fields import Field

FIXTURES = Path(__file__).parents[2] / "fixtures" / "repositories"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Writes files, by their paths in a folder, and returns the folder."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def parts(*paths: Path, where: Deployment | None = None) -> list[Part]:
    """The parts of repositories."""
    inputs = open_accounts([str(path) for path in paths], where)
    return [inputs.reader.part(file.path) for file in inputs.files]


def part(folder: Path, files: Mapping[str, str], where: Deployment | None = None) -> Part:
    """The one part that these files tell something in."""
    found = [each for each in parts(write(folder, files), where=where) if each != Part(path=each.path)]
    (only,) = found
    return only


def short(arn: str) -> str:
    """An ARN without what all have in common."""
    return arn.removeprefix("arn:aws:iam::000000000000:").removeprefix("arn:aws:iam::aws:policy/")


def statements(document: PolicyDocument | None) -> list[dict[str, object]]:
    """The statements of a policy, without what is the same in all of them."""
    if document is None:
        return []
    root = Field(document.value, document.place).fields["Statement"]
    found = root.items() if isinstance(root.value, list) else (root,)
    return [{name: _plain(field) for name, field in each.fields.items() if name != "Effect"} for each in found]


def _plain(field: Field) -> object:
    if field.fields:
        return {name: _plain(item) for name, item in field.fields.items()}
    if isinstance(field.value, list):
        return [_plain(item) for item in field.items()]
    return str(field.value)
