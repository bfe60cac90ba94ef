"""Templates and modules that grow without end when they are read naively: each must be done in no time."""

import time
from pathlib import Path

import pytest
from repository_parts import parts, write


def _names(count: int) -> str:
    made = (
        f'  R{number}: {{Type: AWS::IAM::Role, Properties: {{RoleName: !Sub "${{R{(number + 1) % count}}}x"}}}}\n'
        for number in range(count)
    )
    return "Resources:\n" + "".join(made)


def _exports(count: int) -> str:
    made = (
        f"  O{number}: {{Value: !Join ['', [!ImportValue e{number + 1}, !ImportValue e{number + 1}]], "
        f"Export: {{Name: e{number}}}}}\n"
        for number in range(count)
    )
    role = "  R: {Type: AWS::IAM::Role, Properties: {RoleName: !ImportValue e0}}\n"
    return f"Resources:\n{role}Outputs:\n{''.join(made)}"


def _paths(count: int) -> str:
    return "".join(
        f'resource "aws_iam_role" "r{number}" {{\n  count = 20\n'
        f'  path = "${{aws_iam_role.r{number + 1}[0].path}}${{aws_iam_role.r{number + 1}[1].path}}"\n}}\n'
        for number in range(count)
    )


def _calls(count: int) -> str:
    made = (
        f'module "m{number}" {{\n  source = "./"\n  for_each = toset(["a", "b", "c"])\n}}\n' for number in range(count)
    )
    return "".join(made) + 'resource "aws_iam_role" "r" {}\n'


CASES = {
    "names made of names": ("a.yaml", _names(600)),
    "exports made of exports, twice each": ("a.yaml", _exports(40)),
    "paths made of paths, twice each": ("a.tf", _paths(25)),
    "a module that calls itself": ("a.tf", _calls(10)),
    "a text of nothing but holes": (
        "a.yaml",
        f"Resources:\n  R: {{Type: AWS::IAM::Role, Properties: {{RoleName: !Sub '{'${P}' * 5000}'}}}}\n",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_read_in_no_time(tmp_path: Path, case: str) -> None:
    name, text = CASES[case]
    started = time.process_time()
    found = parts(write(tmp_path, {name: text}))
    assert sum(len(each.roles) for each in found) > 0
    assert time.process_time() - started < 5
