"""Collecting against moto: what is written, what is gone on with, what is said of what is refused."""

from __future__ import annotations

import gzip
import io
import json
import os
import stat
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("boto3")

from iamscope.access.model import Part
from iamscope.collect.aws import CollectError, connect
from iamscope.collect.progress import Progress
from iamscope.collect.snapshot import Options, Summary, collect
from iamscope.collect.snapshot_folder import SnapshotFolder
from iamscope.collect.table import File, load_files
from iamscope.inputs.snapshots.files import read_part, snapshot_files

from .conftest import ACCOUNT, CREDENTIALS, REGION, Aws

READS = ("List", "Get", "Describe", "BatchGet")
TRUST = {
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
}
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


def run(folder: Path, *only: str, compress: bool = False, **options: Any) -> Summary:
    """Collects; with `only` the files of these names, or of a file of resources those of these types."""
    options.setdefault("regions", (REGION,))
    with pytest.MonkeyPatch.context() as patch:
        if only:
            patch.setattr("iamscope.collect.snapshot.load_files", lambda: narrowed(only))
        return collect(Options(**options), SnapshotFolder(str(folder), compress=compress), Progress(io.StringIO()))


def narrowed(only: tuple[str, ...]) -> list[File]:
    files = []
    for file in load_files():
        listings = tuple(pair for pair in file.listings if file.name in only or pair[1].type in only)
        if listings:
            files.append(File(file.name, listings, file.is_list))
    return files


def content(folder: Path, name: str, account: str = ACCOUNT) -> Any:
    return json.loads((folder / "accounts" / account / name).read_bytes())


def missing(folder: Path, account: str = ACCOUNT) -> dict[str, list[str]]:
    """File → the operations that it lacks, but for those that moto does not have."""
    path = folder / "accounts" / account / "missing.json"
    table = json.loads(path.read_bytes()) if path.exists() else {}
    found = {
        file: [one["operation"] for one in refused if one["error"] not in ("NotInMoto", "404")]
        for file, refused in table.items()
    }
    return {file: operations for file, operations in found.items() if operations}


def parts(folder: Path) -> list[Part]:
    return [read_part(file) for file in snapshot_files([str(folder)])]


def code() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", "")
    return buffer.getvalue()


def policy(action: str, **statement: Any) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": action, **statement}]})


class TestIdentities:
    def test_users_groups_roles_and_policies(self, aws: Aws, tmp_path: Path) -> None:
        iam = aws.client("iam")
        iam.create_user(UserName="ann")
        iam.create_group(GroupName="team")
        iam.add_user_to_group(UserName="ann", GroupName="team")
        iam.put_user_policy(UserName="ann", PolicyName="own", PolicyDocument=json.dumps(ALLOW))
        iam.create_role(RoleName="work", AssumeRolePolicyDocument=json.dumps(TRUST))
        arn = iam.create_policy(PolicyName="shared", PolicyDocument=json.dumps(ALLOW))["Policy"]["Arn"]
        iam.attach_role_policy(RoleName="work", PolicyArn=arn)
        run(tmp_path, "identity-providers.json")
        details = content(tmp_path, "authorization-details.json")
        assert [user["UserName"] for user in details["UserDetailList"]] == ["ann"]
        assert details["UserDetailList"][0]["UserPolicyList"][0]["PolicyDocument"] == ALLOW
        assert details["RoleDetailList"][0]["AssumeRolePolicyDocument"] == TRUST
        (part,) = (part for part in parts(tmp_path) if part.users)
        assert part.problems == ()
        assert part.users[0].groups == ("team",)
        assert part.roles[0].attached == (arn,)

    def test_all_pages(self, aws: Aws, tmp_path: Path) -> None:
        for number in range(130):
            aws.client("sns").create_topic(Name=f"topic{number:03}")
        run(tmp_path, "AWS::SNS::Topic")
        topics = [topic["arn"].rpartition(":")[2] for topic in resources(tmp_path, "AWS::SNS::Topic")]
        assert sorted(topics) == [f"topic{number:03}" for number in range(130)]
        assert aws.calls.count("sns:ListTopics") == 2

    def test_identity_providers(self, aws: Aws, tmp_path: Path) -> None:
        iam = aws.client("iam")
        url = "https://token.actions.githubusercontent.com"
        iam.create_open_id_connect_provider(Url=url, ClientIDList=["sts.amazonaws.com"], ThumbprintList=["0" * 40])
        iam.create_saml_provider(SAMLMetadataDocument="m" * 1000, Name="corp")
        run(tmp_path, "identity-providers.json")
        providers = content(tmp_path, "identity-providers.json")
        assert providers["OpenIDConnectProviders"][0]["ClientIDList"] == ["sts.amazonaws.com"]
        assert providers["SAMLProviders"][0]["Arn"] == f"arn:aws:iam::{ACCOUNT}:saml-provider/corp"


