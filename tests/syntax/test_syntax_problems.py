"""Every mistake that keeps a text from being JSON: its place, its words, its remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamscope.source import Source
from iamscope.syntax.json_value import NotJsonError, decode
from iamscope.syntax.syntax_problems import MAX_PROBLEMS, syntax_problems

TRAILING = "JSON allows no trailing comma: remove it"
QUOTES = 'put it between double quotes: `"…"`'
COMPLETE = "complete the member or remove it"
NAMED = 'members are `"name": value`'
BACKSLASH = "write `\\\\` for a backslash"


def problems(text: str) -> list[tuple[int, int, str, str]]:
    return [(*problem.span[1:], problem.message, problem.help) for problem in syntax_problems(Source("x", text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, 0, "nothing but white space, expected a JSON value", "write a policy or remove the file")),
        ('{"a":1,}', (6, 7, "`,` before `}`", TRAILING)),
        ("[1,]", (2, 3, "`,` before `]`", TRAILING)),
        ("[1,,2]", (2, 3, "`,` before another `,`", TRAILING)),
        ("{,}", (1, 2, "`,` where a value was expected", "remove it")),
        ('{"a" 1}', (4, 4, "expected `:` before `1`", "insert `:`")),
        ('{"a":1 "b":2}', (6, 6, 'expected `,` before `"b"`', "insert `,`")),
        ("[1 2]", (2, 2, "expected `,` before `2`", "insert `,`")),
        ('{"a":}', (5, 6, "expected a value before `}`", COMPLETE)),
        ('{"a":, "b":1}', (5, 6, "expected a value before `,`", COMPLETE)),
        ('{"a", "b":1}', (4, 5, "expected `:` and a value before `,`", COMPLETE)),
        ('{"a":1,"b"}', (10, 11, "expected `:` and a value before `}`", COMPLETE)),
        ('{"a":1}}', (7, 8, "text after the end of the document", "a file holds one JSON value")),
        ("]", (0, 1, "`]` closes nothing", "remove it")),
        ('{"a":1', (0, 1, "`{` is never closed", "expected `}` before the end of the file")),
        ('{"a":[1,2}', (9, 10, "expected `]` for the `[` of line 1, found `}`", "insert `]`")),
        ("{'a':1}", (1, 4, "single quotes around `a`", 'use double quotes: `"…"`')),
        ("{a:1}", (1, 2, "`a` without quotes", QUOTES)),
        ('{"a":True}', (5, 9, "`True` is not JSON", "write `true`")),
        ('{"a":None}', (5, 9, "`None` is not JSON", "write `null`")),
        ('{"a":NaN}', (5, 8, "`NaN` without quotes", QUOTES)),
        ('{"a":01}', (5, 7, "`01` is not a JSON number", "write it as a string or a plain number")),
        ('{"a":.5}', (5, 7, "`.5` is not a JSON number", "write it as a string or a plain number")),
        ('{"a":"\\q"}', (6, 8, "`\\q` is no escape of JSON", BACKSLASH)),
        (
            '{"a":"\\u12"}',
            (6, 10, "`\\u12` is no escape of JSON", f"give four hexadecimal digits, or {BACKSLASH}"),
        ),
        ('{"a":"\t"}', (6, 7, "control character in a string, expected `\\u0009`", "escape or remove it")),
        ("// x\n{}", (0, 4, "comment, which JSON does not have", "remove it")),
        ("{} /* x", (3, 7, "comment, which JSON does not have", "remove it")),
        ("{1:2}", (1, 2, "expected a name in double quotes, found `1`", NAMED)),
        ("{{}}", (1, 2, "expected a name in double quotes, found `{`", NAMED)),
        ('{"a":{"b":1},{"c":2}}', (13, 14, "expected a name in double quotes, found `{`", NAMED)),
        ('{"a":1;"b":2}', (6, 7, "`;` where `,` was expected", "write `,`")),
        ('{"a"="b"}', (4, 5, "`=` where `:` was expected", "write `:`")),
        ('{"a": ...}', (6, 9, "unexpected characters `...`", "remove them")),
        ('{"a":\xa01}', (5, 6, "unexpected character `\\u00a0`", "remove it")),
        ("\ufeff{}", (0, 1, "unexpected character `\\ufeff`", "remove it")),
        ('{"a":"b,\n"c":1}', (5, 8, 'string `"b,` is not closed on its line', 'close it with `"`')),
    ],
)
def test_one_mistake_is_one_problem(text: str, expected: tuple[int, int, str, str]) -> None:
    assert problems(text) == [expected]


def test_several_mistakes_in_one_run_in_order_of_place() -> None:
    found = problems('{"a": \'x\'\n "b": [1 2],\n "c": tru,\n')
    assert [(start, message) for start, _, message, _ in found] == [
        (0, "`{` is never closed"),
        (6, "single quotes around `x`"),
        (18, "expected `,` before `2`"),
        (29, "`tru` without quotes"),
    ]


def test_no_more_than_a_screenful() -> None:
    assert len(problems("[" + "x " * 500)) == MAX_PROBLEMS
    assert len(problems("{" + '"a":[' * 100 + "}")) == MAX_PROBLEMS


def test_too_deep_is_said_once_and_where() -> None:
    assert problems("[" * 600) == [
        (500, 501, "brackets nest deeper than 500 levels", "a policy needs fewer than ten levels")
    ]
    assert problems('["' + "[" * 600 + '"]') == []  # brackets in a string are text


def test_quotes_only_the_beginning_of_long_words() -> None:
    assert problems("[" + "x" * 100 + "]")[0][2] == f"`{'x' * 30}…` without quotes"


JSON_PIECES = ["{", "}", "[", "]", ",", ":", '"a"', "1", "true"]
FOREIGN_PIECES = [
    *["-0", "01", "1e5", "tru", "1x", "NaN", '"', "'", "'x'", "\\", '"\\u12"', '"\\ud800"', '"\t"', '"a'],
    *["//c\n", "/*", "*/", "#", ";", "=", "=>", "(", "“", "$", "é"],
    *["\n", " ", "\t", "\u2028", "\x00", "\ufeff", "\xa0", "\x0b"],
]
PIECES = st.lists(st.sampled_from(JSON_PIECES) | st.sampled_from(FOREIGN_PIECES), max_size=14)


@settings(deadline=None, derandomize=True, max_examples=1500)
@given(PIECES.map("".join))
def test_problems_are_found_exactly_where_there_is_no_json(text: str) -> None:
    try:
        decode(text)
        is_json = True
    except NotJsonError:
        is_json = False
    found = syntax_problems(Source("x", text))
    assert (not found) == is_json
    assert all(0 <= problem.span.start <= problem.span.end <= len(text) for problem in found)
