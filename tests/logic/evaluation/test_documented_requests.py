"""The examples of docs/simulate.md are decided as their first lines say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from iamscope.logic.evaluation.evaluate import simulate
from iamscope.logic.evaluation.request import FIELDS

PAGE = (Path(__file__).parents[3] / "docs/simulate.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n# (\w+) ?([\w-]*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("verdict", "blocked", "example"), EXAMPLES, ids=lambda text: text.partition("\n")[0])
def test_is_decided_as_the_page_says(verdict: str, blocked: str, example: str) -> None:
    decision = simulate(yaml.safe_load(example))
    assert decision.decision.value == verdict
    assert not blocked or [layer.value for layer in decision.blocked_by] == [blocked]


def test_every_example_says_how_it_is_decided() -> None:
    assert len(EXAMPLES) == PAGE.count("```yaml") > 0


def test_every_field_is_described() -> None:
    assert not [name for name in FIELDS if f"`{name}`" not in PAGE]
