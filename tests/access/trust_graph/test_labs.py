"""Labs that others published, as small accounts: each leads where its authors say, and near misses lead nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from accounts import ADMINISTRATOR, ADMINISTRATOR_POLICY, Account, allow, deny, organization, trust, write
from graphs import short
from least_accounts import PLACE

from iamscope.access.methods import load_methods
from iamscope.access.model import Part, Workload
from iamscope.access.trust_graph.build import build_graph
from iamscope.access.trust_graph.paths import Paths
from iamscope.access.trust_graph.reach import administration
from iamscope.inputs.snapshots import read_snapshot

ONE = "111111111111"
LABS = Path(__file__).parent / "labs"
Lab = dict[str, Any]


def labs() -> Iterator[Any]:
    """All labs, by file and name."""
    for file in sorted(LABS.glob("*.json")):
        for number, lab in enumerate(json.loads(file.read_text("utf-8"))["labs"]):
            yield pytest.param(lab, id=f"{file.stem}-{number}-{lab['labs'][0]}")


class LabAccount:
    """The account of a lab. Its statements are kept apart, so that a near miss can change one of them."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.account = Account(ONE)
        self.allowed = [self.statement(text) for text in lab["allows"]]
        self.is_role = lab.get("attacker") == "role"
        self.boundary: list[Any] | None = self.allowed if lab.get("bounded") else None

    def statement(self, text: str) -> Any:
        """A statement from `action resource if key=value`; a `?` at the end says that it is not needed."""
        text, _, condition = text.removesuffix(" ?").partition(" if ")
        action, _, resource = text.partition(" ")
        if "/" in resource and not resource.startswith("arn:"):
            resource = self.account.arn(resource)
        if not condition:
            return allow(action, resource or "*")
        key, _, value = condition.partition("=")
        return allow(action, resource or "*", Condition={"StringEquals": {key: value}})

    def path(self, folder: Path, *, denied: Iterable[Any] = ()) -> list[str]:
        """The steps of the attacker's way to an administrator; `denied` are statements of an SCP."""
        self._add()
        org = organization("999999999999", ONE, scps={ONE: list(denied)})
        parts = list(read_snapshot([str(write(folder, self.account, org=org))]))
        carried = tuple(
            Workload(arn, type, ONE, self.account.arn(f"role/{role}"), PLACE)
            for type, arn, role in self.lab.get("workloads", ())
        )
        parts.append(Part(path="workloads.json", workloads=carried))
        graph = build_graph(lambda function: map(function, parts), load_methods())
        source = graph.number(self.account.arn("role/attacker" if self.is_role else "user/attacker"))
        assert source is not None
        for path in Paths(graph).find([source], administration(graph)):
            return [
                f"{short(graph.node(edge.source).id)} {edge.mechanism}{'?' if edge.conditional else ''} "
                f"{short(graph.node(edge.target).id)}"
                for edge in path.edges
            ] or ["is an administrator"]
        return []

    def _add(self) -> None:
        lab, account = self.lab, self.account
        for name, policy in lab.get("policies", {}).items():
            allowed = [self.statement(text) for text in policy.get("allows", ())]
            refused = [deny(text) for text in policy.get("denies", ())]
            account.managed(name, *allowed, *refused, old=[self.statement(text) for text in policy.get("old", ())])
        if self.boundary is not None:
            account.managed("boundary", *self.boundary)
        for name, group in lab.get("groups", {}).items():
            account.group(name, attached=_administrator(group))
        for name, role in lab.get("roles", {}).items():
            account.role(name, self._trusted(role), **self._principal(role), profile=role.get("profile", False))
        for name, user in lab.get("users", {}).items():
            account.user(name, **self._principal(user))
        statements = [*self.allowed, *lab.get("statements", ())]
        if lab.get("denied"):  # everything, but what gets rid of it
            statements = [*statements, {**deny("*"), "NotAction": [text.split()[0] for text in lab["allows"]]}]
            del statements[-1]["Action"]
        attached = [account.arn(f"policy/{name}") for name in lab.get("attached", ())]
        boundary = account.arn("policy/boundary") if self.boundary is not None else None
        if self.is_role:
            account.role("attacker", [], statements, attached=attached, boundary=boundary)
        else:
            groups = [name for name, group in lab.get("groups", {}).items() if "attacker" in group.get("members", ())]
            account.user("attacker", statements, attached=attached, groups=groups, boundary=boundary)

    def _principal(self, told: Lab) -> dict[str, Any]:
        allowed = [*(self.statement(text) for text in told.get("allows", ())), *told.get("statements", ())]
        own = [self.account.arn(f"policy/{name}") for name in told.get("attached", ())]
        return {"allowed": allowed, "attached": [*own, *_administrator(told)]}

    def _trusted(self, role: Lab) -> list[Any]:
        trusts = role["trusts"]
        if trusts == "@account":
            return [trust(self.account.root)]
        if trusts == "@attacker":
            return [trust({"AWS": self.account.arn("user/attacker")})]
        services = [trusts] if isinstance(trusts, str) else trusts
        return [trust({"Service": [f"{service}.amazonaws.com" for service in services]})]


