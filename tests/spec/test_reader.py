"""The reader on the data that ships."""

import os
import time

import pytest

from iamscope.paths import data_dir
from iamscope.spec import Action, ConditionKey, Spec, load


@pytest.fixture(name="spec")
def _spec() -> Spec:
    return load()


def names(actions: tuple[Action, ...]) -> list[str]:
    return [action.full_name for action in actions]


class TestServices:
    def test_load_is_one_object(self) -> None:
        assert load() is load()

    def test_nothing_is_read_before_it_is_asked(self) -> None:
        Spec("/nowhere")

    def test_data_date(self, spec: Spec) -> None:
        assert spec.data_date >= "2026-10-27"

    def test_title(self, spec: Spec) -> None:
        assert spec.services["sqs"] == "Amazon SQS"

    def test_any_case(self, spec: Spec) -> None:
        service = spec.service("SqS")
        assert service is not None
        assert service is spec.service("sqs")
        assert service.prefix == "sqs"

    @pytest.mark.parametrize("prefix", ["", "nosuch", "../index", "services/s3", "s3.json", "s3\0", "s*"])
    def test_unknown(self, spec: Spec, prefix: str) -> None:
        assert spec.service(prefix) is None
        assert not spec.is_known_service(prefix)
        assert spec.expand(f"{prefix}x:Get*") == ()

    def test_retired_but_accepted(self, spec: Spec) -> None:
        assert spec.service("deepracer") is None
        assert spec.is_known_service("DeepRacer")
        assert spec.retired_service("deepracer") == "2026-01-01"
        assert spec.action_exists("deepracer:GetTrack")

    @pytest.mark.parametrize("prefix", ["deeplens", "zocalo", "deepcomposer", "iot1click", "evidently", "codestar"])
    def test_other_retired_prefixes(self, spec: Spec, prefix: str) -> None:
        assert spec.is_known_service(prefix)
        assert spec.action_exists(f"{prefix}:*")

    def test_retired_and_rejected(self, spec: Spec) -> None:
        assert not spec.is_known_service("elastic-inference")
        assert spec.retired_service("elastic-inference") == "2025-01-01"
        assert not spec.action_exists("elastic-inference:Connect")

    def test_current_is_not_retired(self, spec: Spec) -> None:
        assert spec.retired_service("s3") is None


class TestActions:
    def test_facts(self, spec: Spec) -> None:
        action = spec.action("S3:getobject")
        assert action is not None
        assert (action.service, action.name, action.full_name) == ("s3", "GetObject", "s3:GetObject")
        assert action.access_levels == {"Read"}
        assert ("object", False) in action.resource_types
        assert "s3:ExistingObjectTag/${TagKey}" in action.condition_keys
        assert not action.undocumented

    def test_two_access_levels(self, spec: Spec) -> None:
        action = spec.action("iam:AttachRolePolicy")
        assert action is not None
        assert action.access_levels == {"Permissions management", "Write"}

    def test_required_resource(self, spec: Spec) -> None:
        action = spec.action("sqs:SendMessage")
        assert action is not None
        assert action.resource_types == (("queue", True),)

    def test_no_resource(self, spec: Spec) -> None:
        action = spec.action("s3:ListAllMyBuckets")
        assert action is not None
        assert action.resource_types == ()

    def test_dependent_actions(self, spec: Spec) -> None:
        action = spec.action("lambda:CreateFunction")
        assert action is not None
        assert "iam:PassRole" in action.dependent_actions

    def test_keys_of_action_include_those_of_its_resources(self, spec: Spec) -> None:
        action = spec.action("kms:Decrypt")
        assert action is not None
        assert "kms:ResourceAliases" not in action.condition_keys
        keys = spec.keys_of_action(action)
        assert {"kms:resourcealiases", "kms:viaservice", "aws:resourcetag/${tagkey}"} <= keys

    def test_keys_of_action_include_those_per_resource(self, spec: Spec) -> None:
        action = spec.action("ec2:RunInstances")
        assert action is not None
        assert "ec2:InstanceType" in action.resource_condition_keys["instance"]
        assert "ec2:instancetype" in spec.keys_of_action(action)

    def test_immutable(self, spec: Spec) -> None:
        action = spec.expand("s3:GetObject")[0]
        with pytest.raises(AttributeError):
            action.name = "PutObject"
        with pytest.raises(AttributeError):
            del action.name

    def test_equality(self) -> None:
        first, second = Spec(data_dir("action-spec")), Spec(data_dir("action-spec"))
        assert first.expand("sqs:Send*") == second.expand("sqs:SendMessage")
        assert len({*first.expand("sqs:Send*"), *second.expand("sqs:Send*")}) == 1

    def test_retired_action(self, spec: Spec) -> None:
        service = spec.service("qapps")
        assert service is not None
        assert service.retired_action("importdocumenttoqapp") == "2025-04-01"
        assert service.retired_action("CreateQApp") is None
        assert service.retired_action("NeverSeen") is None
        assert not spec.action_exists("qapps:ImportDocumentToQApp")

    def test_retired_before_the_first_checkpoint(self, spec: Spec) -> None:
        service = spec.service("cloudhsm")
        assert service is not None
        assert service.retired_action("CreateLunaClient") == "2023-11-09"

    @pytest.mark.parametrize(
        "name",
        ["securityagent:ListTasks", "route53-recovery-control-config:DescribeRoutingControlByName", "builderid:*"],
    )
    def test_undocumented_but_accepted(self, spec: Spec, name: str) -> None:
        assert spec.action_exists(name)
        assert all(action.undocumented for action in spec.expand(name))


