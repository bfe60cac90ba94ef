"""What is found in whole files of every format, and at which very characters: the files say it themselves."""

from pathlib import Path

import carets
import pytest

MARKED = carets.fixtures("cloudformation", "sam", "cdk", "yaml", "json", "kubernetes", "serverless")


@pytest.mark.parametrize("path", MARKED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_findings(path: Path) -> None:
    text, expected = carets.unmark(path.read_text(encoding="utf-8"))
    assert carets.marks(carets.check(text, path.name.replace(".jsonc", ".json"))) == expected
    assert expected, "a fixture shows something"


def test_a_template_says_what_holds_a_policy() -> None:
    text, _ = carets.unmark((carets.FIXTURES / "cdk" / "Shop.template.jsonc").read_text(encoding="utf-8"))
    result = carets.check(text, "Shop.template.json")
    assert [(policy.container, policy.pointer) for policy in result.policies[1:3]] == [
        (
            "HandlerServiceRoleDefaultPolicy5A6B7C8D.PolicyDocument (Shop/Handler/ServiceRole/DefaultPolicy/Resource)",
            "/Resources/HandlerServiceRoleDefaultPolicy5A6B7C8D/Properties/PolicyDocument",
        ),
        (
            "CustomAutoDelete.AssumeRolePolicyDocument",
            "/Resources/CustomAutoDelete/Properties/AssumeRolePolicyDocument",
        ),
    ]
