"""Every rule is tested by the examples in its own documentation."""

import os

import pytest

from iamscope import packs
from iamscope.examples import Example, examples, marks, run
from iamscope.paths import data_dir
from iamscope.rule import AnyRule

RULES = packs.built_in()


@pytest.mark.parametrize(
    ("rule", "example"),
    [
        pytest.param(rule, example, id=f"{rule.code}-{number}")
        for rule in RULES.values()
        for number, example in enumerate(examples(rule))
    ],
)
def test_example(rule: AnyRule, example: Example) -> None:
    assert marks(run(rule, example)) == sorted(example.marks)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_shows_a_bad_and_a_good_policy(rule: AnyRule) -> None:
    kinds = [example.is_bad for example in examples(rule)]
    assert True in kinds, "no example with carets"
    assert False in kinds, "no example without carets"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_is_documented_in_the_style_of_the_project(rule: AnyRule) -> None:
    title, _, rest = rule.doc.strip().partition("\n")
    assert title.endswith("."), "the docstring starts with a sentence"
    assert rest.startswith("\n"), "an empty line follows it"
    assert rule.summary[0].islower() or rule.summary[0] in "`0123456789"
    assert not rule.summary.endswith(".")


def test_a_file_is_named_after_its_rule() -> None:
    names = {
        os.path.splitext(name)[0]
        for _, _, files in os.walk(data_dir("rules"))
        for name in files
        if name.endswith(".py")
    }
    assert names == {code.lower() for code in RULES}
