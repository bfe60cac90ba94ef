"""Small lists of facts in action-spec/, each with its source; read when first asked for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from iamscope.paths import data_dir


@cache
def facts(name: str) -> Mapping[str, Any]:
    """The content of `action-spec/<name>.json`; `name` is a constant of the caller, never text of a policy."""
    with open(os.path.join(data_dir("action-spec"), f"{name}.json"), encoding="utf-8") as file:
        return json.load(file)  # type: ignore[no-any-return]
