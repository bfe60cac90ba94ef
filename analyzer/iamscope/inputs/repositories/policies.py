"""Policy documents of templates: found in properties, joined, and made conditional on what a template leaves open.

What a template does not tell (a parameter, an import) is a hole. A statement that depends on one becomes two: one with
the hole's name in its stead, which matches what is named by the same hole, and one for any text, with a condition on
a key that is called after the hole, such as `${Environment}`, and that no request carries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from iamscope.access.model import PolicyDocument
from iamscope.inputs.policies import Verdict, find_policies, resembles_policy
from iamscope.inputs.snapshots.fields import Field
from iamscope.syntax.derived import Origin, Resolved, origin_of, resolved_list, resolved_object
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, UNKNOWN, Json, Object, has_hole, is_unknown

_MAX_NAME = 60
#: More holes than this no ARN has.
_MAX_HOLES = 50
_WORD = re.compile(r"[A-Za-z_][\w.:-]*")
_FUNCTION = re.compile(r"Ref|Fn::\w+|!?(?:Ref|GetAtt|Sub|Join|ImportValue|Select|If|FindInMap|Split|Base64)")
#: An open condition takes an operator that its statement has not used.
_OPERATORS = ("StringEquals", "StringLike", "ArnLike", "ArnEquals", "StringEqualsIgnoreCase", "Bool", "BinaryEquals")

#: A list of principals of a kind.
_MAX_PRINCIPAL = 2

_Member = tuple[str, Place, Resolved]


def document_of(field: Field, name: str) -> PolicyDocument | None:
    """The policy in a property: an object, or a text that holds one; None where there is none to be read."""
    found = next(find_policies(field.place, (), _judge, lambda _: iter(())), None)
    if found is None or not isinstance(found.value, Object) or is_unknown(found.value):
        return None
    return PolicyDocument(name, found.value, found.place)


def _judge(_: tuple[str, ...], value: Json) -> Verdict | None:
    return Verdict.POLICY if isinstance(value, Object) and resembles_policy(value) else None


def joined(documents: Sequence[PolicyDocument]) -> PolicyDocument | None:
    """One document with the statements of several; None of none."""
    if len(documents) < 2:
        return documents[0] if documents else None
    first = documents[0]
    return _remade(first, [each for document in documents for each in _statements(document)])


def of_readings(readings: Sequence[PolicyDocument | None]) -> PolicyDocument | None:
    """One document for all readings of a property: what one of them allows, and what all of them deny."""
    documents = [each for each in readings if each is not None]
    if all(each.value == documents[0].value for each in documents):
        return documents[0] if documents else None
    found: dict[str, Resolved] = {}
    times: dict[str, int] = {}
    for document in documents:
        for statement in _statements(document):
            key = repr(statement.value)
            found.setdefault(key, statement)
            times[key] = times.get(key, 0) + 1
    denied = {key for key, each in found.items() if _object(each).get("Effect") != "Allow"}
    kept = [each for key, each in found.items() if key not in denied or times[key] == len(readings)]
    return _remade(documents[0], kept)


def opened(document: PolicyDocument, conditions: Iterable[str] = ()) -> PolicyDocument:
    """An identity policy in which no holes are left; `conditions` are names that all of it depends on."""
    conditions = tuple(conditions)
    if not conditions and not has_hole(document.value):
        return document
    statements = [new for old in _statements(document) for new in _opened(old, conditions)]
    return _remade(document, statements)


def naming_own(document: PolicyDocument | None, own: str) -> PolicyDocument | None:
    """The document with the names of holes in the principals that begin with `own`, the ARN of the own account's IAM:
    whoever is meant, it is one of the account.
    """
    if document is None or not has_hole(document.value):
        return document
    return _remade(document, [_naming_own(statement, own) for statement in _statements(document)])


def _naming_own(statement: Resolved, own: str) -> Resolved:
    place = statement.place
    members: list[_Member] = []
    for step, (name, value) in enumerate(_object(statement)):
        field = Field(value, place.child(step))
        if name == "Principal" and has_hole(value):
            field = _named(field, own, 0)
        members.append((name, origin_of(place.child(step)).place, Resolved(field.value, origin_of(field.place))))
    return resolved_object(members, origin_of(place).place)


def _named(field: Field, own: str, depth: int) -> Field:
    """A principal, or those of a list or of each kind, with names in the stead of holes."""
    around = origin_of(field.place).place
    made: Resolved | None = None
    if isinstance(field.value, list) and depth < _MAX_PRINCIPAL:
        items = [_named(item, own, depth + 1) for item in field.items()]
        made = resolved_list([Resolved(item.value, origin_of(item.place)) for item in items], around)
    elif field.fields and depth < _MAX_PRINCIPAL:
        named = [(name, _named(item, own, depth + 1)) for name, item in field.fields.items()]
        made = resolved_object(
            [(name, around, Resolved(item.value, origin_of(item.place))) for name, item in named], around
        )
    elif (text := symbolic(field)).startswith(own):
        made = Resolved(text, Origin(around, ()))
    return field if made is None else Field(made.value, made.place)


def open_policy(arn: str, hole: str, place: Place) -> PolicyDocument:
    """A policy that allows everything if a hole says so: what is known of a permissions boundary that is not."""
    statement = Object([("Effect", "Allow"), ("Action", "*"), ("Resource", "*"), ("Condition", _condition(hole))])
    value = Object([("Version", "2012-10-17"), ("Statement", [statement])])
    return PolicyDocument(arn, value, _lump(value, place).place)


def _condition(hole: str) -> Object:
    return Object([(_OPERATORS[0], Object([(hole, "known")]))])


def symbolic(field: Field) -> str:
    """A text with the names of its holes in their stead: `{Environment}-deployer`; empty for what is no text."""
    value = field.value
    if is_unknown(value):
        return "{" + _name(origin_of(field.place).place.span.text) + "}"
    if not isinstance(value, str):
        return ""
    return "".join("{" + name + "}" if name else text for text, name in _pieces(value, field.place))


def holes(field: Field) -> list[str]:
    """The names of the holes in a text."""
    value = field.value
    if is_unknown(value):
        return [_name(origin_of(field.place).place.span.text)]
    return [name for _, name in _pieces(value, field.place) if name] if isinstance(value, str) else []


def _pieces(text: str, place: Place) -> Iterator[tuple[str, str]]:
    """The stretches of a text, and for a hole its name; a text of very many is no name, and they have none."""
    if text.count(HOLE) > _MAX_HOLES:
        yield "", "unknown"
        return
    at = 0
    for number, character in enumerate(text):
        if character == HOLE:
            yield text[at:number], ""
            yield "", _name(place.document.in_string(place.steps, number, number + 1).text)
            at = number + 1
    yield text[at:], ""


def _name(written: str) -> str:
    """What a hole is called, from the text that stands there: `!Ref Environment`, `${var.environment}`."""
    words = [word for word in _WORD.findall(written) if not _FUNCTION.fullmatch(word)]
    return (words[0] if words else "unknown")[:_MAX_NAME].rstrip(".:-")


def _statements(document: PolicyDocument) -> list[Resolved]:
    """The statements of a document with their origins; what is not known at all is left out."""
    step = next((step for step, (name, _) in enumerate(document.value) if name == "Statement"), None)
    if step is None:
        return []
    place = document.place.child(step)
    value = document.value[step][1]
    places = [place.child(each) for each in range(len(value))] if isinstance(value, list) else [place]
    return [Resolved(each.value, origin_of(each)) for each in places if isinstance(each.value, Object)]


def _remade(document: PolicyDocument, statements: list[Resolved]) -> PolicyDocument:
    """The document with these statements."""
    members: list[_Member] = []
    for step, (name, value) in enumerate(document.value):
        place = document.place.child(step)
        if name == "Statement":
            members.append((name, origin_of(place).place, resolved_list(statements, origin_of(place).place)))
        elif not has_hole(value):
            members.append((name, origin_of(place).place, Resolved(value, origin_of(place))))
    made = resolved_object(members, origin_of(document.place).place)
    assert isinstance(made.value, Object)  # noqa: S101 (it was made as one)
    return PolicyDocument(document.name, made.value, made.place)


def _lump(value: Json, place: Place) -> Resolved:
    """A value that stands nowhere, shown at one place."""
    if isinstance(value, Object):
        return resolved_object([(name, place, _lump(item, place)) for name, item in value], place)
    if isinstance(value, list):
        return resolved_list([_lump(item, place) for item in value], place)
    return Resolved(value, Origin(place, ()))


def _opened(statement: Resolved, conditions: tuple[str, ...]) -> Iterator[Resolved]:
    """A statement without holes; one whose resources are not all known becomes two."""
    place = statement.place
    fields = {name: Field(item, place.child(step)) for step, (name, item) in enumerate(_object(statement))}
    if any(name in fields and has_hole(fields[name].value) for name in ("Effect", "Action", "NotAction")):
        fields = {name: _known(field) if name in ("Action", "NotAction") else field for name, field in fields.items()}
        if any(name in fields and has_hole(fields[name].value) for name in ("Effect", "NotAction")):
            return  # whether it allows anything, and what, is not known
    open_keys = dict.fromkeys(f"${{{name}}}" for name in conditions)
    if "Condition" in fields and has_hole(fields["Condition"].value):
        kept, names = _known_conditions(fields["Condition"])
        open_keys.update(dict.fromkeys(f"${{{name}}}" for name in names))
        fields["Condition"] = kept
    resources = [name for name in ("Resource", "NotResource") if name in fields and has_hole(fields[name].value)]
    if not resources:
        yield _with(fields, open_keys, place)
        return
    name = resources[0]
    items = list(fields[name].items()) if isinstance(fields[name].value, list) else [fields[name]]
    named = {f"${{{hole}}}": None for item in items for hole in holes(item)}
    if name == "Resource":
        yield _with({**fields, name: _texts(items, [symbolic(item) for item in items], fields[name])}, open_keys, place)
        wide = [re.sub(r"[*]{2,}", "*", _text(item).replace(HOLE, "*")) for item in items if has_hole(item.value)]
        yield _with({**fields, name: _texts(items, wide, fields[name])}, {**open_keys, **named}, place)
        return
    rest = [item for item in items if not has_hole(item.value)]
    everything = {**fields, name: _texts(rest, [_text(item) for item in rest], fields[name])}
    if not rest:
        del everything[name]
        everything["Resource"] = _texts(items[:1], ["*"], fields[name])
    yield _with(everything, {**open_keys, **named}, place)


def _object(statement: Resolved) -> Object:
    return statement.value if isinstance(statement.value, Object) else Object()


def _text(item: Field) -> str:
    return item.value if isinstance(item.value, str) else UNKNOWN


def _known(field: Field) -> Field:
    """The actions that are known of a list of them."""
    known = [item for item in field.items() if not has_hole(item.value)]
    return _texts(known, [_text(item) for item in known], field) if known else field


def _texts(items: Sequence[Field], texts: Sequence[str], around: Field) -> Field:
    """A list of texts, each shown where its item stands."""
    places = [origin_of(item.place).place for item in items]
    made = [Resolved(text, Origin(place, ())) for text, place in zip(texts, places, strict=False)]
    found = resolved_list(made, origin_of(around.place).place)
    return Field(found.value, found.place)


def _known_conditions(condition: Field) -> tuple[Field, list[str]]:
    """A condition without the tests that depend on holes, and the names of those."""
    members: list[_Member] = []
    names: list[str] = []
    for operator, block in condition.fields.items():
        inner: list[_Member] = []
        for key, value in block.fields.items():
            if HOLE in key or has_hole(value.value):
                values = [value, *value.items()]
                names += [hole for each in values for hole in holes(each)] or ["unknown"]
            else:
                inner.append((key, origin_of(value.place).place, Resolved(value.value, origin_of(value.place))))
        if inner and HOLE not in operator:
            around = origin_of(block.place).place
            members.append((operator, around, resolved_object(inner, around)))
        elif HOLE in operator or not block.fields:
            names.append("unknown")
    if is_unknown(condition.value):
        names += holes(condition)
    made = resolved_object(members, origin_of(condition.place).place)
    return Field(made.value, made.place), names


def _with(fields: dict[str, Field], open_keys: Iterable[str], place: Place) -> Resolved:
    """A statement of these elements, with a condition on each of the keys."""
    origin = origin_of(place).place
    keys = list(open_keys)
    members: list[_Member] = [
        (name, origin_of(field.place).place, Resolved(field.value, origin_of(field.place)))
        for name, field in fields.items()
        if name != "Condition"
    ]
    condition = fields.get("Condition")
    tests: list[_Member] = [
        (operator, origin_of(block.place).place, Resolved(block.value, origin_of(block.place)))
        for operator, block in (condition.fields.items() if condition is not None else ())
    ]
    if keys:
        used = {operator for operator, _, _ in tests}
        operator = next((each for each in _OPERATORS if each not in used), _OPERATORS[0])
        tests.append((operator, origin, _lump(Object((key, "known") for key in keys), origin)))
    if tests:
        members.append(("Condition", origin, resolved_object(tests, origin)))
    return resolved_object(members, origin)
