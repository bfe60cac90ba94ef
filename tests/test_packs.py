"""Packs of rules: a folder of files with one rule in each."""

from pathlib import Path

import pytest

from iamscope import packs
from iamscope.packs import PackError

RULE = '''"""A rule."""
from iamscope.rules import ERROR, Statement, rule

@rule("{code}", ERROR, summary="none", on=Statement, aws=False)
def check(statement):
    yield from ()
'''


def pack(folder: Path, **files: str) -> str:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return str(folder)


def refused(folder: str) -> tuple[str, str]:
    with pytest.raises(PackError) as error:
        packs.load([folder])
    return error.value.message.replace(folder, "PACK").replace("\\", "/"), error.value.help


def test_rules_are_added_to_the_built_in_ones(tmp_path: Path) -> None:
    folder = pack(tmp_path, b=RULE.format(code="B_RULE"), _helper="raise SystemExit")
    pack(tmp_path / "sub", a=RULE.format(code="A_RULE"))
    pack(tmp_path / ".hidden", c="no Python")
    (tmp_path / "README.md").touch()
    loaded = packs.load([folder])
    assert list(loaded)[-2:] == ["B_RULE", "A_RULE"]
    assert len(loaded) == len(packs.built_in()) + 2
    assert loaded["A_RULE"].doc == "A rule."


def test_two_packs_may_have_files_of_one_name(tmp_path: Path) -> None:
    first = pack(tmp_path / "1", same=RULE.format(code="FIRST"))
    second = pack(tmp_path / "2", same=RULE.format(code="SECOND"))
    assert {"FIRST", "SECOND"} <= packs.load([first, second]).keys()


@pytest.mark.parametrize(
    ("text", "message", "help"),
    [
        ("raise KeyError('x')", "`PACK/a.py`: KeyError: 'x'", "mend the rule file or leave the pack out"),
        ("x = 1", "`PACK/a.py`: expected one rule, found 0", "put each rule in a file of its own"),
        (
            RULE.format(code="ONE") + RULE.format(code="TWO").replace("check", "other"),
            "`PACK/a.py`: expected one rule, found 2",
            "put each rule in a file of its own",
        ),
        (
            RULE.format(code="MISSING_EFFECT"),
            "`PACK/a.py`: there already is a rule `MISSING_EFFECT`",
            "give it a code of its own",
        ),
    ],
)
def test_a_pack_that_cannot_be_loaded(tmp_path: Path, text: str, message: str, help: str) -> None:
    assert refused(pack(tmp_path, a=text)) == (message, help)


def test_a_syntax_error_in_a_rule_file(tmp_path: Path) -> None:
    assert refused(pack(tmp_path, a="def"))[0].startswith("`PACK/a.py`: SyntaxError: ")


def test_one_code_twice_in_a_pack(tmp_path: Path) -> None:
    folder = pack(tmp_path, a=RULE.format(code="SAME"), b=RULE.format(code="SAME"))
    assert refused(folder)[0] == "`PACK/b.py`: there already is a rule `SAME`"


def test_a_pack_is_a_folder(tmp_path: Path) -> None:
    assert refused(str(tmp_path / "none")) == ("`PACK` is not a folder", "give `--rules` a folder of rule files")
