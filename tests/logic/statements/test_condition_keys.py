import pytest

from iamscope.logic.statements.condition_keys import is_tag_family
from iamscope.spec import load


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aws:resourcetag/", True),
        ("aws:resourcetag", True),
        ("ec2:resourcetag/", True),
        ("aws:resourcetag/team", False),
        ("aws:tagkeys", False),
        ("aws:nosuchkey", False),
        ("kms:encryptioncontext", False),
        ("", False),
        ("/", False),
        ("aws:", False),
        ("x" * 100_000, False),
    ],
)
def test_tag_families(name: str, expected: bool) -> None:
    assert is_tag_family(name, load()) is expected