class TestExpand:
    @pytest.mark.parametrize(
        ("pattern", "expected"),
        [
            ("s3:GetObject", ["s3:GetObject"]),
            ("S3:GETOBJECT", ["s3:GetObject"]),
            ("sqs:*MessageBatch", []),
            ("sqs:Send*", ["sqs:SendMessage"]),
            ("ec2:Run?nstances", ["ec2:RunInstances"]),
            ("sq?:SendMessage", ["sqs:SendMessage"]),
            ("sqs:?et*e*s", ["sqs:GetQueueAttributes", "sqs:SetQueueAttributes"]),
            ("sqs", []),
            ("", []),
            (":", []),
            ("sqs:", []),
            ("nosuch:*", []),
        ],
    )
    def test_pattern(self, spec: Spec, pattern: str, expected: list[str]) -> None:
        assert names(spec.expand(pattern)) == expected
        assert spec.action_exists(pattern) is bool(expected)

    def test_everything(self, spec: Spec) -> None:
        everything = spec.expand("*")
        assert len(everything) == spec.counts["actions"]
        assert spec.expand("*:*") == everything
        assert spec.expand("**") == everything

    def test_one_service(self, spec: Spec) -> None:
        service = spec.service("sqs")
        assert service is not None
        assert spec.expand("sqs:*") == tuple(service.actions.values()) == service.expand("*")

    def test_is_remembered(self, spec: Spec) -> None:
        assert spec.expand("iam:Get*") is spec.expand("IAM:get*")

    def test_hostile_patterns_are_quick(self, spec: Spec) -> None:
        spec.expand("*")
        start = time.process_time()
        for pattern in ("s3:" + "*a?" * 33_000, "*" * 100_000 + ":" + "a*" * 50_000, "*:" + "?*" * 50_000):
            assert spec.expand(pattern) == ()
            assert not spec.action_exists(pattern)
        assert time.process_time() - start < 2


class TestResources:
    def test_type(self, spec: Spec) -> None:
        service = spec.service("sqs")
        assert service is not None
        queue = service.resource_types["queue"]
        assert queue.arn_formats == ("arn:${Partition}:sqs:${Region}:${Account}:${QueueName}",)
        assert queue.condition_keys == ("aws:ResourceTag/${TagKey}",)

    def test_several_formats(self, spec: Spec) -> None:
        service = spec.service("lex")
        assert service is not None
        assert service.resource_types["bot"].arn_formats == (
            "arn:${Partition}:lex:${Region}:${Account}:bot/${BotId}",
            "arn:${Partition}:lex:${Region}:${Account}:bot:${BotName}",
        )

    def test_arn_service_is_not_the_prefix(self, spec: Spec) -> None:
        types = spec.resource_types_of_arn_service("ec2")
        assert {"ec2", "ebs"} <= {resource.service for resource in types}
        assert all(any(":ec2:" in arn for arn in resource.arn_formats) for resource in types)

    def test_every_service_field(self, spec: Spec) -> None:
        assert spec.is_known_arn_service("S3")
        assert spec.is_known_arn_service("devops-guru")
        assert not spec.is_known_arn_service("nosuch")
        assert spec.resource_types_of_arn_service("nosuch") == ()


