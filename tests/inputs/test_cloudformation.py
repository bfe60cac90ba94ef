"""Which policies a template has, of what type they are, and what they are called."""

import json
import time
from typing import Any

import carets
import pytest

from iamscope.inputs import cloudformation
from iamscope.inputs.formats import YAML, format_of
from iamscope.inputs.policies import FoundPolicy
from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax.json_value import Object

STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
POLICY = {"Version": "2012-10-17", "Statement": [STATEMENT]}


def found(template: dict[str, Any]) -> list[FoundPolicy]:
    return YAML.read(Source("x.yaml", json.dumps(template)), "x.yaml").policies


def resource(type: str, **properties: Any) -> dict[str, Any]:
    return {"Resources": {"X": {"Type": type, "Properties": properties}}}


def kinds(template: dict[str, Any]) -> list[tuple[str | None, str | None]]:
    return [(policy.container.policy_type, policy.container.resource_type) for policy in found(template)]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (resource("AWS::IAM::Role", AssumeRolePolicyDocument=POLICY), ("trust", None)),
        (resource("AWS::IAM::Role", Policies=[{"PolicyDocument": POLICY}]), ("identity", None)),
        (resource("AWS::IAM::UserPolicy", PolicyDocument=POLICY), ("identity", None)),
        (resource("AWS::SQS::QueuePolicy", PolicyDocument=POLICY), ("resource", "AWS::SQS::Queue")),
        (resource("AWS::KMS::Key", KeyPolicy=POLICY), ("resource", "AWS::KMS::Key")),
        (resource("AWS::EC2::VPCEndpoint", PolicyDocument=POLICY), ("endpoint", "AWS::EC2::VPCEndpoint")),
        (
            resource("AWS::SecretsManager::ResourcePolicy", ResourcePolicy=json.dumps(POLICY)),
            ("resource", "AWS::SecretsManager::Secret"),
        ),
        (resource("AWS::Organizations::Policy", Type="SERVICE_CONTROL_POLICY", Content=POLICY), ("scp", None)),
        (resource("AWS::Organizations::Policy", Type="RESOURCE_CONTROL_POLICY", Content=POLICY), ("rcp", None)),
        (resource("AWS::Organizations::Policy", Type={"Ref": "Kind"}, Content=POLICY), ("scp", None)),
        (
            resource(
                "AWS::Organizations::Policy",
                Type={"Ref": "Kind"},
                Content={"Statement": {**STATEMENT, "Principal": "*"}},
            ),
            ("rcp", None),
        ),
        (
            resource("AWS::DynamoDB::GlobalTable", Replicas=[{"ResourcePolicy": {"PolicyDocument": POLICY}}]),
            ("resource", "AWS::DynamoDB::Table"),
        ),
        (resource("AWS::Events::EventBusPolicy", Statement=STATEMENT), ("resource", "AWS::Events::EventBus")),
        (resource("AWS::Serverless::Function", Policies=["x", POLICY]), ("identity", None)),
        (resource("AWS::Lambda::Permission", Action="a:b", Principal="*"), ("resource", "AWS::Lambda::Function")),
        (resource("AWS::IoT::Policy", PolicyDocument=POLICY), None),
        (resource("AWS::SNS::Topic", DataProtectionPolicy=POLICY), None),
        (resource("AWS::Lambda::Permission", Action="a:b"), None),
        (resource("Custom::Thing", Anything=POLICY), (None, None)),
    ],
    ids=lambda item: item["Resources"]["X"]["Type"] if isinstance(item, dict) else "",
)
def test_what_holds_a_policy(template: dict[str, Any], expected: tuple[str | None, str | None] | None) -> None:
    assert kinds(template) == ([] if expected is None else [expected])


def test_the_table_names_kinds_that_there_are() -> None:
    known = {*PolicyType, "none", "organization"}
    types = list(cloudformation._table().properties)
    assert types == sorted(types)
    for type, properties in cloudformation._table().properties.items():
        assert type.count("::") == 2
        for holder in properties.values():
            assert holder.kind in known
            assert (holder.resource_type is None) or holder.kind in ("resource", "endpoint")


