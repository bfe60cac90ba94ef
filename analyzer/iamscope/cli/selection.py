"""Chooses the rules of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase

from iamscope.errors import UsageError
from iamscope.rule import AnyRule, Persona

_MOST_MEANT = 3


def choose_rules(
    rules: Mapping[str, AnyRule],
    select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    sees: Callable[[AnyRule], bool] = Persona.DEFAULT.sees,
) -> dict[str, AnyRule]:
    """The rules that are selected (where none are, those that whoever asks sees) and not ignored.

    Each word is a code, a pattern (`PASS_ROLE_*`) or a finding type.

    Raises UsageError for a word that names no rule: a mistyped `ignore` must not pass in silence.
    """
    selected = _named(rules, select) or {code for code, rule in rules.items() if sees(rule)}
    return {code: rules[code] for code in rules if code in selected - _named(rules, ignore)}


def _named(rules: Mapping[str, AnyRule], words: Iterable[str]) -> set[str]:
    codes: set[str] = set()
    for word in words:
        wanted = word.strip().upper()
        found = {code for code, rule in rules.items() if fnmatchcase(code, wanted) or rule.finding_type == wanted}
        if not found:
            raise UsageError(f"no rule is called `{word}`", _remedy(wanted, rules))
        codes |= found
    return codes


def _remedy(word: str, codes: Iterable[str]) -> str:
    """What may have been meant: codes that are spelt alike, or that have the word in them."""
    from difflib import get_close_matches

    known = list(codes)
    part = word.strip("*")[:80]
    alike = [code for code in known if part and part in code] or get_close_matches(part, known, 1)
    if not alike:
        return "`iamscope rules` lists all codes"
    return f"did you mean {' or '.join(f'`{code}`' for code in alike[:_MOST_MEANT])}?"
