from pathlib import Path

import pytest
from repository_parts import part, parts, short, statements, write

from iamscope.inputs.repositories.declared import Deployment

HEAD = "AWSTemplateFormatVersion: '2010-09-09'\n"


def template(resources: str, more: str = "") -> dict[str, str]:
    return {"stack.yaml": f"{HEAD}{more}Resources:\n{resources}"}


ROLE = """
  Reader:
    Type: AWS::IAM::Role
    Properties:
      Path: /team/
      ManagedPolicyArns: [arn:aws:iam::aws:policy/ReadOnlyAccess, !Ref Managed]
      PermissionsBoundary: !Ref Managed
      Tags: [{Key: team, Value: data}]
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}, Action: sts:AssumeRole}
  Managed:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "${Bucket.Arn}/*"}}
      Users: [!Ref Person]
  Person:
    Type: AWS::IAM::User
    Properties: {UserName: ana, Groups: [!Ref Team]}
  Team:
    Type: AWS::IAM::Group
  Bucket:
    Type: AWS::S3::Bucket
  Profile:
    Type: AWS::IAM::InstanceProfile
    Properties: {Roles: [!Ref Reader]}
  Machine:
    Type: AWS::EC2::Instance
    Properties: {IamInstanceProfile: !Ref Profile}
"""


def test_references_lead_to_what_they_name(tmp_path: Path) -> None:
    found = part(tmp_path, template(ROLE))
    (role,) = found.roles
    assert role.arn == "arn:aws:iam::000000000000:role/team/Reader"
    assert [short(arn) for arn in role.attached] == ["ReadOnlyAccess", "policy/Managed"]
    assert (role.boundary, role.tags) == ("arn:aws:iam::000000000000:policy/Managed", (("team", "data"),))
    assert statements(role.trust)[0]["Principal"] == {"AWS": "arn:aws:iam::000000000000:root"}
    assert [short(arn) for arn in role.instance_profiles] == ["instance-profile/Profile"]
    (policy,) = found.policies
    assert statements(policy.document) == [{"Action": "s3:GetObject", "Resource": "arn:aws:s3:::Bucket/*"}]
    (user,) = found.users
    assert (user.name, user.groups, user.attached) == ("ana", ("Team",), (policy.arn,))
    (machine,) = found.workloads
    assert (machine.type, machine.instance_profile) == ("AWS::EC2::Instance", role.instance_profiles[0])


def test_the_account_and_the_places(tmp_path: Path) -> None:
    found = part(tmp_path, template(ROLE), Deployment("111122223333"))
    (role,) = found.roles
    assert (role.account, role.arn) == ("111122223333", "arn:aws:iam::111122223333:role/team/Reader")
    assert role.place.span.text == "Reader"
    assert role.trust is not None
    (statement,) = role.trust.trust_policy.statements
    assert statement.span.text.startswith("{Effect: Allow, Principal: {AWS: !Sub")


def test_what_is_not_known_is_called_by_its_name(tmp_path: Path) -> None:
    more = "Parameters:\n  Stage: {Type: String}\n  Region: {Type: String, Default: eu}\n"
    resources = """
  Deployer:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Sub "${Stage}-deploy-${Region}"
      Policies:
        - PolicyName: !Sub "p-${Stage}"
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: iam:PassRole, Resource: !Sub "arn:aws:iam::${AWS::AccountId}:role/${Stage}-*"}
              - {Effect: Allow, Action: s3:GetObject, NotResource: [!Ref Stage]}
              - {Effect: Allow, Action: [s3:PutObject, !Ref Stage], Resource: "*"}
              - {Effect: !Ref Stage, Action: "*", Resource: "*"}
              - Effect: Allow
                Action: s3:ListBucket
                Resource: "*"
                Condition: {StringEquals: {aws:PrincipalTag/a: !Ref Stage, aws:PrincipalTag/b: c}}
"""
    (role,) = part(tmp_path, template(resources, more)).roles
    assert role.arn == "arn:aws:iam::000000000000:role/{Stage}-deploy-eu"
    (document,) = role.inline
    unknown = {"StringEquals": {"${Stage}": "known"}}
    assert document.name == "p-{Stage}"
    assert statements(document) == [
        {"Action": "iam:PassRole", "Resource": ["arn:aws:iam::000000000000:role/{Stage}-*"]},
        {"Action": "iam:PassRole", "Resource": ["arn:aws:iam::000000000000:role/*-*"], "Condition": unknown},
        {"Action": "s3:GetObject", "Resource": ["*"], "Condition": unknown},
        {"Action": ["s3:PutObject"], "Resource": "*"},
        {
            "Action": "s3:ListBucket",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:PrincipalTag/b": "c"}, "StringLike": {"${Stage}": "known"}},
        },
    ]


