import time

import pytest
from hypothesis import given
from hypothesis.strategies import text

from iamscope.syntax.variables import Variable, find_variables, without_variables


def found(value: str) -> list[tuple[str, str | None, bool]]:
    return [(variable.key, variable.default, variable.closed) for variable in find_variables(value)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("a$b{c}", []),
        ("${aws:username}", [("aws:username", None, True)]),
        ("${a}/${b}", [("a", None, True), ("b", None, True)]),
        ("${a, 'x'}", [("a", " 'x'", True)]),
        ("${a, 'x}y'}", [("a", " 'x}y'", True)]),
        ("${a, 'none}", [("a", " 'none", True)]),
        ("${a, 'none}/${b}", [("a", " 'none", True), ("b", None, True)]),
        ("${}", [("", None, True)]),
        ("${a", [("a", None, False)]),
        ("${a/${b}", [("a/", None, False), ("b", None, True)]),
        ("it's ${a}", [("a", None, True)]),
        ("${*}${?}${$}", [("*", None, True), ("?", None, True), ("$", None, True)]),
    ],
)
def test_finds_variables(value: str, expected: list[tuple[str, str | None, bool]]) -> None:
    assert found(value) == expected


def test_says_where_they_stand() -> None:
    assert find_variables("ab${c}d") == (Variable(2, 6, "c", None, True),)


@pytest.mark.parametrize(("value", "escape"), [("${*}", True), ("${$}", True), ("${**}", False), ("${*, 'x'}", False)])
def test_knows_escapes(value: str, escape: bool) -> None:
    assert find_variables(value)[0].is_escape is escape


def test_replaces_variables() -> None:
    assert without_variables("a/${b}/${*}/c") == "a/*/?/c"
    assert without_variables("a/${b}/${*}/c", "", escape="x") == "a//x/c"
    assert without_variables("plain") == "plain"


@given(text(alphabet="${}',ab "))
def test_variables_do_not_overlap(value: str) -> None:
    end = 0
    for variable in find_variables(value):
        assert end <= variable.start < variable.end <= len(value)
        assert value.startswith("${", variable.start)
        assert variable.closed == (value[variable.end - 1] == "}" and variable.end - variable.start > 2)
        end = variable.end


@pytest.mark.parametrize("value", ["${" * 200_000, "${a, '" * 100_000, "${'}" * 150_000, "'" * 400_000 + "${"])
def test_hostile_texts_take_linear_time(value: str) -> None:
    start = time.perf_counter()
    find_variables(value)
    assert time.perf_counter() - start < 3