def test_a_permission_is_a_statement() -> None:
    (policy,) = found(
        resource(
            "AWS::Lambda::Permission",
            Action="lambda:InvokeFunction",
            FunctionName="f",
            Principal="s3.amazonaws.com",
            SourceAccount={"Ref": "AWS::AccountId"},
            SourceArn="arn:aws:s3:::amzn-s3-demo-bucket",
        )
    )
    assert plain(policy.value)["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "s3.amazonaws.com"},
            "Action": "lambda:InvokeFunction",
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "\ufffc"},
                "ArnLike": {"aws:SourceArn": "arn:aws:s3:::amzn-s3-demo-bucket"},
            },
        }
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            {"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-x"},
            {"StringEquals": {"aws:PrincipalOrgID": "o-x"}},
        ),
        (
            {"Type": {"Ref": "T"}, "Key": "aws:PrincipalOrgID", "Value": "o-x"},
            {"\ufffc": {"aws:PrincipalOrgID": "o-x"}},
        ),
        ({"Ref": "Condition"}, "\ufffc"),
        ("text", "\ufffc"),
    ],
)
def test_the_older_form_of_a_bus_policy(condition: object, expected: object) -> None:
    (policy,) = found(
        resource("AWS::Events::EventBusPolicy", Action="events:PutEvents", Principal="*", Condition=condition)
    )
    assert plain(policy.value)["Statement"][0]["Condition"] == expected


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", "*"),
        ("111122223333", {"AWS": "111122223333"}),
        ("arn:aws:iam::111122223333:role/a.b", {"AWS": "arn:aws:iam::111122223333:role/a.b"}),
        ("sns.amazonaws.com", {"Service": "sns.amazonaws.com"}),
        ({"Fn::Sub": "logs.${AWS::URLSuffix}"}, {"Service": "logs.\ufffc"}),
        ({"Ref": "Who"}, "\ufffc"),
    ],
)
def test_who_may_call_a_function(principal: object, expected: object) -> None:
    (policy,) = found(resource("AWS::Lambda::Permission", Action="lambda:InvokeFunction", Principal=principal))
    assert plain(policy.value)["Statement"][0]["Principal"] == expected


def plain(value: Any) -> Any:
    if isinstance(value, Object):
        return {name: plain(item) for name, item in value}
    return [plain(item) for item in value] if isinstance(value, list) else value


def test_a_policy_under_conditions_is_one_policy_with_several_readings() -> None:
    statement = {"Fn::If": ["Prod", STATEMENT, {**STATEMENT, "Action": "s3:PutObject"}]}
    (policy,) = found(
        {
            "Conditions": {"Prod": {"Fn::Equals": [{"Ref": "Env"}, "prod"]}},
            **resource("AWS::IAM::ManagedPolicy", PolicyDocument={"Version": "2012-10-17", "Statement": [statement]}),
        }
    )
    readings = [plain(place.value)["Statement"][0]["Action"] for place in (policy.place, *policy.others)]
    assert sorted(readings) == ["s3:GetObject", "s3:PutObject"]


def test_the_same_whichever_way_is_one_reading() -> None:
    (policy,) = found(
        resource("AWS::IAM::Role", AssumeRolePolicyDocument=POLICY, Path={"Fn::If": ["Undefined", "/a/", "/b/"]})
    )
    assert policy.others == ()


def test_findings_of_both_branches_of_a_whole_property() -> None:
    template = """
Resources:
  X:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: !If
        - Undefined
        - {Version: "2012-10-17", Statement: [{Effect: Allow, Action: s3:One, Resource: "*"}]}
        - {Version: "2012-10-17", Statement: [{Effect: Allow, Action: s3:Two, Resource: "*"}]}
"""
    assert [(mark.line, mark.code) for mark in carets.marks(carets.check(template, "x.yaml"))] == [
        (8, "INVALID_ACTION"),
        (9, "INVALID_ACTION"),
    ]


def test_names() -> None:
    template = {
        "Resources": {
            "X": {
                "Type": "AWS::IAM::Role",
                "Metadata": {"aws:cdk:path": "Stack/X/Resource"},
                "Properties": {"Policies": [{}, {"PolicyDocument": {"Fn::Sub": json.dumps(POLICY)}}]},
            }
        },
        "Metadata": {"kept": POLICY},
    }
    names = [policy.container.name for policy in found(template)]
    assert names == ["X.Policies[1].PolicyDocument (Stack/X/Resource)", ""]


@pytest.mark.parametrize(
    "boundary", [{"Ref": "X"}, {"Fn::If": ["C", {"Ref": "X"}, {"Ref": "AWS::NoValue"}]}], ids=["ref", "if"]
)
def test_boundaries(boundary: object) -> None:
    template = resource("AWS::IAM::ManagedPolicy", PolicyDocument=POLICY)
    template["Resources"]["Role"] = {"Type": "AWS::IAM::Role", "Properties": {"PermissionsBoundary": boundary}}
    assert kinds(template) == [("boundary", None)]


