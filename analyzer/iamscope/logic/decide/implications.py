"""What follows for texts with variables from how they are written, whatever the variables' values are."""

from __future__ import annotations

from iamscope.logic.decide.atoms import Atom, Opaque
from iamscope.logic.patterns import covers
from iamscope.syntax.variables import find_variables

#: Stand for a `*` and a `?` inside `${…}`, which are no wildcards.
_OPAQUE = str.maketrans("*?", "\ue000\ue001")
#: More texts with variables than this are not compared with each other.
_MOST = 200


def implications(atoms: list[Atom | Opaque]) -> list[tuple[tuple[int, bool], ...]]:
    """Clauses that hold of every request: a text that another one covers matches only where that one does."""
    texts = [
        (number, _with_opaque_variables(atom.name[1]))
        for number, atom in enumerate(atoms)
        if isinstance(atom, Opaque) and isinstance(atom.name, tuple) and atom.name[0] == "variable"
    ]
    if len(texts) > _MOST:
        return []
    return [
        ((narrow, False), (wide, True))
        for wide, wide_text in texts
        for narrow, narrow_text in texts
        if wide != narrow and covers(wide_text, narrow_text)
    ]


def _with_opaque_variables(text: str) -> str:
    parts, at = [], 0
    for variable in find_variables(text):
        parts += [text[at : variable.start], text[variable.start : variable.end].translate(_OPAQUE)]
        at = variable.end
    parts.append(text[at:])
    return "".join(parts)
