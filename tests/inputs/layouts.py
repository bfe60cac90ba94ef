"""Policies with something to mend, as people might lay them out in YAML and HCL."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from iamscope.syntax.json_value import Json, Object

_ACTIONS = ["s3:GetObject", "s3:GetObjct", "s3:Get*", "s3:*", "sqs:SendMessage", "sqs:Send*"]
_RESOURCES = ["*", "arn:aws:s3:::it's/*", "arn:aws:s3:::it's/a", "arn:aws:s3:::#b", "arn:aws:s3:::a/${aws:username}"]
_COMMENTS = ["", "", "", " # why", " # - a: [b]"]


def _several(names: list[str]) -> st.SearchStrategy[Json]:
    return st.one_of(st.sampled_from(names), st.lists(st.sampled_from(names), min_size=1, max_size=4))


def _object(members: dict[str, st.SearchStrategy[Json]], needed: tuple[str, ...]) -> st.SearchStrategy[Json]:
    """Some of these members, in any order."""

    @st.composite
    def made(draw: st.DrawFn) -> Json:
        names = draw(st.permutations(list(members)))
        chosen = [name for name in names if name in needed or draw(st.booleans())]
        return Object((name, draw(members[name])) for name in chosen)

    return made()


def _only(*texts: str) -> st.SearchStrategy[Json]:
    return st.sampled_from(list(texts))


_TESTS = _object(
    {"aws:PrincipalTag/a": _several(["*", "a", "b", "a*"]), "aws:PrincipalTag/b": _several(["a", "it's", "#b"])},
    ("aws:PrincipalTag/a",),
)
_CONDITION = _object({"StringLike": _TESTS, "stringequals": _TESTS, "Bool": st.just(Object())}, ())
_STATEMENT = _object(
    {
        "Sid": _only("", "a b", "Fine"),
        "Effect": _only("Allow", "allow", "deny"),
        "Action": _several(_ACTIONS),
        "Resource": _several(_RESOURCES),
        "Condition": _CONDITION,
    },
    ("Effect", "Action", "Resource"),
)
_MISSPELT = _object(
    {"effect": _only("Allow"), "Action": _several(_ACTIONS), "resource": _several(_RESOURCES)},
    ("effect", "Action", "resource"),
)
POLICIES = _object(
    {
        "Version": _only("2012-10-17", "2008-10-17"),
        "Statement": st.lists(st.one_of(_STATEMENT, _MISSPELT), min_size=1, max_size=3),
        "Id": _only("orders"),
    },
    ("Statement",),
)


@st.composite
def yaml(draw: st.DrawFn, value: Json) -> str:
    """The value in YAML, in any mix of block and flow collections, quotes, comments and indentation."""
    return _Yaml(draw).block(value, "  ")


class _Yaml:
    """Lays a value out in YAML by what is drawn."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def _one_of(self, *choices: str) -> str:
        return self._draw(st.sampled_from(choices))

    def scalar(self, text: str, *, in_flow: bool) -> str:
        styles = [json.dumps(text), "'" + text.replace("'", "''") + "'"]
        if text and text[0].isalpha() and "#" not in text and not (in_flow and set(text) & set("{}[],")):
            styles.append(text)
        return self._one_of(*styles)

    def flow(self, value: Json) -> str:
        gap = self._one_of("", " ", "\n                      ", " # why\n                      ")
        between = self._one_of(", ", ",\n                      ", ", # why\n                      ")
        if isinstance(value, Object):
            members = (f"{self.scalar(name, in_flow=True)}: {self.flow(item)}" for name, item in value)
            return "{" + gap + between.join(members) + (gap if "#" not in gap else "\n                      ") + "}"
        if isinstance(value, list):
            return "[" + gap + between.join(map(self.flow, value)) + self._one_of("", " ", ",") + "]"
        return self.scalar(str(value), in_flow=True)

    def block(self, value: Json, indent: str) -> str:
        """What stands behind a name, its line end included."""
        if not isinstance(value, Object | list):
            return f" {self.scalar(str(value), in_flow=False)}{self._one_of(*_COMMENTS)}\n"
        if not value or self._draw(st.booleans()):
            return f" {self.flow(value)}{self._one_of(*_COMMENTS)}\n"
        return self._one_of("", " # why") + "\n" + self._lines(value, indent)

    def _lines(self, value: Json, indent: str) -> str:
        deeper = indent + self._one_of("  ", "    ")
        lines = []
        if isinstance(value, Object):
            for name, item in value:
                lines.append(f"{indent}{self.scalar(name, in_flow=False)}:{self.block(item, deeper)}")
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, Object) and item and self._draw(st.booleans()):
                    lines.append(f"{indent}- " + self._lines(item, f"{indent}  ").removeprefix(f"{indent}  "))
                else:
                    lines.append(
                        f"{indent}-{self.block(item, deeper) if not isinstance(item, Object) else self._item(item)}"
                    )
        return self._one_of("", "\n").join(lines)

    def _item(self, item: Json) -> str:
        return f" {self.flow(item)}{self._one_of(*_COMMENTS)}\n"


@st.composite
def hcl(draw: st.DrawFn, value: Json) -> str:
    """The value as an expression of HCL, on any number of lines, with either sign and comments."""

    def one_of(*choices: str) -> str:
        return draw(st.sampled_from(choices))

    def text(item: str) -> str:
        return json.dumps(item).replace("${", "$${")

    def written(item: Json, indent: str) -> str:
        deeper = f"{indent}  "
        if isinstance(item, Object):
            if not item:
                return "{}"
            sign = one_of(" = ", " : ", "=")
            names = [name if name.isalpha() and draw(st.booleans()) else text(name) for name, _ in item]
            members = [f"{name}{sign}{written(below, deeper)}" for name, (_, below) in zip(names, item, strict=True)]
            if draw(st.booleans()):
                return "{ " + ", ".join(members) + " }"
            ends = one_of("", ",") + one_of("", " # why", " // why")
            return "{\n" + "".join(f"{deeper}{member}{ends}\n" for member in members) + indent + "}"
        if isinstance(item, list):
            items = [written(below, deeper) for below in item]
            if draw(st.booleans()):
                return "[" + ", ".join(items) + "]"
            ends = one_of("", " # why")
            last = one_of("", ",")
            lines = [f"{deeper}{below}{',' if number < len(items) - 1 else last}" for number, below in enumerate(items)]
            return "[\n" + "".join(f"{line}{ends}\n" for line in lines) + indent + "]"
        return text(str(item))

    return written(value, "  ")
