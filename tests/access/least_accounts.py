"""The least account in which an escalation method works: an attacker with its permissions, and what they are on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from accounts import ADMINISTRATOR_POLICY, Account, allow, trust, write

from iamscope.access.methods import Caller, Method, Permission, Relation, Target
from iamscope.access.model import Part, Workload
from iamscope.access.trust_graph.build import build_graph
from iamscope.access.trust_graph.graph import TrustGraph
from iamscope.inputs.snapshots import read_snapshot
from iamscope.source import Source
from iamscope.spec import load
from iamscope.syntax.document import Document

ONE = "111111111111"
PLACE = Document(Source("workloads.json", "null"), None).root
RESERVED = "/aws-reserved/sso.amazonaws.com/"


class LeastAccount:
    """An account for one method; `attacker` is its caller, `victim` the principal that is gained."""

    def __init__(self, method: Method) -> None:
        self.method = method
        self.account = Account(ONE)
        self.is_role = method.caller is Caller.ROLE
        self.attacker = self.account.arn("role/attacker" if self.is_role else "user/attacker")
        self.workload = self._workload_arn()
        self.victim = self._add_victim()
        self._attached = self._add_things()

    def _workload_arn(self) -> str:
        on = [each for each in self.method.permissions if each.on is Relation.WORKLOAD]
        return resource_of(on[0].action) if on else f"arn:aws:toy:eu-west-1:{ONE}:thing/one"

    def _add_victim(self) -> str:
        method = self.method
        if method.target is Target.USER:
            return self.account.user("victim")
        if method.target is Target.PERMISSION_SET:
            path = f"{RESERVED}eu-west-1/"
            return self.account.role("AWSReservedSSO_Admin_0123456789abcdef", [trust(self.saml)], path=path)
        if method.target is Target.ROLE:
            return self.account.role("victim", self._trusted(), profile=method.instance_profile)
        return self.attacker

    @property
    def saml(self) -> dict[str, str]:
        """A SAML provider as a principal."""
        return {"Federated": self.account.arn("saml-provider/corporate")}

    def _trusted(self) -> list[Any]:
        """Whom the trust policy of the victim must name."""
        method = self.method
        if any(each.on is Relation.PROVIDER for each in method.permissions):
            return [trust(self.saml, "sts:AssumeRoleWithSAML")]
        if method.federated:
            return [trust({"Federated": str(method.passed_to)}, "sts:AssumeRoleWithWebIdentity")]
        if method.passed_to is not None:
            return [trust({"Service": method.passed_to})]
        return [trust({"AWS": self.attacker})] if method.mechanism == "assume" else []

    def _add_things(self) -> list[str]:
        """Adds what the permissions are on; the policies that are attached to the attacker."""
        relations = {each.on: each for each in self.method.permissions}
        if Relation.HELPER_ROLE in relations:
            service = str(relations[Relation.HELPER_ROLE].passed_to)
            self.account.role("helper", [trust({"Service": service})])
        if Relation.GROUP in relations:
            attached = [ADMINISTRATOR_POLICY] if self.method.target is Target.GROUP else []
            self.account.group("people", attached=attached)
        return [self.account.managed("own")] if Relation.ATTACHED_POLICY in relations else []

    def resource(self, permission: Permission) -> str:
        """What a permission must be allowed on, and nothing more."""
        found = {
            Relation.TARGET: self.victim,
            Relation.PASSED_ROLE: self.victim,
            Relation.HELPER_ROLE: self.account.arn("role/helper"),
            Relation.WORKLOAD: self.workload,
            Relation.ATTACHED_POLICY: self.account.arn("policy/own"),
            Relation.GROUP: self.account.arn("group/people"),
            Relation.PROVIDER: self.saml["Federated"],
        }
        return found.get(permission.on, "*")

    def statements(self, *, without: Permission | None = None) -> list[Any]:
        """Statements that allow the permissions, without one of them if asked."""
        return [
            allow(each.action, self.resource(each), **_condition(each))
            for each in self.method.permissions
            if each != without
        ]

    def graph(self, folder: Path, *statements: Any, org: Any = None, boundary: str | None = None) -> TrustGraph:
        """The graph of the account whose attacker is allowed this."""
        joins = any(each.on is Relation.GROUP for each in self.method.permissions)
        if self.is_role:
            self.account.role("attacker", [], statements, attached=self._attached, boundary=boundary)
        else:
            groups = ["people"] if joins and self.method.target is Target.SELF else []
            self.account.user("attacker", statements, attached=self._attached, groups=groups, boundary=boundary)
        parts = list(read_snapshot([str(write(folder, self.account, org=org))]))
        if self.method.workload is not None:
            carried = Workload(self.workload, self.method.workload, ONE, self.victim, PLACE)
            parts.append(Part(path="workloads.json", workloads=(carried,)))
        return build_graph(lambda function: map(function, parts), [self.method])


def _condition(permission: Permission) -> dict[str, Any]:
    if permission.passed_to is None:
        return {}
    return {"Condition": {"StringEquals": {"iam:PassedToService": permission.passed_to}}}


def resource_of(action: str) -> str:
    """The ARN of something that an action is about."""
    known = load().action(action)
    assert known is not None
    service = load().service(known.service)
    assert service is not None
    name, _ = known.resource_types[0]
    text = service.resource_types[name].arn_formats[0]
    for variable, value in (("Partition", "aws"), ("Region", "eu-west-1"), ("Account", ONE)):
        text = text.replace(f"${{{variable}}}", value)
    while "${" in text:
        start = text.index("${")
        text = text[:start] + "one" + text[text.index("}", start) + 1 :]
    return text