def _administrator(told: Lab) -> list[str]:
    return [ADMINISTRATOR_POLICY] if told.get("admin") else []


EACH = pytest.mark.parametrize("lab", list(labs()))


@EACH
def test_a_lab_leads_where_its_authors_say(tmp_path: Path, lab: Lab) -> None:
    assert LabAccount(lab).path(tmp_path) == lab["path"]


def needed() -> Iterator[Any]:
    """The permissions of the labs, one by one, that their techniques need."""
    for each in labs():
        lab = each.values[0]
        for number, text in enumerate(lab["allows"] if lab["path"] and not lab.get("trusted_by_name") else ()):
            if not text.endswith(" ?"):
                yield pytest.param(lab, number, id=f"{each.id}-{text.split()[0]}")


#: Conditions that no request of the attacker fulfils; each permission is tried with one of them.
IMPOSSIBLE: list[Any] = [
    {"StringEquals": {"aws:PrincipalOrgID": "o-somebodyelse"}},
    {"StringEquals": {"aws:PrincipalTag/team": "security"}},
    {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/*elsewhere*"}},
    {"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}},
]
NEEDED = pytest.mark.parametrize(("lab", "number"), list(needed()))


@NEEDED
class TestNearMisses:
    """What every lab needs, and what stops it: each time one statement of the attacker is changed."""

    def test_a_permission_is_missing(self, tmp_path: Path, lab: Lab, number: int) -> None:
        account = LabAccount(lab)
        del account.allowed[number]
        assert account.path(tmp_path) == []

    def test_it_is_for_something_else(self, tmp_path: Path, lab: Lab, number: int) -> None:
        account = LabAccount(lab)
        account.allowed[number]["Resource"] = "arn:aws:s3:::elsewhere"
        assert account.path(tmp_path) == []

    def test_a_condition_cannot_hold(self, tmp_path: Path, lab: Lab, number: int) -> None:
        account = LabAccount(lab)
        account.allowed[number]["Condition"] = IMPOSSIBLE[(len(lab["labs"][0]) + number) % len(IMPOSSIBLE)]
        assert account.path(tmp_path) == []

    def test_a_boundary_leaves_it_out(self, tmp_path: Path, lab: Lab, number: int) -> None:
        account = LabAccount(lab)
        action = account.allowed[number]["Action"]
        bounds = {"Effect": "Allow", "NotAction": action, "Resource": "*"}
        account.boundary = [bounds] if account.boundary is None else [deny(action), *deepcopy(account.boundary)]
        assert account.path(tmp_path) == []

    def test_the_organisation_denies_it(self, tmp_path: Path, lab: Lab, number: int) -> None:
        account = LabAccount(lab)
        assert account.path(tmp_path, denied=[deny(account.allowed[number]["Action"])]) == []


PASSED = [each for each in labs() if any(text.startswith("iam:PassRole") for text in each.values[0]["allows"])]


@pytest.mark.parametrize("lab", PASSED)
class TestPassedRoles:
    def test_the_role_trusts_another_service(self, tmp_path: Path, lab: Lab) -> None:
        lab = deepcopy(lab)
        for role in lab["roles"].values():
            role["trusts"] = "polly"
        assert LabAccount(lab).path(tmp_path) == []

    def test_it_may_be_passed_to_another_service(self, tmp_path: Path, lab: Lab) -> None:
        account = LabAccount(lab)
        for statement in account.allowed:
            if statement["Action"] == "iam:PassRole":
                statement["Condition"] = {"StringEquals": {"iam:PassedToService": "polly.amazonaws.com"}}
        assert account.path(tmp_path) == []


def test_an_administrator_needs_no_lab(tmp_path: Path) -> None:
    lab = {"labs": ["none"], "allows": [], "statements": [ADMINISTRATOR], "path": []}
    assert LabAccount(lab).path(tmp_path) == ["is an administrator"]