@pytest.mark.parametrize(
    "template",
    [
        {"Resources": []},
        {"Resources": {"X": None}},
        {"Resources": {"X": {"Type": ["AWS::IAM::Role"], "Properties": {"Statement": 1}}}},
        resource("AWS::IAM::Role", AssumeRolePolicyDocument=[POLICY, "Statement"], Policies={"a": POLICY}),
        resource("AWS::IAM::Role", AssumeRolePolicyDocument={"Fn::If": []}),
        {
            **resource("AWS::IAM::Role", Policies={"Fn::If": [1, 2, 3], "Statement": 1}),
            "Conditions": [],
            "Parameters": 1,
        },
        {
            **resource("AWS::IAM::Role", Policies={"Ref": "Statement"}),
            "Mappings": {"a": 1},
            "Parameters": {"Statement": 1},
        },
        resource("AWS::Organizations::Policy", Type=1, Content="Statement"),
        resource("AWS::Lambda::Permission", Action=1, Principal=[1]),
        {"Resources": {"X": {"Type": "AWS::Lambda::Permission", "Properties": "Permission"}}},
        {
            "Resources": {
                "Fn::ForEach::A": ["x", ["Statement"]],
                "Fn::ForEach::B": {"Type": "AWS::IAM::Role", "Statement": 1},
            }
        },
        {"Resources": {"X": {"Type": "AWS::IAM::Role", "Condition": ["Statement"]}}},
    ],
)
def test_strange_templates(template: dict[str, Any]) -> None:
    text = json.dumps(template)
    result = carets.check(text, "x.yaml")
    assert result.policies or (result.problem is not None and result.problem.message == "holds no policy")


def test_a_large_template_takes_seconds() -> None:
    statement = {"Effect": "Allow", "Action": ["s3:GetObject", {"Ref": "P7"}], "Resource": {"Fn::Sub": "${P1}/${P2}"}}
    chosen = {"Fn::If": ["C3", {"Version": "2012-10-17", "Statement": [statement] * 5}, {"Ref": "AWS::NoValue"}]}
    template = {
        "Parameters": {f"P{number}": {"Type": "String", "Default": "x"} for number in range(200)},
        "Conditions": {f"C{number}": {"Fn::Equals": [{"Ref": f"P{number}"}, "y"]} for number in range(200)},
        "Resources": {
            f"R{number}": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": chosen}}
            for number in range(1000)
        },
    }
    started = time.process_time()
    assert len(found(template)) == 1000
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("x.yml", b"{", "YAML"),
        ("x.template", b"{", "YAML"),
        ("X.YAML", b"", "YAML"),
        ("x.json", b"a: b", "JSON"),
        ("-", b"a: b", "YAML"),
        ("-", b"# comment\r\n\n---\na", "YAML"),
        ("-", b"\xef\xbb\xbf'a': b", "YAML"),
        ("-", b"- a", "YAML"),
        ("-", b' {"a": 1}', "JSON"),
        ("-", b"", "JSON"),
        ("notes.txt", b"some words", "JSON"),
    ],
)
def test_formats(name: str, data: bytes, expected: str) -> None:
    assert format_of(name, data).name == expected


def test_the_tree_of_the_cdk_repeats_its_templates() -> None:
    tree = json.dumps({"version": "tree-0.1", "tree": {"attributes": {"policyDocument": POLICY}}})
    result = carets.check(tree, "cdk.out/tree.json")
    assert result.problem is not None
    assert result.problem.message == "holds no policy"


def test_a_template_inside_a_file_has_the_variables_of_its_tool() -> None:
    bucket = {"Statement": {**STATEMENT, "Resource": "arn:aws:s3:::${Bucket}"}, "Version": "2012-10-17"}
    template = resource("AWS::IAM::ManagedPolicy", PolicyDocument=bucket)
    (own,) = found(template)
    (inner,) = found({"service": "x", "resources": template})
    assert plain(own.value)["Statement"]["Resource"] == "arn:aws:s3:::${Bucket}"
    assert plain(inner.value)["Statement"]["Resource"] == "arn:aws:s3:::\ufffc"


def test_a_policy_without_functions_can_be_mended_where_it_stands() -> None:
    wrong = {"Version": "2012-10-17", "Statement": [{**STATEMENT, "effect": "Allow"}]}
    template = resource("AWS::IAM::Role", AssumeRolePolicyDocument=wrong, RoleName={"Fn::Sub": "${AWS::StackName}-x"})
    (policy,) = found(template)
    assert policy.place.document.is_editable
    assert policy.place.pointer == "/Resources/X/Properties/AssumeRolePolicyDocument"