class TestConditionKeys:
    @pytest.mark.parametrize(
        ("name", "documented", "types", "multivalued", "is_global"),
        [
            ("aws:sourceip", "aws:SourceIp", ("IPAddress",), False, True),
            ("aws:RequestTag/team", "aws:RequestTag/${TagKey}", ("String",), False, True),
            ("aws:TagKeys", "aws:TagKeys", ("String",), True, True),
            ("aws:EpochTime", "aws:EpochTime", ("Date", "Numeric"), False, True),
            ("lambda:SourceFunctionArn", "lambda:SourceFunctionArn", ("ARN",), False, True),
            ("s3:prefix", "s3:prefix", ("String",), False, False),
            ("s3:ExistingObjectTag/a", "s3:ExistingObjectTag/${TagKey}", ("String",), False, False),
            ("secretsmanager:ResourceTag/a", "secretsmanager:ResourceTag/${TagKey}", ("String",), False, False),
            ("sagemaker:ResourceTag/a", "sagemaker:ResourceTag/${TagKey}", ("String",), False, False),
            ("events:detail-type", "events:detail-type", ("String",), True, False),
            (
                "kms:EncryptionContext:aws:s3:arn",
                "kms:EncryptionContext:${EncryptionContextKey}",
                ("String",),
                False,
                False,
            ),
            ("saml:aud", "saml:aud", ("String",), False, False),
            ("gitlab.com:project_id", "gitlab.com:project_id", ("String",), False, False),
            ("token.actions.githubusercontent.com:sub", "${Provider}:sub", ("String",), False, False),
            ("oidc.eks.us-east-1.amazonaws.com/id/A1:aud", "${Provider}:aud", ("String",), False, False),
            (
                "token.actions.acme.ghe.com:ref",
                "token.actions.${Domain}.ghe.com:ref",
                ("String",),
                False,
                False,
            ),
        ],
    )
    def test_known(
        self,
        spec: Spec,
        name: str,
        documented: str,
        types: tuple[str, ...],
        multivalued: bool,
        is_global: bool,
    ) -> None:
        key = spec.condition_key(name)
        assert key is not None
        assert (key.name, key.types, key.multivalued, key.is_global) == (
            documented,
            types,
            multivalued,
            is_global,
        )
        assert spec.condition_key(name.upper()) == key

    @pytest.mark.parametrize(
        "name",
        [
            "",
            "aws",
            "aws:",
            ":a",
            "aws:Nosuch",
            "aws:RequestTag",
            "aws:RequestTag/",
            "lakeformation:GlueARN",
            "nosuch:Key",
            "s3:nosuch",
            "../x:sub",
            "a..b:sub",
            "example.com:shoe_size",
            "arn:aws",
        ],
    )
    def test_unknown(self, spec: Spec, name: str) -> None:
        assert spec.condition_key(name) is None
        assert not spec.accepts_key(name)

    def test_sensitive(self, spec: Spec) -> None:
        sensitive = {key.name for key in spec.global_keys.values() if key.sensitive}
        assert "aws:PrincipalOrgID" in sensitive
        assert len(sensitive) == 10

    def test_undocumented(self, spec: Spec) -> None:
        assert spec.condition_key("aws:PrincipalOrgMasterAccountId") == ConditionKey(
            "aws:PrincipalOrgMasterAccountId", ("String",), False, True, False, True
        )

    def test_keys_of_a_retired_service_are_accepted(self, spec: Spec) -> None:
        assert spec.condition_key("deepracer:UserToken") is None
        assert spec.accepts_key("deepracer:UserToken")

    @pytest.mark.parametrize(
        "prefix", ["aws", "AWS", "s3", "saml", "deepracer", "identitycenter", "gitlab.com", "a.b/c"]
    )
    def test_prefix(self, spec: Spec, prefix: str) -> None:
        assert spec.is_key_prefix(prefix)

    @pytest.mark.parametrize("prefix", ["", "nosuch", "a b.c", ".", "elastic-inference"])
    def test_no_prefix(self, spec: Spec, prefix: str) -> None:
        assert not spec.is_key_prefix(prefix)

    def test_deprecated(self, spec: Spec) -> None:
        assert spec.deprecated_key("aws:arn") == "aws:PrincipalArn"
        assert spec.deprecated_key("aws:PrincipalArn") is None


