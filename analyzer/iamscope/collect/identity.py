"""Reads the users, groups, roles and policies of an account, as `aws iam get-account-authorization-details` does."""

from __future__ import annotations

from typing import Any

from iamscope.collect.calls import Collector
from iamscope.collect.table import Call

FILE = "authorization-details.json"
_LISTS = ("UserDetailList", "GroupDetailList", "RoleDetailList", "Policies")


def read_authorization_details(collector: Collector) -> dict[str, Any] | None:
    """The details of all pages, with decoded documents; None where the call was refused."""
    call = Call("iam", "get_account_authorization_details")
    answer = collector.whole(call, collector.account.global_region)
    return None if answer is None else {name: answer.get(name, []) for name in _LISTS}
