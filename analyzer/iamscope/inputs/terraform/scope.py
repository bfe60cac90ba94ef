"""What the expressions of a module refer to, as their evaluator asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from iamscope.inputs.terraform.blocks import Expression
from iamscope.inputs.terraform.values import Value
from iamscope.source import Source

if TYPE_CHECKING:
    from iamscope.inputs.terraform.evaluator import Evaluator


class Scope(Protocol):
    """What expressions of a module refer to."""

    def local(self, name: str) -> Expression | None:
        """The expression of a local value."""

    def default(self, name: str) -> Expression | None:
        """The default of a variable that may be shown and says something."""

    def document(self, name: str, evaluator: Evaluator) -> Value | None:
        """The policy of a data source `aws_iam_policy_document`."""

    def template(self, name: str, evaluator: Evaluator) -> Value | None:
        """The text of a data source `template_file`."""

    def read_file(self, path: str) -> Source | None:
        """The text of a file inside the module's folder."""