class TestLists:
    def test_partitions(self, spec: Spec) -> None:
        assert set(spec.partitions) >= {"aws", "aws-cn", "aws-us-gov", "aws-eusc"}
        china = spec.partitions["aws-cn"]
        assert china.dns_suffix == "amazonaws.com.cn"
        assert china.regions["cn-north-1"] == "China (Beijing)"

    def test_regions(self, spec: Spec) -> None:
        assert spec.is_region("eu-central-1")
        assert not spec.is_region("aws-global")
        assert not spec.is_region("eu-central-9")

    def test_service_principals(self, spec: Spec) -> None:
        assert "lambda.amazonaws.com" in spec.service_principals
        assert spec.is_service_principal("LAMBDA.amazonaws.com")
        assert spec.is_service_principal("logs.eu-west-1.amazonaws.com")
        assert spec.is_service_principal("ec2.amazonaws.com.cn")
        assert not spec.is_service_principal("lambda.amazon.com")

    def test_rcp_services(self, spec: Spec) -> None:
        assert {"s3", "sts", "kms", "sqs", "secretsmanager"} <= spec.rcp_services

    def test_quotas(self, spec: Spec) -> None:
        assert (spec.quotas["identity_managed"], spec.quotas["scp"], spec.quotas["rcp"]) == (6144, 10240, 5120)

    def test_resource_policies(self, spec: Spec) -> None:
        assert "PutBucketPolicy" in spec.resource_policy_actions["s3"]
        assert "AWS::S3::Bucket" in spec.access_analyzer_types["ValidatePolicyResourceType"]


class TestSuggestions:
    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("s3:GetObjekt", "s3:GetObject"),
            ("s3:GetOjbect", "s3:GetObject"),
            ("dynamdb:GetItem", "dynamodb:GetItem"),
            ("S3:ListObjectsV2", "s3:ListBucket"),
            ("lambda:Invoke", "lambda:InvokeFunction"),
            ("ssm:RemoveTagsToResource", "ssm:RemoveTagsFromResource"),
            ("s3:Nonsense", None),
            ("s3:Get*", None),
            ("nosuch:GetObject", None),
            ("s3:" + "a" * 100_000, None),
        ],
    )
    def test_action(self, spec: Spec, name: str, meant: str | None) -> None:
        assert spec.suggest_action(name) == meant

    @pytest.mark.parametrize(("name", "meant"), [("lamda", "lambda"), ("cloudwatch-logs", "logs"), ("foo", None)])
    def test_service(self, spec: Spec, name: str, meant: str | None) -> None:
        assert spec.suggest_service(name) == meant

    @pytest.mark.parametrize(
        ("name", "meant"),
        [
            ("aws:SourceIpAddress", "aws:SourceIp"),
            ("aws:PrincipalOrgIDs", "aws:PrincipalOrgID"),
            ("aws:RequestTags/team", "aws:RequestTag/team"),
            ("iam:PassedToServices", "iam:PassedToService"),
            ("aws:Nonsense", None),
            ("nonsense", None),
        ],
    )
    def test_condition_key(self, spec: Spec, name: str, meant: str | None) -> None:
        assert spec.suggest_condition_key(name) == meant

    @pytest.mark.parametrize(("name", "meant"), [("us-esat-1", "us-east-1"), ("useast-1", "us-east-1"), ("moon", None)])
    def test_region(self, spec: Spec, name: str, meant: str | None) -> None:
        assert spec.suggest_region(name) == meant

    @pytest.mark.parametrize(
        ("name", "meant"), [("lambda.amazon.com", "lambda.amazonaws.com"), ("foo.amazonaws.com", None)]
    )
    def test_service_principal(self, spec: Spec, name: str, meant: str | None) -> None:
        assert spec.suggest_service_principal(name) == meant

    def test_api_names(self, spec: Spec) -> None:
        assert spec.iam_action_of_api_name("S3:headbucket") == "s3:ListBucket"
        assert spec.iam_action_of_api_name("s3:GetObject") is None


class TestData:
    """What must hold for the data as a whole."""

    def test_files_are_those_of_the_index(self, spec: Spec) -> None:
        folder = os.path.join(data_dir("action-spec"), "services")
        assert sorted(os.listdir(folder)) == sorted(f"{prefix}.json" for prefix in spec.services)

    def test_references_hold(self, spec: Spec) -> None:
        for action in spec.expand("*"):
            service = spec.service(action.service)
            assert service is not None
            assert all(name in service.resource_types for name, _ in action.resource_types), action
            assert action.access_levels or action.undocumented, action

    def test_documented_keys_are_found(self, spec: Spec) -> None:
        for prefix in spec.services:
            service = spec.service(prefix)
            assert service is not None
            for key in service.condition_keys.values():
                assert spec.condition_key(key.name) is not None, key

    def test_arns_have_six_fields(self, spec: Spec) -> None:
        for prefix in spec.services:
            service = spec.service(prefix)
            assert service is not None
            for resource in service.resource_types.values():
                for arn in resource.arn_formats:
                    assert arn.startswith("arn:${Partition}:"), arn
                    assert arn.count(":") >= 5, arn
                    assert "," not in arn, arn
