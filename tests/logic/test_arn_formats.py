import time
from itertools import product

import pytest

from iamscope.logic import arn_formats
from iamscope.logic.arn_formats import ArnFormat, arn_text, fits_types, fitting_formats, is_account_id, is_literal
from iamscope.logic.patterns import intersects
from iamscope.syntax.arn import Arn


def fitting(service: str, resource: str) -> set[str]:
    return {form.resource_type for form in fitting_formats(service, resource)}


def test_the_part_behind_the_account_decides() -> None:
    assert fitting("dynamodb", "table/orders") == {"dynamodb:table"}
    assert fitting("dynamodb", "tabel/orders") == set()
    assert "iam:role" in fitting("iam", "role/app")
    assert {"s3:bucket", "s3:accesspoint"} <= fitting("s3", "accesspoint/example")
    assert "s3:bucket" in fitting("s3", "amzn-s3-demo-bucket")
    assert "s3:accesspoint" not in fitting("s3", "amzn-s3-demo-bucket")


@pytest.mark.parametrize(
    "resource", ["table/*", "t*", "*", "${aws:PrincipalTag/table}", "tab?e/orders", "${*}able/orders"]
)
def test_wildcards_and_variables_stand_for_anything(resource: str) -> None:
    assert "dynamodb:table" in fitting("dynamodb", resource)


def test_a_service_without_formats_fits_nothing() -> None:
    assert fitting("nothing", "x") == set()
    assert fitting("*", "x") == set()
    assert fitting("S3", "amzn-s3-demo-bucket") == set(), "the service of an ARN is compared with its case"


def test_formats_of_other_services_types_count() -> None:
    assert any(kind.partition(":")[0] != "ec2" for kind in fitting("ec2", "*"))


def test_what_no_arn_is_fits_everything() -> None:
    assert fitting("dynamodb", "x" * 5000) == fitting("dynamodb", "*")
    assert fitting("dynamodb", "?" * 600) == fitting("dynamodb", "*")


def test_the_short_cuts_agree_with_comparing_patterns() -> None:
    for resource in _texts("ab*"):
        form = ArnFormat("x:y", "", "", resource, resource.partition("*")[0])
        for pattern in _texts("ab*?"):
            fits = arn_formats._agree(form.head, pattern.partition("*")[0]) and arn_formats._meet(form, pattern)
            assert fits == intersects(resource, pattern), (resource, pattern)


def _texts(letters: str) -> list[str]:
    return ["".join(text) for length in range(5) for text in product(letters, repeat=length)]


@pytest.mark.parametrize("tail", ["*a" * 900, "?" * 60 + "a" * 400, "instance/" + "?" * 30 + "*a" * 200, "a:" * 900])
def test_hostile_patterns_are_quick(tail: str) -> None:
    start = time.process_time()
    for number in range(50):
        fitting_formats("ec2", f"{tail}{number}")
    assert time.process_time() - start < 2


BUCKET = ("s3:bucket", "s3:object")
ACCESS_POINT = ("s3:accesspoint", "s3:accesspointobject")


@pytest.mark.parametrize(
    ("text", "names", "fits"),
    [
        ("arn:aws:s3:::amzn-s3-demo-bucket/*", BUCKET, True),
        ("arn:aws:s3:*:*:amzn-s3-demo-bucket", BUCKET, True),
        ("arn:aws:s3:us-east-1:111122223333:accesspoint/example", BUCKET, False),
        ("arn:aws:kms:us-east-1:111122223333:key/1234", BUCKET, False),
        ("arn:aws:s3:us-east-1:111122223333:accesspoint/example/object/*", ACCESS_POINT, True),
        ("arn:aws:s3:::amzn-s3-demo-bucket/*", ACCESS_POINT, False),
        ("arn:aws:s3::111122223333:accesspoint/example.mrap", ACCESS_POINT, False),
        ("arn:aws:s3::111122223333:accesspoint/example.mrap", ("s3:multiregionaccesspoint",), True),
        ("arn:aws:s3:::" + "x" * 5000, ACCESS_POINT, True),
        ("arn:aws:s3:::amzn-s3-demo-bucket", ("s3:nothing", "nothing:bucket"), False),
    ],
)
def test_types(text: str, names: tuple[str, ...], fits: bool) -> None:
    arn = Arn.parse(text)
    assert arn is not None
    assert fits_types(arn, names) == fits


def test_fields() -> None:
    assert is_literal("us-east-1")
    assert not any(map(is_literal, ("*", "us-?ast-1", "${aws:RequestedRegion}")))
    assert is_account_id("111122223333")
    assert not any(map(is_account_id, ("", "12345", "1111-2222-3333", "aws", "١١١١٢٢٢٢٣٣٣٣")))


def test_an_arn_is_written_as_it_was_read() -> None:
    text = "arn:aws:logs:us-east-1:${aws:PrincipalAccount}:log-group:app:*"
    arn = Arn.parse(text)
    assert arn is not None
    assert arn_text(arn) == text