def test_what_depends_on_a_condition_says_so(tmp_path: Path) -> None:
    more = "Conditions:\n  Big: !Equals [!Ref Size, big]\nParameters:\n  Size: {Type: String}\n"
    resources = """
  R:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyName: always
          PolicyDocument: {Statement: {Effect: Allow, Action: s3:GetObject, Resource: "*"}}
        - !If
          - Big
          - PolicyName: sometimes
            PolicyDocument: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}
          - !Ref AWS::NoValue
"""
    (role,) = part(tmp_path, template(resources, more)).roles
    assert [(each.name, statements(each)) for each in role.inline] == [
        ("always", [{"Action": "s3:GetObject", "Resource": "*"}]),
        ("sometimes", [{"Action": "*", "Resource": "*", "Condition": {"StringEquals": {"${Big}": "known"}}}]),
    ]


def test_a_boundary_that_is_not_known_may_allow_anything(tmp_path: Path) -> None:
    more = "Parameters:\n  Limit: {Type: String}\n"
    resources = "\n  R:\n    Type: AWS::IAM::Role\n    Properties: {PermissionsBoundary: !Ref Limit}\n"
    found = part(tmp_path, template(resources, more))
    assert found.roles[0].boundary == "{Limit}"
    assert [(policy.arn, statements(policy.document)) for policy in found.policies] == [
        ("{Limit}", [{"Action": "*", "Resource": "*", "Condition": {"StringEquals": {"${Limit}": "known"}}}])
    ]


RESOURCES = {
    "a bucket with its policy and settings": (
        """
  B: {Type: AWS::S3::Bucket, Properties: {PublicAccessBlockConfiguration: {RestrictPublicBuckets: true}}}
  P:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref B
      PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: !GetAtt B.Arn}}
""",
        [("arn:aws:s3:::B", "AWS::S3::Bucket", ["s3:GetObject"], ["publicaccessblock"])],
    ),
    "a bucket that another template makes": (
        """
  P:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: existing
      PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: s3:GetObject, Resource: "*"}}
""",
        [("arn:aws:s3:::existing", "AWS::S3::Bucket", ["s3:GetObject"], [])],
    ),
    "two queues with one policy": (
        """
  A: {Type: AWS::SQS::Queue, Properties: {QueueName: a}}
  B: {Type: AWS::SQS::Queue}
  P:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref A, !Ref B]
      PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: sqs:SendMessage, Resource: "*"}}
""",
        [
            ("arn:aws:sqs:us-east-1:000000000000:a", "AWS::SQS::Queue", ["sqs:SendMessage"], []),
            ("arn:aws:sqs:us-east-1:000000000000:B", "AWS::SQS::Queue", ["sqs:SendMessage"], []),
        ],
    ),
    "a function with two permissions": (
        """
  F: {Type: AWS::Lambda::Function, Properties: {Role: arn:aws:iam::000000000000:role/x}}
  P1: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Action: lambda:InvokeFunction, Principal: "*"}}
  P2:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !GetAtt F.Arn, Action: lambda:GetFunction, Principal: "*"}
""",
        [
            (
                "arn:aws:lambda:us-east-1:000000000000:function:F",
                "AWS::Lambda::Function",
                ["lambda:InvokeFunction", "lambda:GetFunction"],
                [],
            )
        ],
    ),
    "a key with its own policy": (
        """
  K:
    Type: AWS::KMS::Key
    Properties: {KeyPolicy: {Statement: {Effect: Allow, Principal: "*", Action: "kms:*", Resource: "*"}}}
""",
        [("arn:aws:kms:us-east-1:000000000000:key/K", "AWS::KMS::Key", ["kms:*"], [])],
    ),
    "a table and its stream": (
        """
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      ResourcePolicy:
        PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: dynamodb:Query, Resource: "*"}}
      StreamSpecification:
        ResourcePolicy:
          PolicyDocument: {Statement: {Effect: Allow, Principal: "*", Action: dynamodb:GetRecords, Resource: "*"}}
""",
        [
            ("arn:aws:dynamodb:us-east-1:000000000000:table/T", "AWS::DynamoDB::Table", ["dynamodb:Query"], []),
            (
                "arn:aws:dynamodb:us-east-1:000000000000:table/T/stream/*",
                "AWS::DynamoDB::Stream",
                ["dynamodb:GetRecords"],
                [],
            ),
        ],
    ),
}


