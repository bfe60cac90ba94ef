import pytest

from iamscope.logic.value_formats import DateKind, date_kind, is_base64, is_number


@pytest.mark.parametrize("text", ["0", "10", "-1", "+1", "1.5", ".5", "5.", "1e6", "1E-6", "9" * 10_000])
def test_numbers(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["", ".", "-", "1,5", "ten", "0x10", "1e", "NaN", "\u0661", "1 0", "${n}"])
def test_no_numbers(text: str) -> None:
    assert not is_number(text)


@pytest.mark.parametrize("text", ["", "QUJD", "QUI=", "QQ==", "+/+/"])
def test_base64(text: str) -> None:
    assert is_base64(text)


@pytest.mark.parametrize("text", ["%%", "QUJDR", "QUJ", "Q===", "QQ=A", "QU JD", "-_-_"])
def test_no_base64(text: str) -> None:
    assert not is_base64(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-01",
        "2026-01-31",
        "2026-01-31T12:00Z",
        "2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.123+01:00",
        "2026-01-31T12:00:00",
        "2024-02-29T24:00:00Z",
        "20260131T120000Z",
        "1997-07-16T19:20:30+01:00",
    ],
)
def test_dates(text: str) -> None:
    assert date_kind(text) is DateKind.ISO


@pytest.mark.parametrize("text", ["2026", "1798761600", "20260131", "-1", "1798761600.5"])
def test_numbers_for_dates(text: str) -> None:
    assert date_kind(text) is DateKind.NUMBER


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2026-13", "2026-02-30", "2026-1-1", "01/31/2026", "2026-01-31T25:00:00Z", "2026-01-31T12",
     "2026-01-*", "${aws:CurrentTime}", "2026-01-31T12:00:00Z" * 100_000],
)  # fmt: skip
def test_no_dates(text: str) -> None:
    assert date_kind(text) is DateKind.NONE
