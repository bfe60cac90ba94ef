"""Reads lists of known accounts, in the format of the community's known_aws_accounts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from iamscope.errors import InputError
from iamscope.inputs.documents import plain, read_document
from iamscope.logic.arn_formats import is_account_id


class KnownAccount(NamedTuple):
    """Whose an account is; `is_aws` says that it belongs to a service of AWS (`type: aws`)."""

    name: str
    is_aws: bool


def read_known_accounts(path: str) -> dict[str, KnownAccount]:
    """The accounts of a YAML or JSON file by id; raises InputError that names the entry that is wrong.

    The file is a list of `{"name": …, "accounts": ["111122223333", …]}`, perhaps with `type: aws`; other members, such
    as `source`, are not looked at. Format: https://github.com/fwdcloudsec/known_aws_accounts
    """
    entries: Any = plain(read_document(path).root)
    if not isinstance(entries, list):
        raise InputError(f"`{path}` is no list of accounts", "write entries with `name` and `accounts`")
    found: dict[str, KnownAccount] = {}
    for number, entry in enumerate(entries):
        for account, known in _accounts(entry, f"`{path}`, entry {number + 1}"):
            found.setdefault(account, known)
    return found


def _accounts(entry: Any, where: str) -> list[tuple[str, KnownAccount]]:
    name: Any = entry.get("name") if isinstance(entry, Mapping) else None
    accounts: Any = entry.get("accounts") if isinstance(entry, Mapping) else None
    if not isinstance(name, str) or not isinstance(accounts, list):
        raise InputError(f"{where}: needs `name` and a list of `accounts`", "as in known_aws_accounts")
    ids = [str(account) for account in accounts]
    wrong = [id for id in ids if not is_account_id(id)]
    if wrong:
        raise InputError(f"{where}: `{wrong[0]}` is no account id", "write twelve digits, in quotes in YAML")
    return [(id, KnownAccount(name, entry.get("type") == "aws")) for id in ids]