class TestWorkloads:
    def test_a_function_without_its_environment(self, aws: Aws, tmp_path: Path) -> None:
        role = aws.client("iam").create_role(RoleName="work", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
        aws.client("lambda").create_function(
            FunctionName="job",
            Runtime="python3.12",
            Role=role,
            Handler="main.x",
            Code={"ZipFile": code()},
            Environment={"Variables": {"PASSWORD": "swordfish"}},
        )
        run(tmp_path, "lambda-functions.json")
        (function,) = content(tmp_path, "lambda-functions.json")["Functions"]
        assert function["Role"] == role
        assert all("swordfish" not in path.read_text() for path in tmp_path.rglob("*.json"))
        workloads = [one for part in parts(tmp_path) for one in part.workloads]
        assert [(one.type, one.role) for one in workloads] == [("AWS::Lambda::Function", role)]

    def test_an_instance_with_a_profile(self, aws: Aws, tmp_path: Path) -> None:
        iam, ec2 = aws.client("iam"), aws.client("ec2")
        profile = iam.create_instance_profile(InstanceProfileName="web")["InstanceProfile"]["Arn"]
        image = ec2.register_image(Name="image")["ImageId"]
        ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, IamInstanceProfile={"Arn": profile}, UserData="secret")
        run(tmp_path, "ec2-instances.json")
        (reservation,) = content(tmp_path, "ec2-instances.json")["Reservations"]
        assert reservation["Instances"][0]["IamInstanceProfile"]["Arn"] == profile
        (workload,) = (one for part in parts(tmp_path) for one in part.workloads)
        assert (workload.type, workload.instance_profile) == ("AWS::EC2::Instance", profile)
        assert workload.arn == f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/{reservation['Instances'][0]['InstanceId']}"

    def test_projects_are_described_in_batches(self, aws: Aws, tmp_path: Path) -> None:
        role = f"arn:aws:iam::{ACCOUNT}:role/build"
        for number in range(102):
            aws.client("codebuild").create_project(
                name=f"project{number:03}",
                source={"type": "S3", "location": "bucket/path"},
                artifacts={"type": "NO_ARTIFACTS"},
                environment={"type": "LINUX_CONTAINER", "image": "x", "computeType": "BUILD_GENERAL1_SMALL"},
                serviceRole=role,
            )
        run(tmp_path, "codebuild-projects.json")
        projects = content(tmp_path, "codebuild-projects.json")["projects"]
        assert len({project["arn"] for project in projects}) == 102
        assert {project["serviceRole"] for project in projects} == {role}
        assert aws.calls.count("codebuild:BatchGetProjects") == 2

    def test_things_that_are_listed_and_described(self, aws: Aws, tmp_path: Path) -> None:
        role = f"arn:aws:iam::{ACCOUNT}:role/work"
        aws.client("ecs").register_task_definition(
            family="web", taskRoleArn=role, containerDefinitions=[{"name": "c", "image": "i", "memory": 1}]
        )
        aws.client("stepfunctions").create_state_machine(name="flow", definition="{}", roleArn=role)
        aws.client("glue").create_job(Name="etl", Role=role, Command={"Name": "glueetl", "ScriptLocation": "s3://b/k"})
        aws.client("sagemaker").create_notebook_instance(
            NotebookInstanceName="lab", InstanceType="ml.t3.medium", RoleArn=role
        )
        run(
            tmp_path,
            "ecs-task-definitions.json",
            "stepfunctions-state-machines.json",
            "glue-jobs.json",
            "sagemaker-notebook-instances.json",
        )
        workloads = {(one.type, one.role) for part in parts(tmp_path) for one in part.workloads}
        names = {one.arn for part in parts(tmp_path) for one in part.workloads}
        assert f"arn:aws:glue:{REGION}:{ACCOUNT}:job/etl" in names
        types = ("ECS::TaskDefinition", "StepFunctions::StateMachine", "Glue::Job", "SageMaker::NotebookInstance")
        assert workloads == {(f"AWS::{type}", role) for type in types}

    def test_every_region_that_is_asked_for(self, aws: Aws, tmp_path: Path) -> None:
        for region in (REGION, "us-west-2", "ap-south-1"):
            aws.client("sqs", region).create_queue(QueueName="q")
        run(tmp_path, "AWS::SQS::Queue", regions=(REGION, "us-west-2"))
        queues = [one["arn"] for one in content(tmp_path, "resource-policies.json") if ":sqs:" in one["arn"]]
        assert queues == [f"arn:aws:sqs:{region}:{ACCOUNT}:q" for region in (REGION, "us-west-2")]


