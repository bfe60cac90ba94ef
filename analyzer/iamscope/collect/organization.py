"""Reads an organisation: its tree of units, its accounts, and the policies that are attached to each."""

from __future__ import annotations

from typing import Any

from iamscope.collect.aws import CollectError
from iamscope.collect.calls import Collector, decoded
from iamscope.collect.table import Call, Listing, Step

_SERVICE = "organizations"
_POLICY_TYPES = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
_ACCOUNT = (("Id", "item.Id"), ("Name", "item.Name"), ("Status", "item.State || item.Status"))
_UNIT = (("Id", "item.Id"), ("Name", "item.Name"))


def read_organization(collector: Collector) -> dict[str, Any]:
    """The organisation of an account as `organization.json` has it; raises CollectError where it cannot be read."""
    account = collector.account
    found = _list(
        collector, "describe_organization", "Organization", (("Id", "item.Id"), ("Main", "item.MasterAccountId"))
    )
    roots = _list(collector, "list_roots", "Roots", (*_UNIT, ("Types", "item.PolicyTypes")))
    if not found or not roots:
        last = collector.missing[-1] if collector.missing else None
        raise CollectError(
            f"the organisation of account {account.id} cannot be read" + (f": {last.message}" if last else ""),
            "use credentials of the management account or of a delegated administrator, or leave out `--organization`",
        )
    root = roots[0]
    enabled = [one["Type"] for one in root.get("Types", ()) if one.get("Status") == "ENABLED"]
    reader = _Tree(collector, [type for type in _POLICY_TYPES if type in enabled])
    tree = reader.unit({"Id": root["Id"], "Name": root["Name"]})
    return {
        "Id": found[0]["Id"],
        "ManagementAccountId": found[0]["Main"],
        "Root": tree,
        "Policies": reader.policies,
    }


def accounts_of(organization: dict[str, Any]) -> list[str]:
    """The ids of the accounts that are in use, sorted."""
    found: list[str] = []
    pending = [organization["Root"]]
    while pending:
        unit = pending.pop()
        pending += unit["OrganizationalUnits"]
        found += [account["Id"] for account in unit["Accounts"] if account.get("Status", "ACTIVE") == "ACTIVE"]
    return sorted(found)


class _Tree:
    """Reads units from the root down, and each policy when it is first met."""

    def __init__(self, collector: Collector, policy_types: list[str]) -> None:
        self.policies: dict[str, dict[str, Any]] = {}
        self._collector = collector
        self._policy_types = policy_types

    def unit(self, unit: dict[str, Any]) -> dict[str, Any]:
        """A unit with everything below it; AWS nests them five deep."""
        id = unit["Id"]
        accounts = self._below(id, "list_accounts_for_parent", "Accounts", _ACCOUNT)
        units = self._below(id, "list_organizational_units_for_parent", "OrganizationalUnits", _UNIT)
        return {
            **unit,
            "Policies": self._policies_of(id),
            "Accounts": [{**account, "Policies": self._policies_of(account["Id"])} for account in accounts],
            "OrganizationalUnits": [self.unit(child) for child in units],
        }

    def _below(self, id: str, operation: str, items: str, fields: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
        return _list(self._collector, operation, items, fields, (("ParentId", f"'{id}'"),))

    def _policies_of(self, target: str) -> list[str]:
        found = []
        for type in self._policy_types:
            params = (("TargetId", f"'{target}'"), ("Filter", f"'{type}'"))
            for policy in _list(self._collector, "list_policies_for_target", "Policies", _UNIT, params):
                found.append(policy["Id"])
                if policy["Id"] not in self.policies:
                    self.policies[policy["Id"]] = self._policy(policy, type)
        return found

    def _policy(self, policy: dict[str, Any], type: str) -> dict[str, Any]:
        params = (("PolicyId", f"'{policy['Id']}'"),)
        fields = (("Content", "item.Content"),)
        (described,) = _list(self._collector, "describe_policy", "Policy", fields, params) or [{}]
        content = described.get("Content")
        return {"Name": policy["Name"], "Type": type} | ({"Content": decoded(content)} if content else {})


def _list(
    collector: Collector,
    operation: str,
    items: str,
    fields: tuple[tuple[str, str], ...],
    params: tuple[tuple[str, str], ...] = (),
) -> list[dict[str, Any]]:
    listing = Listing((Step(Call(_SERVICE, operation, params), items),), fields)
    return collector.collect(listing, collector.account.global_region)
