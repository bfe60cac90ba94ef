from iamscope.logic.remember import remembered


def test_short_texts_are_remembered_and_long_ones_are_not() -> None:
    asked: list[int] = []

    @remembered(8)
    def length(text: str) -> int:
        asked.append(len(text))
        return len(text)

    for _ in range(2):
        assert length("ab") == 2
        assert length("a" * 1000) == 1000
    assert asked == [2, 1000, 1000]
