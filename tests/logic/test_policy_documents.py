from __future__ import annotations

from typing import Any

import pytest

from iamscope.errors import InputError
from iamscope.logic.policy_documents import as_policy
from iamscope.policy_types import PolicyType


@pytest.mark.parametrize("value", [b"Allow", {"Allow"}, object()])
def test_what_json_cannot_say_is_an_input_error(value: Any) -> None:
    document = {"Statement": [{"Effect": value, "Action": "*", "Resource": "*"}]}
    with pytest.raises(InputError, match="`policy`: holds what JSON cannot say"):
        as_policy(document, PolicyType.IDENTITY)
