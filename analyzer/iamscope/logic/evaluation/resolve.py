"""Turns a text of a policy into the pattern that it means for one request."""

from __future__ import annotations

from collections.abc import Callable

from iamscope.syntax.variables import Variable, find_variables

#: Literal `*` and `?` in patterns and in the texts they are compared with: no wildcards, and no characters of a policy.
_LITERALS = str.maketrans({"*": "\ue02a", "?": "\ue03f"})


def literal(text: str) -> str:
    """A text in which no character is a wildcard, ready for `patterns.matches` on either side."""
    return text.translate(_LITERALS)


def resolve(text: str, lookup: Callable[[str], str | None] | None, *, wildcards: bool) -> str | None:
    """The pattern that a text means: variables replaced by their values, which are literal.

    `lookup` answers the value of a condition key, or is None where variables are plain text (a policy without
    `Version` 2012-10-17). None is returned if a variable has neither value nor default: nothing is known to match.
    Source: IAM User Guide, reference_policies_variables.
    """
    if lookup is None or "${" not in text:
        return text if wildcards else literal(text)
    parts, at = [], 0
    for variable in find_variables(text):
        value = _value(text, variable, lookup)
        if value is None:
            return None
        between = text[at : variable.start]
        parts += [between if wildcards else literal(between), literal(value)]
        at = variable.end
    parts.append(text[at:] if wildcards else literal(text[at:]))
    return "".join(parts)


def _value(text: str, variable: Variable, lookup: Callable[[str], str | None]) -> str | None:
    if not variable.closed:
        return text[variable.start : variable.end]  # no variable, so it stands for itself
    if variable.is_escape:
        return variable.key
    found = lookup(variable.key.strip())
    if found is None and variable.default is not None:
        default = variable.default.strip()
        return default[1:-1] if len(default) >= 2 and default[0] == default[-1] == "'" else None
    return found