def resources(folder: Path, type: str) -> list[dict[str, Any]]:
    return [one for one in content(folder, "resource-policies.json") if one["type"] == type]


class TestResources:
    def test_a_bucket_with_all_that_shares_it(self, aws: Aws, tmp_path: Path) -> None:
        s3, control = aws.client("s3"), aws.client("s3control")
        s3.create_bucket(Bucket="things", CreateBucketConfiguration={"LocationConstraint": REGION})
        text = policy("s3:GetObject", Resource="arn:aws:s3:::things/*")
        s3.put_bucket_policy(Bucket="things", Policy=text)
        s3.put_bucket_acl(Bucket="things", ACL="public-read")
        block = {
            "BlockPublicAcls": True,
            "IgnorePublicAcls": False,
            "BlockPublicPolicy": False,
            "RestrictPublicBuckets": False,
        }
        s3.put_public_access_block(Bucket="things", PublicAccessBlockConfiguration=block)
        s3.put_bucket_ownership_controls(
            Bucket="things", OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
        )
        account_block = dict.fromkeys(block, True)
        control.put_public_access_block(AccountId=ACCOUNT, PublicAccessBlockConfiguration=account_block)
        run(tmp_path, "AWS::S3::Bucket")
        (bucket,) = resources(tmp_path, "AWS::S3::Bucket")
        assert bucket["arn"] == "arn:aws:s3:::things"
        assert bucket["account"] == ACCOUNT
        assert bucket["policy"] == json.loads(text)
        everyone = {"uri": "http://acs.amazonaws.com/groups/global/AllUsers"}
        assert {"grantee": everyone, "permission": "READ"} in bucket["acl_grants"]
        assert bucket["owner_canonical_id"]
        assert bucket["public_access_block"] == block
        assert bucket["account_public_access_block"] == account_block
        assert bucket["object_ownership"] == "BucketOwnerPreferred"

    def test_access_points_of_a_bucket(self, aws: Aws, tmp_path: Path) -> None:
        aws.client("s3").create_bucket(Bucket="things", CreateBucketConfiguration={"LocationConstraint": REGION})
        control = aws.client("s3control")
        arn = control.create_access_point(AccountId=ACCOUNT, Name="door", Bucket="things")["AccessPointArn"]
        control.put_access_point_policy(AccountId=ACCOUNT, Name="door", Policy=policy("s3:GetObject", Resource="*"))
        run(tmp_path, "AWS::S3::Bucket")
        (bucket,) = resources(tmp_path, "AWS::S3::Bucket")
        (point,) = bucket["access_points"]
        assert (point["arn"], point["name"], point["account"]) == (arn, "door", ACCOUNT)
        assert point["policy"]["Statement"][0]["Principal"] == "*"
        assert point["public_access_block"]["BlockPublicAcls"] is True

    def test_the_account_s_block_is_read_once(self, aws: Aws, tmp_path: Path) -> None:
        for name in ("one-bucket", "two-bucket", "three-bucket"):
            aws.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        run(tmp_path, "AWS::S3::Bucket")
        assert aws.calls.count("s3control:GetPublicAccessBlock") == 1

    def test_a_key_with_its_grants(self, aws: Aws, tmp_path: Path) -> None:
        kms = aws.client("kms")
        key = kms.create_key(Policy=policy("kms:*", Resource="*"))["KeyMetadata"]
        kms.create_grant(
            KeyId=key["KeyId"], GranteePrincipal="arn:aws:iam::999988887777:role/x", Operations=["Decrypt"]
        )
        run(tmp_path, "AWS::KMS::Key")
        (found,) = resources(tmp_path, "AWS::KMS::Key")
        assert found["arn"] == key["Arn"]
        assert found["policy"]["Statement"][0]["Action"] == "kms:*"
        assert found["grants"][0]["granteePrincipal"] == "arn:aws:iam::999988887777:role/x"
        assert found["grants"][0]["operations"] == ["Decrypt"]

    def test_a_shared_snapshot(self, aws: Aws, tmp_path: Path) -> None:
        ec2 = aws.client("ec2")
        volume = ec2.create_volume(AvailabilityZone=f"{REGION}a", Size=1)["VolumeId"]
        snapshot = ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
        ec2.modify_snapshot_attribute(
            SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", UserIds=["999988887777"]
        )
        run(tmp_path, "AWS::EC2::Snapshot")
        (found,) = [one for one in resources(tmp_path, "AWS::EC2::Snapshot") if one["arn"].endswith(snapshot)]
        assert found["configuration"] == {"createVolumePermission": {"groups": [], "userIds": ["999988887777"]}}
        assert found["account"] == ACCOUNT

    @pytest.mark.parametrize(
        ("type", "make"),
        [
            ("AWS::SQS::Queue", "queue"),
            ("AWS::SNS::Topic", "topic"),
            ("AWS::SecretsManager::Secret", "secret"),
            ("AWS::ECR::Repository", "repository"),
            ("AWS::EFS::FileSystem", "file_system"),
            ("AWS::Lambda::Function", "function"),
            ("AWS::DynamoDB::Table", "table"),
        ],
    )
    def test_a_resource_with_a_policy(self, aws: Aws, tmp_path: Path, type: str, make: str) -> None:
        action = getattr(Resources(aws), make)()
        run(tmp_path, type)
        (found,) = resources(tmp_path, type)
        actions = found["policy"]["Statement"][0]["Action"]
        assert action in (actions, *actions)
        read = [one for part in parts(tmp_path) for one in part.resources if one.type == type]
        assert [(one.account, one.policy is not None) for one in read] == [(ACCOUNT, True)]

    def test_a_resource_without_a_policy_lacks_nothing(self, aws: Aws, tmp_path: Path) -> None:
        aws.client("ecr").create_repository(repositoryName="plain")
        aws.client("efs").create_file_system(CreationToken="plain")
        run(tmp_path, "AWS::ECR::Repository", "AWS::EFS::FileSystem")
        assert "policy" not in resources(tmp_path, "AWS::ECR::Repository")[0]
        assert missing(tmp_path) == {}


