"""AWS's managed policies, changed so that the answer is known beforehand."""

import copy
import json
from typing import Any

import pytest

from iamscope.logic.decide import Allowed, And, Answer, Not, Proof, Witness, find
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType
from iamscope.spec.managed_policies import managed_policy

NAMES = [
    "AdministratorAccess",
    "AmazonEC2FullAccess",
    "AmazonRDSFullAccess",
    "AmazonSageMakerFullAccess",
    "AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy",
    "AWSLambda_FullAccess",
    "CloudWatchFullAccess",
    "IAMUserChangePassword",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "job-function/DatabaseAdministrator",
    "service-role/AmazonECSInfrastructureRolePolicyForVolumes",
]
NEW_ACTION = "iamscope-test:DoIt"


@pytest.fixture(params=NAMES)
def document(request: pytest.FixtureRequest) -> dict[str, Any]:
    text = managed_policy(f"arn:aws:iam::aws:policy/{request.param}")
    assert text is not None, request.param
    found: dict[str, Any] = json.loads(text)
    if not isinstance(found["Statement"], list):
        found["Statement"] = [found["Statement"]]
    return found


def gained(new: dict[str, Any], existing: dict[str, Any]) -> Answer:
    return find(
        And(Allowed(as_policy(new, PolicyType.IDENTITY)), Not(Allowed(as_policy(existing, PolicyType.IDENTITY))))
    )


def more(document: dict[str, Any], *statements: dict[str, Any]) -> dict[str, Any]:
    return document | {"Statement": [*document["Statement"], *statements]}


def turned_round(value: Any) -> Any:
    """The same lists and members from back to front."""
    if isinstance(value, dict):
        return {name: turned_round(value[name]) for name in reversed(value)}
    return [turned_round(item) for item in reversed(value)] if isinstance(value, list) else value


def test_the_order_means_nothing(document: dict[str, Any]) -> None:
    assert gained(document, turned_round(document)) == Proof()
    assert gained(turned_round(document), document) == Proof()


def test_a_deny_takes_away(document: dict[str, Any]) -> None:
    denied = more(document, {"Effect": "Deny", "Action": "*", "Resource": "*"})
    assert gained(denied, document) == Proof()
    assert isinstance(gained(document, denied), Witness)


def test_a_new_action_is_found(document: dict[str, Any]) -> None:
    allowed = any("NotAction" in each or each["Action"] in ("*", ["*"]) for each in document["Statement"])
    answer = gained(more(document, {"Effect": "Allow", "Action": NEW_ACTION, "Resource": "arn:aws:x:::y"}), document)
    if allowed:
        assert answer == Proof()
    else:
        assert isinstance(answer, Witness)
        assert (answer.action, answer.resource) == (NEW_ACTION, "arn:aws:x:::y")


def test_a_condition_on_everything_takes_away(document: dict[str, Any]) -> None:
    bound = copy.deepcopy(document)
    for statement in bound["Statement"]:
        if statement["Effect"] == "Allow":
            statement["Condition"] = statement.get("Condition", {}) | {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    assert gained(bound, document) == Proof()
    answer = gained(document, bound)
    assert isinstance(answer, Witness)
    assert not str(answer.context.get("aws:SourceIp", "")).startswith("192.0.2.")


def test_statements_taken_away_give_nothing(document: dict[str, Any]) -> None:
    allows = [statement for statement in document["Statement"] if statement["Effect"] == "Allow"]
    denies = [statement for statement in document["Statement"] if statement["Effect"] == "Deny"]
    assert gained(document | {"Statement": denies + allows[::2]}, document) == Proof()
