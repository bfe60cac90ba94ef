"""What an account holds, as the relations of escalation methods ask for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, partial

from iamscope.access.trust_graph.answers import Answer, Lookup, Value
from iamscope.access.trust_graph.arn_index import ArnIndex
from iamscope.access.trust_graph.callers import service_lookup
from iamscope.access.trust_graph.classes import View
from iamscope.access.trust_graph.directory import Directory
from iamscope.access.trust_graph.permissions import Target
from iamscope.access.trust_graph.trust import Trust, TrustIndex
from iamscope.logic.patterns import intersects
from iamscope.syntax.variables import without_variables

#: What makes a principal an administrator: it can change what it, and everyone else, is allowed to do.
ADMINISTRATION = ("iam:attachrolepolicy", "iam:putrolepolicy", "iam:attachuserpolicy", "iam:putuserpolicy")
#: A name that no policy singles out.
_PROBE = "iamscope-probe"
_PERMISSION_SET_ROLE = re.compile(r":role/aws-reserved/sso\.amazonaws\.com/(?:.*/)?AWSReservedSSO_.+_[0-9a-f]{16}")


class Inventory:
    """The inventories of all accounts of a directory."""

    def __init__(self, directory: Directory, trusts: TrustIndex) -> None:
        self._directory = directory
        self._trusts = trusts
        self._accounts: dict[str, AccountInventory] = {}

    @cached_property
    def _principals(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, principal in enumerate(self._directory.principals):
            found[principal.account].append(number)
        return found

    @cached_property
    def _services(self) -> dict[str, dict[str, list[tuple[int, Trust]]]]:
        """By account and service: the roles, each with the statement that lets the service in."""
        found: dict[str, dict[str, list[tuple[int, Trust]]]] = defaultdict(lambda: defaultdict(list))
        for trust in self._trusts.allowing:
            for service in trust.named.services:
                for role in trust.roles:
                    found[self._directory.principals[role].account][service].append((role, trust))
        return found

    @cached_property
    def _workloads(self) -> dict[str, dict[str, dict[str, list[int]]]]:
        """By account and type: the ARNs of workloads with the roles that they carry."""
        found: dict[str, dict[str, dict[str, list[int]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        if not self._directory.workloads:
            return found
        # paths are left out: some workloads tell but the names, which are unique in an account
        carried = {}
        for number, principal in enumerate(self._directory.principals):
            if principal.is_role:
                carried[_without_path(principal.arn)] = number
            for profile in principal.instance_profiles:
                carried[_without_path(profile)] = number
        for workload in self._directory.workloads:
            role = carried.get(_without_path(workload.role or workload.instance_profile))
            if role is not None:
                found[workload.account][workload.type][workload.arn].append(role)
        return found

    @cached_property
    def _providers(self) -> dict[str, dict[str, list[int]]]:
        """By account: the identity providers with the roles that trust them."""
        found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for trust in self._trusts.federated:
            for provider in trust.named.federated:
                for role in trust.roles:
                    found[self._directory.principals[role].account][provider].append(role)
        return found

    def of(self, account: str) -> AccountInventory:
        """The inventory of an account."""
        found = self._accounts.get(account)
        if found is None:
            found = self._accounts[account] = AccountInventory(
                self._directory,
                account,
                self._principals[account],
                self._services.get(account, {}),
                self._workloads.get(account, {}),
                self._providers.get(account, {}),
                self._trusts,
            )
        return found


class AccountInventory:
    """What one account holds; principals are numbers of the directory."""

    def __init__(
        self,
        directory: Directory,
        account: str,
        principals: Sequence[int],
        services: dict[str, list[tuple[int, Trust]]],
        workloads: dict[str, dict[str, list[int]]],
        providers: dict[str, list[int]],
        trusts: TrustIndex,
    ) -> None:
        self._directory = directory
        self._account = account
        self._principals = principals
        self._services = services
        self._workloads = workloads
        #: The SAML and OpenID Connect providers with the roles that trust them.
        self.providers = providers
        self._trusts = trusts
        self._trusting: dict[str, dict[int, Answer]] = {}
        self._targets: dict[str, Target] = {}

    @cached_property
    def _partition(self) -> str:
        return self._directory.principals[self._principals[0]].arn.split(":", 2)[1] if self._principals else "aws"

    @cached_property
    def roles(self) -> ArnIndex:
        """The roles."""
        return self._index(is_role=True)

    @cached_property
    def users(self) -> ArnIndex:
        """The users."""
        return self._index(is_role=False)

    def _index(self, *, is_role: bool) -> ArnIndex:
        numbers = [number for number in self._principals if self._directory.principals[number].is_role == is_role]
        return ArnIndex(numbers, self._directory.arn)

    def roles_of_service(self, service: str) -> dict[int, Answer]:
        """The roles whose trust policy lets a service assume them on behalf of the account."""
        found = self._trusting.get(service)
        if found is None:
            found = self._trusting[service] = {}
            lookup = service_lookup(service, self._account, self._directory.organization)
            for role, trust in self._services.get(service, ()):
                answer = self._lets_in(role, trust, service, lookup)
                if answer is not Answer.NO:
                    found[role] = max(answer, found.get(role, Answer.NO))
        return found

    def _lets_in(self, role: int, trust: Trust, service: str, lookup: Lookup) -> Answer:
        target = self._directory.target(role)
        found = trust.conditions(lookup, target)
        for deny in self._trusts.denying.get(role, ()):
            if deny.named.everyone or service in deny.named.services:
                found = min(found, Answer(Answer.YES - deny.conditions(lookup, target)))
        return found

    def workloads(self, type: str) -> dict[str, list[int]]:
        """The workloads of a CloudFormation type with the roles that they carry."""
        return self._workloads.get(type, {})

    def roles_of_provider(self, provider: str) -> dict[int, Answer]:
        """The roles whose trust policy lets users of an identity provider in; for whom, it leaves open."""
        return dict.fromkeys(self.providers.get(provider, ()), Answer.OPEN)

    @cached_property
    def group_arns(self) -> dict[str, str]:
        """The ARNs of the groups by name."""
        return {
            name: group.arn for (account, name), group in self._directory.groups.items() if account == self._account
        }

    @cached_property
    def groups(self) -> dict[str, list[int]]:
        """The groups with their members."""
        found: dict[str, list[int]] = {}
        for number in self.users.all:
            for name in self._directory.principals[number].groups:
                group = self._directory.groups.get((self._account, name))
                if group is not None:
                    found.setdefault(group.arn, []).append(number)
        return found

    @cached_property
    def _policies(self) -> dict[str, list[int]]:
        """The customer managed policies with the principals that they are attached to, through groups as well."""
        found: dict[str, list[int]] = {}
        own = f":iam::{self._account}:policy/"
        for number in self._principals:
            principal = self._directory.principals[number]
            attached = set(principal.attached)
            for name in principal.groups:
                group = self._directory.groups.get((self._account, name))
                attached.update(group.attached if group is not None else ())
            for arn in attached:
                if own in arn:
                    found.setdefault(arn, []).append(number)
        return found

    def editable_policies(self, principals: Iterable[int]) -> dict[str, list[int]]:
        """The customer managed policies that are attached to one of these principals, with which."""
        wanted = {number for number in principals if not self._directory.is_kept_by_aws(number)}
        found = {arn: [number for number in numbers if number in wanted] for arn, numbers in self._policies.items()}
        return {arn: numbers for arn, numbers in found.items() if numbers}

    @cached_property
    def permission_sets(self) -> dict[str, list[int]]:
        """The roles of Identity Center, by permission set, if it is this account that keeps it: the management account.

        Which permission set a role belongs to is not told; any may be rewritten.
        """
        organization = self._directory.organization
        if organization is not None and organization.management_account != self._account:
            return {}
        roles = [
            number
            for number, principal in enumerate(self._directory.principals)
            if _PERMISSION_SET_ROLE.search(principal.arn)
            and (organization is not None or principal.account == self._account)
        ]
        return {f"arn:{self._partition}:sso:::permissionSet/ssoins-{_PROBE}/ps-{_PROBE}": roles} if roles else {}

    def target(self, arn: str) -> Target:
        """Something in the account as what is called."""
        found = self._targets.get(arn)
        if found is None:
            found = self._targets[arn] = self._directory.target_in(arn, self._account)
        return found

    def passed_roles(self, role: int, service: str) -> list[Target]:
        """A role as what is passed to a service, by each name that the service has in the partition."""
        arn, lookup = self._directory.target(role)
        names = [service, f"{service}.cn"] if arn.startswith("arn:aws-cn:") else [service]
        return [Target(arn, partial(_passed_value, name, lookup)) for name in names]

    def examples(self, action: str, view: View) -> list[Target]:
        """Resources that an action might be about: new ones of its kinds, and those that some policy allows by name."""
        patterns = _formats(action, self._partition, self._account)
        if not patterns:
            return [self.target("*")]
        found = [self.target(pattern.replace("*", _PROBE)) for pattern in patterns]
        named = {
            wanted
            for allows in (view.allows, *view.required)
            for permission in allows
            if not permission.excluded
            for wanted in permission.patterns
            if wanted != "*" and any(intersects(wanted, pattern) for pattern in patterns)
        }
        return found + [self.target(wanted.replace("*", _PROBE).replace("?", "x")) for wanted in sorted(named)]

    def administrator_answer(self, asked: Callable[[int, Target], Answer]) -> Answer:
        """Whether every action of administration passes a question on principals that no policy singles out."""
        found = Answer.YES
        for action in ADMINISTRATION:
            kind = "role" if "role" in action else "user"
            target = self.target(f"arn:{self._partition}:iam::{self._account}:{kind}/{_PROBE}")
            found = min(found, asked(self._directory.actions.bit(action), target))
        return found


def _without_path(arn: str) -> str:
    """The ARN of a role or instance profile without its path."""
    kind, slash, rest = arn.partition("/")
    return kind + slash + rest.rpartition("/")[2]


def _passed_value(service: str, lookup: Lookup, key: str) -> Value:
    return service if key == "iam:passedtoservice" else lookup(key)


@lru_cache(maxsize=4096)
def _formats(action: str, partition: str, account: str) -> tuple[str, ...]:
    """Patterns of the ARNs that an action can be about in an account; none if it knows no resources."""
    from iamscope.spec import load

    spec = load()
    known = spec.action(action)
    service = None if known is None else spec.service(known.service)
    if known is None or service is None:
        return ("*",)
    formats = []
    for name, _ in known.resource_types:
        kind = service.resource_types.get(name)
        for text in kind.arn_formats if kind is not None else ():
            here = text.replace("${Partition}", partition).replace("${Account}", account)
            formats.append(without_variables(here))
    return tuple(formats)
