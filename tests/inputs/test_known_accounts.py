"""Lists of known accounts."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamscope.errors import InputError
from iamscope.inputs.known_accounts import KnownAccount, read_known_accounts

YAML = """
# vendors
- name: 'Example Monitoring'
  source: ['https://example.com/accounts', 'https://example.org']
  accounts: ['111122223333', '222233334444']
- name: Balancer logs
  type: aws
  source: https://example.com
  accounts: ["012345678901"]
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("accounts.yaml", YAML),
        (
            "accounts.json",
            '[{"name": "Example Monitoring", "accounts": ["111122223333", "222233334444"]}, '
            '{"name": "Balancer logs", "type": "aws", "accounts": ["012345678901"]}]',
        ),
    ],
)
def test_reads_names(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert read_known_accounts(str(path)) == {
        "111122223333": KnownAccount("Example Monitoring", False),
        "222233334444": KnownAccount("Example Monitoring", False),
        "012345678901": KnownAccount("Balancer logs", True),
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "is no list of accounts"),
        ("[{}]", "entry 1: needs `name` and a list of `accounts`"),
        ('["x"]', "entry 1: needs `name` and a list of `accounts`"),
        ('[{"name": "a", "accounts": ["1"]}]', "entry 1: `1` is no account id"),
    ],
)
def test_names_the_entry_that_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "accounts.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_known_accounts(str(path))
    assert caught.value.message.endswith(message)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_known_accounts(str(tmp_path / "none.yaml"))
