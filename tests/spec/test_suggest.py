"""What a misspelt name was meant to be, and how often that is asked."""

from iamscope.spec.suggest import closest, limited

NAMES = ("GetObject", "PutObject")


def test_closest() -> None:
    assert closest("GetObjekt", NAMES) == "GetObject"
    assert closest("Delete", NAMES) is None


def test_a_limit_holds_within_its_block() -> None:
    with limited(2):
        found = [closest("GetObjekt", NAMES) for _ in range(3)]
    assert found == ["GetObject", "GetObject", None]
    assert closest("GetObjekt", NAMES) == "GetObject"
