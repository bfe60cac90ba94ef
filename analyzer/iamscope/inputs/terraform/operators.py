"""The operators of Terraform's language that conditions are made of."""

from __future__ import annotations

from iamscope.inputs.terraform.values import Value
from iamscope.syntax.json_value import HOLE, Number


def operated(sign: str, values: list[Value]) -> bool | Number | None:
    """What an operator makes of one or two values, if that can be told."""
    json = [value.json for value in values]
    if len(values) == 1:
        value = json[0]
        if sign == "!" and isinstance(value, bool):
            return not value
        return Number("-" + value) if sign == "-" and isinstance(value, Number) else None
    if sign in ("==", "!="):
        one, other = (value.text for value in values)
        is_known = one is not None and other is not None and HOLE not in one + other
        return (one == other) == (sign == "==") if is_known else None
    if sign in ("&&", "||"):
        decisive = sign == "||"
        if any(value is decisive for value in json):
            return decisive
        return None if any(not isinstance(value, bool) for value in json) else not decisive
    return None