class Resources:
    """Makes one resource of a kind with a policy, and returns the action that the policy allows."""

    def __init__(self, aws: Aws) -> None:
        self.aws = aws

    def queue(self) -> str:
        sqs = self.aws.client("sqs")
        url = sqs.create_queue(QueueName="q")["QueueUrl"]
        text = policy("sqs:SendMessage", Resource=f"arn:aws:sqs:{REGION}:{ACCOUNT}:q")
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": text})
        return "sqs:SendMessage"

    def topic(self) -> str:
        sns = self.aws.client("sns")
        arn = sns.create_topic(Name="t")["TopicArn"]
        sns.set_topic_attributes(
            TopicArn=arn, AttributeName="Policy", AttributeValue=policy("sns:Publish", Resource=arn)
        )
        return "sns:Publish"

    def secret(self) -> str:
        secrets = self.aws.client("secretsmanager")
        secrets.create_secret(Name="s", SecretString="swordfish")
        text = policy("secretsmanager:GetSecretValue", Resource="*")
        secrets.put_resource_policy(SecretId="s", ResourcePolicy=text)
        return "secretsmanager:GetSecretValue"

    def repository(self) -> str:
        ecr = self.aws.client("ecr")
        ecr.create_repository(repositoryName="repository")
        ecr.set_repository_policy(repositoryName="repository", policyText=policy("ecr:BatchGetImage"))
        return "ecr:BatchGetImage"

    def file_system(self) -> str:
        efs = self.aws.client("efs")
        id = efs.create_file_system(CreationToken="f")["FileSystemId"]
        efs.put_file_system_policy(FileSystemId=id, Policy=policy("elasticfilesystem:ClientMount"))
        return "elasticfilesystem:ClientMount"

    def function(self) -> str:
        role = self.aws.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=json.dumps(TRUST))
        client = self.aws.client("lambda")
        client.create_function(
            FunctionName="f", Runtime="python3.12", Role=role["Role"]["Arn"], Handler="x.y", Code={"ZipFile": code()}
        )
        client.add_permission(FunctionName="f", StatementId="s", Action="lambda:InvokeFunction", Principal="*")
        return "lambda:InvokeFunction"

    def table(self) -> str:
        dynamodb = self.aws.client("dynamodb")
        arn = dynamodb.create_table(
            TableName="t",
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )["TableDescription"]["TableArn"]
        dynamodb.put_resource_policy(ResourceArn=arn, Policy=policy("dynamodb:GetItem", Resource=arn))
        return "dynamodb:GetItem"


