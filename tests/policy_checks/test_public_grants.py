"""What rules ask of resource policies whose resource only the service knows."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from iamscope.cli.main import cli

QUEUE = """
Resources:
  Queue:
    Type: AWS::SQS::Queue
  Topic:
    Type: AWS::SNS::Topic
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Queue]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: "*"
            Action: sqs:SendMessage
            Resource: {resource}
            Condition: {condition}
"""


def found(folder: Path, name: str, text: str) -> list[tuple[int, str]]:
    """Line and message of each finding."""
    (folder / name).write_text(text, "utf-8")
    asked = ["check", str(folder / name), "--no-config", "--select", "PUBLIC_RESOURCE_POLICY", "--format", "jsonl"]
    lines = CliRunner().invoke(cli, asked).stdout.splitlines()
    return [(each["locations"][0]["span"]["start"]["line"], each["message"]) for each in map(json.loads, lines)]


@pytest.mark.parametrize("resource", ['"*"', "!GetAtt Queue.Arn", "[!GetAtt Queue.Arn]", "!Ref Queue"])
def test_template(tmp_path: Path, resource: str) -> None:
    text = QUEUE.format(resource=resource, condition="{}")
    assert found(tmp_path, "queue.yaml", text) == [(15, "anyone may call `sqs:SendMessage`")]


@pytest.mark.parametrize(
    "condition",
    [
        "{ArnEquals: {aws:SourceArn: !Ref Topic}}",
        "{StringEquals: {aws:SourceAccount: !Ref AWS::AccountId}}",
        "{StringEquals: {aws:PrincipalOrgID: !ImportValue organization}}",
    ],
)
def test_a_condition_that_is_not_known_may_keep_out(tmp_path: Path, condition: str) -> None:
    assert found(tmp_path, "queue.yaml", QUEUE.format(resource="!GetAtt Queue.Arn", condition=condition)) == []


def test_terraform(tmp_path: Path) -> None:
    text = """
variable "name" {}
resource "aws_sqs_queue" "orders" { name = var.name }
resource "aws_sqs_queue_policy" "orders" {
  queue_url = aws_sqs_queue.orders.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = ["sqs:SendMessage", "sqs:ReceiveMessage"]
        Resource  = aws_sqs_queue.orders.arn
      },
      {
        Effect    = "Allow"
        Principal = var.name
        Action    = "sqs:DeleteMessage"
        Resource  = aws_sqs_queue.orders.arn
      },
    ]
  })
}
"""
    assert found(tmp_path, "main.tf", text) == [(11, "anyone may call `sqs:ReceiveMessage`")]
