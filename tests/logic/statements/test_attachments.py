import json

from iamscope.logic.facts import facts
from iamscope.logic.statements.attachments import attachment
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.spec import load
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document


def policy(policy_type: PolicyType, resource_type: str | None) -> Policy:
    document = Document.from_text(Source("policy.json", json.dumps({"Statement": []})))
    return Policy(document.value, document.root, policy_type, resource_type)


def test_what_a_policy_is_attached_to() -> None:
    bucket = attachment(policy(PolicyType.RESOURCE, "AWS::S3::Bucket"))
    assert bucket is not None
    assert bucket.resources == ("s3:bucket", "s3:object")
    assert attachment(policy(PolicyType.RESOURCE, None)) is None
    assert attachment(policy(PolicyType.RESOURCE, "AWS::Nothing::Known")) is None


def test_a_trust_policy_is_attached_to_a_role() -> None:
    role = attachment(policy(PolicyType.TRUST, None))
    assert role is not None
    assert role.actions == {"sts:role"}


def test_the_facts_name_resource_types_that_exist() -> None:
    for types in facts("facts/attachments")["types"].values():
        for name in (*types["actions"], *types["resources"]):
            prefix, _, kind = name.partition(":")
            service = load().service(prefix)
            assert service is not None, name
            assert kind in service.resource_types, name