class TestPartitions:
    def test_china(self, aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_DEFAULT_REGION", "cn-north-1")
        aws.client("s3", "cn-north-1").create_bucket(
            Bucket="things", CreateBucketConfiguration={"LocationConstraint": "cn-north-1"}
        )
        aws.client("sqs", "cn-north-1").create_queue(QueueName="q")
        types = ("AWS::S3::Bucket", "AWS::SQS::Queue", "AWS::S3::MultiRegionAccessPoint")
        run(tmp_path, *types, regions=("cn-north-1",))
        arns = {one["arn"] for one in content(tmp_path, "resource-policies.json")}
        assert arns == {"arn:aws-cn:s3:::things", f"arn:aws-cn:sqs:cn-north-1:{ACCOUNT}:q"}
        assert missing(tmp_path) == {}
        assert "s3control:ListMultiRegionAccessPoints" not in aws.calls


class TestRefusals:
    def test_a_refused_call_is_named_and_the_rest_goes_on(self, aws: Aws, tmp_path: Path) -> None:
        aws.client("sqs").create_queue(QueueName="q")
        aws.client("s3").create_bucket(Bucket="things", CreateBucketConfiguration={"LocationConstraint": REGION})
        aws.refused = {"s3:GetBucketPolicy": "AccessDenied", "lambda:ListFunctions": "AccessDeniedException"}
        summary = run(tmp_path, "lambda-functions.json", "AWS::Lambda::Function", "AWS::S3::Bucket", "AWS::SQS::Queue")
        assert summary.written == 3
        assert missing(tmp_path) == {
            "lambda-functions.json": ["lambda:list_functions"],
            "resource-policies.json": ["lambda:list_functions", "s3:get_bucket_policy"],
        }
        assert len(resources(tmp_path, "AWS::SQS::Queue")) == 1
        table = json.loads((tmp_path / "accounts" / ACCOUNT / "missing.json").read_bytes())
        (refused,) = (one for one in table["resource-policies.json"] if one["operation"] == "s3:get_bucket_policy")
        assert refused["resource"] == "arn:aws:s3:::things"
        assert refused["message"] == "not authorized to perform: s3:GetBucketPolicy"

    def test_what_was_refused_is_read_again(self, aws: Aws, tmp_path: Path) -> None:
        aws.refused = {"lambda:ListFunctions": "AccessDeniedException"}
        run(tmp_path, "lambda-functions.json", "glue-jobs.json")
        aws.refused = {}
        aws.calls.clear()
        run(tmp_path, "lambda-functions.json", "glue-jobs.json")
        assert "lambda:ListFunctions" in aws.calls
        assert "iam:GetAccountAuthorizationDetails" not in aws.calls
        assert "lambda-functions.json" not in missing(tmp_path)

    def test_identities_that_are_refused_leave_no_file(self, aws: Aws, tmp_path: Path) -> None:
        aws.refused = {"iam:GetAccountAuthorizationDetails": "AccessDenied"}
        run(tmp_path, "glue-jobs.json")
        assert not (tmp_path / "accounts" / ACCOUNT / "authorization-details.json").exists()
        assert missing(tmp_path)["authorization-details.json"] == ["iam:get_account_authorization_details"]

    def test_expired_credentials_stop_it_and_keep_what_is_there(self, aws: Aws, tmp_path: Path) -> None:
        aws.refused = {"codebuild:ListProjects": "ExpiredTokenException"}
        with pytest.raises(CollectError) as caught:
            run(tmp_path, "lambda-functions.json", "codebuild-projects.json", "glue-jobs.json")
        assert caught.value.message == "the credentials have expired"
        assert "goes on where it stopped" in caught.value.help
        assert (tmp_path / "accounts" / ACCOUNT / "lambda-functions.json").exists()
        assert not (tmp_path / "accounts" / ACCOUNT / "codebuild-projects.json").exists()

    def test_no_credentials(self, aws: Aws, tmp_path: Path) -> None:
        aws.refused = {"sts:GetCallerIdentity": "InvalidClientTokenId"}
        with pytest.raises(CollectError, match="AWS does not know the caller"):
            run(tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_an_unknown_profile(self, aws: Aws) -> None:
        with pytest.raises(CollectError, match="nobody"):
            connect("nobody")

    def test_no_boto3(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "boto3", None)
        with pytest.raises(CollectError) as caught:
            connect()
        assert caught.value.message == "`iamscope collect` needs boto3, which is not installed"
        assert caught.value.help == "run `pip install 'iamscope[aws]'`"

    def test_regions_that_cannot_be_listed(self, aws: Aws, tmp_path: Path) -> None:
        aws.refused = {"ec2:DescribeRegions": "UnauthorizedOperation"}
        with pytest.raises(CollectError) as caught:
            run(tmp_path, regions=())
        assert caught.value.help == "name them with `--region`"

    def test_throttling_is_waited_out(self, aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        from moto.core.botocore_stubber import BotocoreStubber

        monkeypatch.setattr("time.sleep", lambda _: None)
        monkeypatch.setattr("botocore.retries.bucket.TokenBucket.acquire", lambda *_, **__: True)
        aws.client("kms").create_key()
        answer = BotocoreStubber.process_request
        throttled: list[Any] = []

        def process(stubber: Any, request: Any) -> Any:
            if request.headers.get("X-Amz-Target") == b"TrentService.ListKeys" and len(throttled) < 2:
                throttled.append(request)
                return 400, {}, '{"__type": "ThrottlingException", "message": "Rate exceeded"}'
            return answer(stubber, request)

        monkeypatch.setattr(BotocoreStubber, "process_request", process)
        run(tmp_path, "AWS::KMS::Key")
        assert len(throttled) == 2
        assert len(resources(tmp_path, "AWS::KMS::Key")) == 1
        assert missing(tmp_path) == {}


class TestFolder:
    @pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
    def test_only_its_owner_can_read_it(self, aws: Aws, tmp_path: Path) -> None:
        run(tmp_path / "new")
        for path in (tmp_path / "new").rglob("*"):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)

    def test_only_reads_are_made_and_no_credentials_are_kept(self, aws: Aws, tmp_path: Path) -> None:
        Resources(aws).secret()
        aws.calls.clear()
        assert run(tmp_path).written == 1 + len(load_files())
        assert [call for call in aws.calls if not call.partition(":")[2].startswith(READS)] == []
        text = "".join(path.read_text() for path in tmp_path.rglob("*.json"))
        assert [value for name, value in CREDENTIALS.items() if value in text and name != "AWS_DEFAULT_REGION"] == []
        assert "swordfish" not in text

    def test_what_is_complete_is_not_read_again(self, aws: Aws, tmp_path: Path) -> None:
        assert run(tmp_path, "lambda-functions.json", "glue-jobs.json").written == 3
        aws.calls.clear()
        summary = run(tmp_path, "lambda-functions.json", "glue-jobs.json")
        assert (summary.written, summary.kept) == (0, 3)
        assert aws.calls == ["sts:GetCallerIdentity"]

    def test_an_interruption_leaves_whole_files_and_is_gone_on_from(
        self, aws: Aws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        replace, count = os.replace, []

        def interrupted(source: str, target: str) -> None:
            count.append(target)
            if len(count) == 4:
                raise KeyboardInterrupt
            replace(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", interrupted)
            with pytest.raises(KeyboardInterrupt):
                run(tmp_path, "lambda-functions.json", "glue-jobs.json", "codebuild-projects.json")
        names = [path.name for path in tmp_path.rglob("*") if path.is_file()]
        assert len(names) == 3
        assert [name for name in names if not name.endswith(".json")] == []
        aws.calls.clear()
        assert run(tmp_path, "lambda-functions.json", "glue-jobs.json", "codebuild-projects.json").kept == 2
        assert "iam:GetAccountAuthorizationDetails" not in aws.calls

    def test_compressed(self, aws: Aws, tmp_path: Path) -> None:
        aws.client("iam").create_user(UserName="ann")
        run(tmp_path, "lambda-functions.json", compress=True)
        path = tmp_path / "accounts" / ACCOUNT / "authorization-details.json.gz"
        assert json.loads(gzip.decompress(path.read_bytes()))["UserDetailList"][0]["UserName"] == "ann"
        assert [user.name for part in parts(tmp_path) for user in part.users] == ["ann"]
        aws.calls.clear()
        run(tmp_path, "lambda-functions.json", compress=True)
        assert "iam:GetAccountAuthorizationDetails" not in aws.calls

    def test_other_settings_need_another_folder(self, aws: Aws, tmp_path: Path) -> None:
        run(tmp_path, "lambda-functions.json")
        with pytest.raises(CollectError) as caught:
            run(tmp_path, "lambda-functions.json", regions=("us-west-2",))
        assert caught.value.message == f"`{tmp_path}` was begun with other settings: `regions`"

    def test_a_folder_of_something_else_is_left_alone(self, aws: Aws, tmp_path: Path) -> None:
        (tmp_path / "thesis.txt").write_text("years of work")
        with pytest.raises(CollectError, match="holds other files"):
            run(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]

    def test_a_broken_file_of_its_own_is_named(self, aws: Aws, tmp_path: Path) -> None:
        (tmp_path / "collection.json").write_text("{")
        with pytest.raises(CollectError, match=r"collection\.json` cannot be read"):
            run(tmp_path)

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_that_cannot_be_written(self, aws: Aws, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        with pytest.raises(CollectError, match="cannot be written: permission denied"):
            run(tmp_path / "new")

    def test_the_reader_finds_no_fault(self, aws: Aws, tmp_path: Path) -> None:
        aws.client("iam").create_role(RoleName="work", AssumeRolePolicyDocument=json.dumps(TRUST))
        Resources(aws).queue()
        run(tmp_path)
        assert [problem.message for part in parts(tmp_path) for problem in part.problems] == []


class TestOrganization:
    @pytest.fixture(name="organization")
    def _organization(self, aws: Aws) -> dict[str, str]:
        client = aws.client("organizations")
        client.create_organization(FeatureSet="ALL")
        root = client.list_roots()["Roots"][0]["Id"]
        client.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
        unit = client.create_organizational_unit(ParentId=root, Name="work")["OrganizationalUnit"]["Id"]
        status = client.create_account(Email="a@example.com", AccountName="app")["CreateAccountStatus"]
        client.move_account(AccountId=status["AccountId"], SourceParentId=root, DestinationParentId=unit)
        deny = {"Statement": [{"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}]}
        made = client.create_policy(
            Content=json.dumps(deny), Name="no users", Description="", Type="SERVICE_CONTROL_POLICY"
        )
        scp = made["Policy"]["PolicySummary"]["Id"]
        client.attach_policy(PolicyId=scp, TargetId=unit)
        return {"account": status["AccountId"], "unit": unit, "scp": scp, "root": root}

    def test_tree_accounts_and_policies(self, aws: Aws, tmp_path: Path, organization: dict[str, str]) -> None:
        summary = run(tmp_path, "lambda-functions.json", organization=True)
        assert summary.accounts == 2
        (part,) = (part for part in parts(tmp_path) if part.organization)
        found = part.organization
        assert found is not None
        assert found.management_account == ACCOUNT
        assert set(found.accounts) == {ACCOUNT, organization["account"]}
        member = found.accounts[organization["account"]]
        assert member.path == (organization["root"], organization["unit"])
        assert organization["scp"] in member.levels[1]
        assert found.policies[organization["scp"]].name == "no users"
        assert part.problems == ()
        assert (tmp_path / "accounts" / organization["account"] / "authorization-details.json").exists()

    def test_each_account_is_read_with_its_own_role(
        self, aws: Aws, tmp_path: Path, organization: dict[str, str]
    ) -> None:
        aws.client("iam").create_user(UserName="only-here")
        run(tmp_path, "lambda-functions.json", organization=True, role="Auditor")
        assert len(content(tmp_path, "authorization-details.json")["UserDetailList"]) == 1
        other = content(tmp_path, "authorization-details.json", organization["account"])
        assert other["UserDetailList"] == []
        assert aws.calls.count("sts:AssumeRole") == 1

    def test_an_account_without_the_role_is_named(self, aws: Aws, tmp_path: Path, organization: dict[str, str]) -> None:
        aws.refused = {"sts:AssumeRole": "AccessDenied"}
        summary = run(tmp_path, "lambda-functions.json", organization=True)
        assert summary.accounts == 2
        assert missing(tmp_path, organization["account"]) == {"missing.json": ["sts:assume_role"]}
        assert (tmp_path / "accounts" / ACCOUNT / "authorization-details.json").exists()
        aws.refused = {}
        run(tmp_path, "lambda-functions.json", organization=True)
        assert missing(tmp_path, organization["account"]) == {}

    def test_no_organization(self, aws: Aws, tmp_path: Path) -> None:
        with pytest.raises(CollectError) as caught:
            run(tmp_path, organization=True)
        assert f"the organisation of account {ACCOUNT} cannot be read" in caught.value.message
        assert "leave out `--organization`" in caught.value.help


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class TestProgress:
    def test_on_a_terminal_one_line_is_replaced_and_taken_away(self) -> None:
        stream = Terminal()
        progress = Progress(stream)
        progress.show("111122223333", 1, 2, "resource-policies.json")
        progress.show("111122223333", 2, 2, "x.json")
        progress.clear()
        lines = stream.getvalue().split("\r")
        assert lines[1] == "account 111122223333 (1 of 2): resource-policies.json"
        assert lines[2] == "account 111122223333 (2 of 2): x.json".ljust(len(lines[1]))
        assert lines[3].strip() == ""
        assert "\n" not in stream.getvalue()

    def test_elsewhere_nothing_is_written(self) -> None:
        stream = io.StringIO()
        progress = Progress(stream)
        progress.show("111122223333", 1, 2, "x.json")
        progress.clear()
        assert stream.getvalue() == ""