@pytest.mark.parametrize("case", RESOURCES)
def test_resources_with_their_policies(tmp_path: Path, case: str) -> None:
    resources, expected = RESOURCES[case]
    found = part(tmp_path, template(resources)).resources
    assert [
        (
            each.arn,
            each.type,
            [str(statement["Action"]) for statement in statements(each.policy)],
            [name for name, _ in each.settings],
        )
        for each in found
    ] == expected


def test_the_role_that_sam_makes(tmp_path: Path) -> None:
    resources = """
  Api:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AdministratorAccess
        - S3ReadPolicy: {BucketName: b}
        - Statement: {Effect: Allow, Action: s3:GetObject, Resource: "*"}
  Out:
    Type: AWS::IAM::User
    Properties: {UserName: !Sub "of-${ApiRole}"}
"""
    found = part(tmp_path, template(resources, "Transform: AWS::Serverless-2016-10-31\n"))
    (role,) = found.roles
    assert (short(role.arn), [short(arn) for arn in role.attached]) == ("role/ApiRole", ["AdministratorAccess"])
    assert statements(role.trust)[0]["Principal"] == {"Service": "lambda.amazonaws.com"}
    assert [statements(each) for each in role.inline] == [[{"Action": "s3:GetObject", "Resource": "*"}]]
    assert [(each.type, short(each.role)) for each in found.workloads] == [("AWS::Lambda::Function", "role/ApiRole")]
    assert found.users[0].name == "of-ApiRole"


def test_what_one_template_exports_another_imports(tmp_path: Path) -> None:
    files = {
        "roles.yaml": """
Resources:
  Runtime: {Type: AWS::IAM::Role}
Outputs:
  Arn: {Value: !GetAtt Runtime.Arn, Export: {Name: !Sub "${AWS::StackName}-arn"}}
  Loop: {Value: !ImportValue again, Export: {Name: again}}
""",
        "app.yaml": """
Resources:
  F: {Type: AWS::Lambda::Function, Properties: {Role: !ImportValue roles-arn}}
  G: {Type: AWS::Lambda::Function, Properties: {Role: !ImportValue again}}
""",
    }
    workloads = [each for found in parts(write(tmp_path, files)) for each in found.workloads]
    assert [(each.arn.rsplit(":", 1)[-1], short(each.role)) for each in workloads] == [("F", "role/Runtime")]


def test_principals_of_the_own_account_are_called_by_the_names_of_what_is_not_known(tmp_path: Path) -> None:
    more = "Parameters:\n  Stage: {Type: String}\n  Other: {Type: String}\n"
    resources = """
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal:
              AWS:
                - !Sub "arn:aws:iam::${AWS::AccountId}:role/${Stage}-ci"
                - !Ref Other
                - !Sub "arn:aws:iam::${Other}:root"
            Action: sts:AssumeRole
"""
    (role,) = part(tmp_path, template(resources, more)).roles
    hole = "\N{OBJECT REPLACEMENT CHARACTER}"
    assert statements(role.trust)[0]["Principal"] == {
        "AWS": ["arn:aws:iam::000000000000:role/{Stage}-ci", hole, f"arn:aws:iam::{hole}:root"]
    }
