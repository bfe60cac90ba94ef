"""The statements of AWS managed policies that a snapshot attaches and does not hold."""

from __future__ import annotations

from iamscope.access.model import ManagedPolicy, Part, PolicyDocument, PolicyVersion
from iamscope.access.trust_graph.facts import Reducer, StatementFact
from iamscope.access.trust_graph.permissions import ActionTable
from iamscope.source import Source
from iamscope.spec.managed_policies import managed_policy
from iamscope.syntax.document import Document
from iamscope.syntax.json_value import Object


def known_document(arn: str) -> PolicyDocument | None:
    """The current version of an AWS managed policy; None for an ARN of none."""
    text = managed_policy(arn)
    if text is None:
        return None
    document = Document.from_text(Source(arn, text))
    return PolicyDocument(arn, document.value, document.root) if isinstance(document.value, Object) else None


def known_statements(arn: str, actions: ActionTable) -> list[StatementFact] | None:
    """The statements of an AWS managed policy about these actions; None for an ARN of none."""
    document = known_document(arn)
    if document is None:
        return None
    policy = ManagedPolicy(arn, (PolicyVersion("", True, document),))
    return Reducer(actions).reduce(Part(path=arn, policies=(policy,))).statements
