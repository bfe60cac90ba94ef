"""What holds for all formats."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from iamscope.findings import FindingType
from iamscope.render import FORMATS, renderer

if TYPE_CHECKING:
    from tests.render.conftest import MakeFinding, Render, RunOf


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(KeyError):
        renderer("yaml")


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_is_safe_to_print(name: str, make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    evil = "\x1b[31m\x9b\u202e\ud800\udc80\u2028\n::error::x##[error]y"
    finding = make_finding(evil, (0, 5, evil), path=evil, message=evil, help=evil, code="MISSING_EFFECT")
    finding = replace(finding, related=finding.locations)
    shown = render(name, run_of(finding, path=evil))
    shown.encode()
    assert shown.replace("\n", "").isprintable()
    assert "##[" not in shown
    commands = [line for line in shown.splitlines() if line.strip().startswith("::")]
    assert len(commands) == (1 if name == "github" else 0)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("text", ["", "\n", "x" * 50_000, "\ud800" * 10, "日\t" * 500])
def test_odd_sources(name: str, text: str, make_finding: MakeFinding, run_of: RunOf, render: Render) -> None:
    places = [(0, len(text), ""), (len(text), len(text), "end"), (0, 0, "start")]
    findings = [make_finding(text, *places, finding_type=finding_type) for finding_type in FindingType]
    assert render(name, run_of(*findings)).endswith("\n")


@pytest.mark.parametrize(
    ("name", "left_out"),
    [
        ("text", {"json", "sarif_om", "attr", "unicodedata", "urllib", "lark", "hashlib", "click"}),
        ("concise", {"json", "sarif_om", "attr", "lark"}),
        ("json", {"sarif_om", "attr", "lark"}),
        ("github", {"json", "sarif_om", "attr", "lark"}),
    ],
)
def test_a_format_imports_only_what_it_needs(name: str, left_out: set[str]) -> None:
    code = f"""
import sys
import iamscope.results
before = set(sys.modules)
from iamscope.render import renderer
renderer({name!r})
print(*(set(sys.modules) - before))
"""
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {module.partition(".")[0] for module in loaded} & left_out
