"""Zones of trust: what they take, and what they refuse."""

from __future__ import annotations

from typing import Any

import pytest

from iamscope.access.zone import ZoneOfTrust, parse_zone
from iamscope.errors import InputError

OWN, TRUSTED = "111122223333", "222233334444"


def test_an_account_and_those_it_trusts() -> None:
    zone = parse_zone({"type": "ACCOUNT", "account": OWN, "trusted_accounts": [TRUSTED]})
    assert zone == ZoneOfTrust.account(OWN, [TRUSTED])
    assert zone.has_account(TRUSTED)
    assert not zone.has_organization("o-ownorg0001")


def test_an_organisation_and_its_members() -> None:
    zone = parse_zone({"type": "ORGANIZATION", "org_id": "o-ownorg0001", "accounts": [OWN]})
    assert zone.has_account(OWN)
    assert zone.has_organization("o-ownorg0001")
    assert parse_zone(zone) is zone


@pytest.mark.parametrize(
    ("zone", "message"),
    [
        ({"type": "ACCOUNT"}, "`None` is no account id"),
        ({"type": "ACCOUNT", "account": "1"}, "`1` is no account id"),
        ({"type": "ACCOUNT", "account": OWN, "acounts": []}, "a zone of trust has no field `acounts`"),
        ({"type": "ACCOUNT", "account": OWN, "accounts": OWN}, "`accounts` of a zone of trust is no list of strings"),
        ({"type": "ORGANIZATION"}, "a zone of trust of type `ORGANIZATION` needs `org_id`"),
        ({"type": "PLANET"}, "`PLANET` is no type of a zone of trust"),
        ({}, "`None` is no type of a zone of trust"),
        ("111122223333", "a zone of trust is a mapping"),
    ],
)
def test_refuses_what_is_no_zone(zone: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_zone(zone)
    assert caught.value.message == message
    assert caught.value.help
