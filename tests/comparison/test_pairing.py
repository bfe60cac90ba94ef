from __future__ import annotations

import json
from collections.abc import Iterable

from iamscope.comparison.pairing import pair
from iamscope.inputs.reading import ReadPolicy, read_policies

Statement = dict[str, str]


def allow(action: str) -> Statement:
    return {"Effect": "Allow", "Action": action, "Resource": "*"}


def file(path: str, *policies: Iterable[str], **named: Iterable[str]) -> list[ReadPolicy]:
    """The policies of a file: a list of them, or an object with names; each is given by its actions."""

    def policy(actions: Iterable[str]) -> object:
        return {"Version": "2012-10-17", "Statement": [allow(action) for action in actions]}

    value = {name: policy(actions) for name, actions in named.items()} or [policy(actions) for actions in policies]
    return read_policies(path, data=json.dumps(value).encode())


def paired(old: list[ReadPolicy], new: list[ReadPolicy]) -> list[tuple[str | None, str | None]]:
    def shown(policy: ReadPolicy | None) -> str | None:
        return None if policy is None else policy.path + policy.name

    return [(shown(item.old), shown(item.new)) for item in pair(old, new)]


def test_a_policy_that_stays_in_its_place_is_compared_with_itself() -> None:
    assert paired(file("a.json", A=["s3:Get*"], B=["sqs:*"]), file("a.json", A=["s3:*"], B=["sqs:Send*"])) == [
        ("a.json/A", "a.json/A"),
        ("a.json/B", "a.json/B"),
    ]


def test_one_taken_out_of_a_list_does_not_shift_the_others() -> None:
    old = file("a.json", ["s3:*"], ["sqs:*"], ["sns:*"])
    assert paired(old, file("a.json", ["sqs:*"], ["sns:*"])) == [
        ("a.json/1", "a.json/0"),
        ("a.json/2", "a.json/1"),
        ("a.json/0", None),
    ]


def test_a_renamed_file_keeps_its_policies() -> None:
    assert paired(file("a.json", ["s3:*"]), file("b.json", ["s3:*"])) == [("a.json/0", "b.json/0")]


def test_a_policy_that_moved_and_changed_is_known_by_half_of_its_statements() -> None:
    old = file("a.json", A=["s3:*", "sqs:*"], B=["ec2:*"])
    new = file("b.json", C=["sqs:*", "iam:*"], D=["kms:*"])
    assert paired(old, new) == [("a.json/A", "b.json/C"), (None, "b.json/D"), ("a.json/B", None)]


def test_the_likest_is_taken_first() -> None:
    old = file("a.json", A=["s3:*", "sqs:*", "sns:*"])
    new = file("b.json", C=["s3:*", "sqs:*", "iam:*"], D=["s3:*", "sqs:*", "sns:*", "kms:*"])
    assert paired(old, new) == [(None, "b.json/C"), ("a.json/A", "b.json/D")]


def test_a_copy_does_not_take_the_earlier_version_from_the_policy_that_changed() -> None:
    old = file("a.json", A=["s3:Get*"])
    new = [*file("b.json", Copy=["s3:Get*"]), *file("a.json", A=["s3:*"])]
    assert paired(old, new) == [(None, "b.json/Copy"), ("a.json/A", "a.json/A")]


def test_every_policy_is_in_one_pair_and_time_stays_bounded_where_all_share_a_statement() -> None:
    old = file("a.json", **{f"P{number}": ["s3:*", f"ec2:{number}"] for number in range(2000)})
    new = file("b.json", **{f"Q{number}": ["s3:*", f"ec2:{number}", f"sqs:{number}"] for number in range(2000)})
    assert paired(old, new) == [(f"a.json/P{number}", f"b.json/Q{number}") for number in range(2000)]
