"""Who comes in from outside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from accounts import Account, organization, trust
from graphs import graph_of, outside

ONE, FOREIGN = "111111111111", "999999999999"
GITHUB = "token.actions.githubusercontent.com"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (None, {"* open"}),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*"}}, {"* open"}),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ONE}:role/*"}}, set()),
        ({"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{FOREIGN}:role/*"}}, {f"arn:aws:iam::{FOREIGN}:root open"}),
        ({"ArnNotEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ONE}:role/x"}}, {"* open"}),
        ({"StringEquals": {"aws:PrincipalAccount": [ONE, FOREIGN]}}, {f"arn:aws:iam::{FOREIGN}:root open"}),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-exampleorg1"}}, set()),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-anotherorg1"}}, {"o-anotherorg1 open"}),
        ({"StringEquals": {"sts:ExternalId": "x"}}, {"*? open"}),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, {"*? open"}),
    ],
)
def test_everyone(tmp_path: Path, condition: Any, expected: set[str]) -> None:
    account = Account(ONE)
    account.role("open", [trust("*", **({"Condition": condition} if condition else {}))])
    found = outside(graph_of(tmp_path, account, org=organization(ONE)))
    named = {edge.replace("?", "") for edge in found if not edge.startswith("*")}
    assert {edge for edge in found if edge.startswith("*")} | named == expected


def test_other_accounts_and_providers(tmp_path: Path) -> None:
    account = Account(ONE)
    provider = account.arn(f"oidc-provider/{GITHUB}")
    condition = {"StringEquals": {f"{GITHUB}:aud": "sts.amazonaws.com"}}
    account.role("vendor", [trust({"AWS": FOREIGN})])
    account.role("collector", [trust({"AWS": f"arn:aws:iam::{FOREIGN}:role/collector"})])
    account.role("ci", [trust({"Federated": provider}, "sts:AssumeRoleWithWebIdentity", Condition=condition)])
    account.role("member", [trust({"AWS": "222222222222"})])
    account.role("gone", [trust({"AWS": "AROAEXAMPLEEXAMPLE"})])
    assert outside(graph_of(tmp_path, account, org=organization(ONE, "222222222222"))) == {
        f"arn:aws:iam::{FOREIGN}:root vendor",
        f"arn:aws:iam::{FOREIGN}:role/collector collector",
        f"{provider}? ci",
    }
