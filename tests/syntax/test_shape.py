import json

import pytest

from iamscope.policy_types import PolicyType
from iamscope.source import Source
from iamscope.syntax import shape
from iamscope.syntax.ast import Policy
from iamscope.syntax.document import Document, pointer


def misfits(value: object, policy_type: PolicyType = PolicyType.RESOURCE) -> list[tuple[str, str, str, str, bool]]:
    document = Document.from_text(Source("policy.json", json.dumps(value)))
    policy = Policy(document.value, document.root, policy_type)
    return [
        (pointer(misfit.place.path(policy.place)), misfit.element, misfit.expected, misfit.found, misfit.in_list)
        for misfit in shape.misfits(policy)
    ]


STRINGS = "a string or a list of strings"
SCALAR = "a string, number or boolean"
SCALARS = SCALAR + ", or a list of them"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([], [("", "policy", "an object", "array", False)]),
        ("text", [("", "policy", "an object", "string", False)]),
        (None, [("", "policy", "an object", "null", False)]),
        ({}, []),
        ({"Version": 1, "Id": [], "Unknown": 1}, [
            ("/Version", "Version", "a string", "number", False),
            ("/Id", "Id", "a string", "array", False),
        ]),
        ({"Statement": "x"}, [("/Statement", "Statement", "an object or a list of objects", "string", False)]),
        ({"Statement": [{}, None]}, [("/Statement/1", "Statement", "an object", "null", True)]),
    ],
)  # fmt: skip
def test_document(value: object, expected: list[tuple[str, str, str, str, bool]]) -> None:
    assert misfits(value) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Sid": 1}, [("/Sid", "Sid", "a string", "number", False)]),
        ({"Effect": {"not": "valid"}}, [("/Effect", "Effect", "a string", "object", False)]),
        ({"Action": {"not": "valid"}}, [("/Action", "Action", STRINGS, "object", False)]),
        ({"NotAction": ["a", True]}, [("/NotAction/1", "NotAction", "a string", "boolean", True)]),
        ({"Resource": None}, [("/Resource", "Resource", STRINGS, "null", False)]),
        ({"NotResource": [["a"]]}, [("/NotResource/0", "NotResource", "a string", "array", True)]),
        ({"Principal": "text"}, []),
        ({"Principal": ["text"]}, []),
        ({"Principal": {}}, []),
        ({"Principal": 1}, [("/Principal", "Principal", 'an object or `"*"`', "number", False)]),
        ({"Principal": {"AWS": 1}}, [("/Principal/AWS", "AWS", STRINGS, "number", False)]),
        ({"Principal": {"AWS": {"Fn::Unheard": "Value"}}}, [("/Principal/AWS", "AWS", STRINGS, "object", False)]),
        ({"Principal": {"Unknown": 1}}, []),
        ({"Condition": []}, [("/Condition", "Condition", "an object", "array", False)]),
        ({"Condition": {"Bool": True}}, [("/Condition/Bool", "Bool", "an object of condition keys", "boolean", False)]),
        ({"Condition": {"Bool": {"k": [True, "true", 1, 1.5]}}}, []),
        ({"Condition": {"Bool": {"k": None}}}, [("/Condition/Bool/k", "k", SCALARS, "null", False)]),
        ({"Condition": {"Bool": {"k": ["a", {}]}}}, [("/Condition/Bool/k/1", "k", SCALAR, "object", True)]),
    ],
)  # fmt: skip
def test_statement(statement: object, expected: list[tuple[str, str, str, str, bool]]) -> None:
    assert misfits({"Statement": statement}) == [("/Statement" + where, *rest) for where, *rest in expected]


@pytest.mark.parametrize("policy_type", [PolicyType.IDENTITY, PolicyType.SCP, PolicyType.RCP, PolicyType.BOUNDARY])
def test_where_a_principal_is_wrong_anyway_its_shape_does_not_matter(policy_type: PolicyType) -> None:
    assert misfits({"Statement": {"Principal": 1, "NotPrincipal": {"AWS": None}}}, policy_type) == []


def test_an_unknown_value_could_be_right() -> None:
    reference = {"Ref": "Parameter"}
    assert not misfits(
        {
            "Version": reference,
            "Statement": [
                reference,
                {"Effect": reference, "Action": reference, "Principal": {"AWS": [reference]}, "Condition": reference},
                {"Condition": {"Bool": {"k": reference}, "StringEquals": reference}},
            ],
        }
    )
