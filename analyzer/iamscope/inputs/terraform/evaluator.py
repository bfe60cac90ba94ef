"""Works out HCL expressions, as far as the module alone tells: the rest are holes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import NamedTuple

from tree_sitter import Node

from iamscope.errors import InputError
from iamscope.inputs.terraform import templates
from iamscope.inputs.terraform.blocks import Expression, JsonExpression
from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.functions import FUNCTIONS, PASS_THROUGH, UNKNOWN_ARGUMENTS
from iamscope.inputs.terraform.hcl import Hcl, HclDocument, child_of_type, named
from iamscope.inputs.terraform.interpolations import Here, Inside
from iamscope.inputs.terraform.operators import operated
from iamscope.inputs.terraform.scope import Scope
from iamscope.inputs.terraform.templates import Names
from iamscope.inputs.terraform.values import (
    Member,
    Value,
    at,
    constant,
    list_of,
    members_of,
    object_of,
    rounds_of,
    text_of,
    unknown,
    weight_of,
)
from iamscope.source import Source
from iamscope.syntax.derived import Origin
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, Json, Number, Object

#: Deeper than any policy in a local in a local.
_MAX_DEPTH = 60
#: Work for one file, in expressions that are looked at and values that functions take.
_MAX_STEPS = 100_000
#: To parse so many characters of a template is as much work as one expression.
_CHARACTERS_OF_STEP = 64
#: For all templates of one file that have texts of their own.
_TEMPLATE_SECONDS = 5.0
#: Values of what is not there.
_NOTHING: tuple[Json, ...] = ("", [], Object(), None)


class _Known(NamedTuple):
    """What something with a name was worked out to be, whether anything was assumed for that, and whether it hangs on
    variables.
    """

    value: Value | None
    asked: bool = False
    used_variables: bool = False


class Evaluator:
    """Works out expressions of one module, under one set of assumptions."""

    def __init__(self, scope: Scope, assumptions: Assumptions) -> None:
        self.scope = scope
        self.assumptions = assumptions
        self._known: dict[tuple[str, str], _Known] = {}
        self._used_variables = False
        self._steps = 0
        self._seconds = _TEMPLATE_SECONDS
        self._kinds: dict[str, Callable[[Here, Node], Value]] = {
            "expression": self._expression,
            "literal_value": self._literal,
            "string_lit": self._string,
            "quoted_template": self._string,
            "template_expr": self._only_child,
            "heredoc_template": self._heredoc,
            "collection_value": self._only_child,
            "tuple": self._tuple,
            "object": self._object,
            "function_call": self._call,
            "conditional": self._conditional,
            "for_expr": self._for,
            "variable_expr": self._variable,
            "operation": self._operation,
        }

    def evaluate(self, expression: Expression, names: Names | None = None, depth: int = 0) -> Value:
        """The value of an expression; `names` are what iterators and templates bind."""
        if isinstance(expression, JsonExpression):
            return self._json(expression.place, names or {}, depth)
        return self._eval(Here(expression.hcl, names or {}, depth), expression.node)

    def _eval(self, here: Here, node: Node) -> Value:
        self._steps += 1
        kind = self._kinds.get(node.type)
        if kind is None or here.depth > _MAX_DEPTH or self._steps > _MAX_STEPS:
            return unknown(here.hcl.place(node))
        return kind(here, node)

    def inner(self, here: Here, node: Node) -> Value:
        """The value of a part of an expression, shown in the text of that."""
        value = self._eval(here._replace(depth=here.depth + 1), node)
        return at(value, here.hcl.place(node))

    def _expression(self, here: Here, node: Node) -> Value:
        if node.has_error and any(child.is_error or child.is_missing for child in node.children):
            return unknown(here.hcl.place(node))
        return self._with_access(here, node, list(named(node)))

    def _with_access(self, here: Here, node: Node, parts: list[Node]) -> Value:
        """The value of a part of `node` that others look into: `[local.a, .b, [0]]`."""
        if not parts:
            return unknown(here.hcl.place(node))
        if parts[0].type == "variable_expr" and len(parts) > 1:
            return self._reference(here, node, here.hcl.text(parts[0]), parts[1:])
        value = self._eval(here._replace(depth=here.depth + 1), parts[0])
        return self._access(here, node, value, parts[1:])

    def _only_child(self, here: Here, node: Node) -> Value:
        child = next(named(node), None)
        return unknown(here.hcl.place(node)) if child is None else self._eval(here, child)

    def _literal(self, here: Here, node: Node) -> Value:
        child = next(named(node), None)
        place = here.hcl.place(node)
        if child is None:
            return unknown(place)
        if child.type == "string_lit":
            return self._string(here, child)
        text = here.hcl.text(child)
        if child.type == "numeric_lit":
            return constant(Number(text), place)
        if child.type == "bool_lit":
            return constant(text == "true", place)
        return constant(None, place) if child.type == "null_lit" else unknown(place)

    def _string(self, here: Here, node: Node) -> Value:
        return templates.quoted(here.hcl, node, Inside(self, here))

    def _heredoc(self, here: Here, node: Node) -> Value:
        return templates.heredoc(here.hcl, node, Inside(self, here))

    def _tuple(self, here: Here, node: Node) -> Value:
        items = [self.inner(here, child) for child in named(node) if child.type == "expression"]
        return list_of(items, here.hcl.place(node))

    def _object(self, here: Here, node: Node) -> Value:
        members = []
        for element in named(node):
            parts = list(named(element)) if element.type == "object_elem" else []
            if len(parts) == 2:
                key, value = parts
                members.append(Member(self._name(here, key), here.hcl.place(key), self.inner(here, value)))
        return object_of(members, here.hcl.place(node))

    def _name(self, here: Here, node: Node) -> str:
        """The name of a member: a bare word stands for itself."""
        parts = list(node.children)
        if len(parts) == 1 and parts[0].type == "variable_expr":
            return here.hcl.text(node)
        text = self.inner(here, node).text
        return HOLE if text is None else text

    def _operation(self, here: Here, node: Node) -> Value:
        operation = next(named(node), node)
        place = here.hcl.place(node)
        sign, operands = "", [list[Node]()]
        for child in operation.children:
            if child.is_named:
                operands[-1].append(child)
            else:
                sign = here.hcl.text(child)
                operands.append([])
        inside = here._replace(depth=here.depth + 1)
        values = [self._with_access(inside, node, parts) for parts in operands if parts]
        found = operated(sign, values)
        return unknown(place) if found is None else constant(found, place)

    def _conditional(self, here: Here, node: Node) -> Value:
        parts = list(named(node))
        if len(parts) != 3:
            return unknown(here.hcl.place(node))
        known = self.truth(here, parts[0])
        truth = self.assumptions.of(here.hcl.text(parts[0])) if known is None else known
        value = self._eval(here._replace(depth=here.depth + 1), parts[1] if truth else parts[2])
        if known is None and value.json in _NOTHING:  # that something is not there is no more than assumed
            nothing = unknown(here.hcl.place(node))
            return list_of([nothing], here.hcl.place(node)) if isinstance(value.json, list) else nothing
        return value

    def truth(self, here: Here, node: Node) -> bool | None:
        """The truth of a condition; one that a caller of the module decides is not known, whatever the default."""
        used, self._used_variables = self._used_variables, False
        value = self.inner(here, node).json
        is_decided_here = isinstance(value, bool) and not self._used_variables
        self._used_variables = used or self._used_variables
        return bool(value) if is_decided_here else None

    def _for(self, here: Here, node: Node) -> Value:
        place = here.hcl.place(node)
        made = next(named(node), node)
        intro = child_of_type(made, "for_intro")
        if intro is None:
            return unknown(place)
        bound = [here.hcl.text(child) for child in named(intro) if child.type == "identifier"]
        over = child_of_type(intro, "expression")
        results = [child for child in named(made) if child.type == "expression"]
        rounds = None if over is None else rounds_of(self.inner(here, over))
        if rounds is None or not bound or "..." in here.hcl.text(made)[-8:]:
            return unknown(place)
        condition = child_of_type(made, "for_cond")
        made_values: list[list[Value]] = []
        for key, item in rounds:
            names = dict(here.names) | dict(zip(bound, (key, item)[-len(bound) :], strict=False))
            inside = here._replace(names=names, depth=here.depth + 1)
            if condition is not None:
                test = child_of_type(condition, "expression")
                truth = self.inner(inside, test).json if test is not None else None
                if not isinstance(truth, bool):
                    return unknown(place)
                if not truth:
                    continue
            made_values.append([self.inner(inside, result) for result in results])
        if made.type == "for_object_expr":
            members = [Member(key.text or HOLE, key.origin.place, value) for key, value in made_values]
            return object_of(members, place)
        return list_of([values[0] for values in made_values], place)

    def _variable(self, here: Here, node: Node) -> Value:
        return here.names.get(here.hcl.text(node)) or unknown(here.hcl.place(node))

    def _reference(self, here: Here, node: Node, root: str, rest: list[Node]) -> Value:
        place = here.hcl.place(node)
        if root in here.names:
            return self._access(here, node, here.names[root], rest)
        name = here.hcl.text(rest[0]).removeprefix(".").strip() if rest[0].type == "get_attr" else ""
        if root == "path" and name in ("module", "root"):
            return constant(".", place)
        if root == "data":
            return self._data(here, node, rest)
        if root == "local":
            value = self._defined(root, name, self.scope.local(name), here.depth)
        elif root == "var":
            self._used_variables = True
            value = self._defined(root, name, self.scope.default(name), here.depth)
            value = value and constant(value.json, place, value.weight)
        else:
            value = None
        return unknown(place) if value is None else self._access(here, node, value, rest[1:])

    def _data(self, here: Here, node: Node, rest: list[Node]) -> Value:
        """The text of a document or template, however many of it there are."""
        names = [here.hcl.text(part).removeprefix(".").strip() for part in rest if part.type == "get_attr"]
        others = [part.type for part in rest if part.type != "get_attr"]
        value = None
        if len(names) == 3 and others in ([], ["index"]) and here.depth <= _MAX_DEPTH:
            type, name, attribute = names
            if type == "aws_iam_policy_document" and attribute in ("json", "minified_json"):
                value = self.remembered("document", name, lambda: self.scope.document(name, self))
                value = value and value._replace(is_encoded=True)
            elif type == "template_file" and attribute == "rendered":
                value = self.remembered("template", name, lambda: self.scope.template(name, self))
        return unknown(here.hcl.place(node)) if value is None else value

    def rendered(self, template: Value, names: Names) -> Value:
        """The text of a template that is all of a file."""
        document = template.origin.place.document
        if not isinstance(document, HclDocument) or template.json != document.source.text:
            return unknown(template.origin.place)
        return self._template(document.source, None, names, 0)

    def _defined(self, root: str, name: str, expression: Expression | None, depth: int) -> Value | None:
        if expression is None:
            return None
        return self.remembered(root, name, lambda: self.evaluate(expression, None, depth + 1))

    def remembered(self, root: str, name: str, work_out: Callable[[], Value | None]) -> Value | None:
        """What something that has a name was worked out to be; None while, or because, it refers to itself."""
        assumptions = self.assumptions
        if (root, name) not in self._known:
            self._known[root, name] = _Known(None)
            before = assumptions.asked, self._used_variables
            assumptions.asked = self._used_variables = False
            self._known[root, name] = _Known(work_out(), assumptions.asked, self._used_variables)
            assumptions.asked, self._used_variables = before
        known = self._known[root, name]
        assumptions.asked |= known.asked
        self._used_variables |= known.used_variables
        return known.value

    def _access(self, here: Here, node: Node, value: Value | None, accessors: list[Node]) -> Value:
        for number, accessor in enumerate(accessors):
            if value is None or value.is_unknown or value.is_encoded:
                break
            if accessor.type == "get_attr":
                value = value.member(here.hcl.text(accessor).removeprefix(".").strip())
            elif accessor.type == "index":
                value = _indexed(value, self._index(here, accessor))
            elif accessor.type == "splat":
                inner = next(named(accessor), None)
                after = [*(named(inner) if inner is not None else ()), *accessors[number + 1 :]]
                items = value.items if isinstance(value.json, list) else [value]
                return list_of([self._access(here, node, item, after) for item in items], here.hcl.place(node))
            else:
                value = None
        return unknown(here.hcl.place(node)) if value is None or (value.is_encoded and accessors) else value

    def _index(self, here: Here, accessor: Node) -> str | None:
        inner = next(named(accessor), None)
        if inner is None:
            return None
        if inner.type == "legacy_index":
            return here.hcl.text(inner).removeprefix(".")
        key = child_of_type(inner, "expression")
        return self.inner(here, key).text if key is not None else None

    def _call(self, here: Here, node: Node) -> Value:
        place = here.hcl.place(node)
        name = here.hcl.text(node.children[0])
        given = child_of_type(node, "function_arguments")
        nodes = [child for child in named(given) if child.type == "expression"] if given is not None else []
        if name in ("file", "templatefile"):
            return self._file(here, node, nodes)
        inside = here._replace(depth=here.depth + 1)
        evaluate = self._eval if name in PASS_THROUGH else self.inner
        arguments = [evaluate(inside, argument) for argument in nodes]
        if given is not None and any(child.type == "ellipsis" for child in given.children) and arguments:
            if not isinstance(arguments[-1].json, list):
                return unknown(place)
            arguments[-1:] = arguments[-1].items
        self._steps += sum(argument.weight for argument in arguments)
        function = FUNCTIONS.get(name)
        if function is None or (name not in UNKNOWN_ARGUMENTS and any(value.is_unknown for value in arguments)):
            return unknown(place)
        try:
            return function(arguments, place)
        except (IndexError, ValueError, TypeError):  # arguments that Terraform would refuse
            return unknown(place)

    def _file(self, here: Here, node: Node, arguments: list[Node]) -> Value:
        place = here.hcl.place(node)
        path = self.inner(here, arguments[0]).text if arguments else None
        if path is None or HOLE in path or here.depth > _MAX_DEPTH // 2:
            return unknown(place)
        source = self.scope.read_file(path)
        if source is None:
            return unknown(place)
        if len(arguments) == 1:
            return text_of(HclDocument(source))
        given = self.inner(here, arguments[1])
        names = {member.name: member.value for member in members_of(given)}
        return self._template(source, None, names, here.depth + 1)

    def _template(self, source: Source, outer: Place | None, names: Names, depth: int) -> Value:
        self._steps += len(source.text) // _CHARACTERS_OF_STEP
        started = time.monotonic()
        try:
            hcl = Hcl(source, outer, is_template=True, seconds=self._seconds)
        except InputError:
            length = len(source.text)
            return unknown(Place(HclDocument(source, outer), (0, length)))
        finally:
            self._seconds -= time.monotonic() - started
        return templates.whole(hcl, Inside(self, Here(hcl, names, depth)))

    def _json(self, place: Place, names: Names, depth: int) -> Value:
        value = place.value
        self._steps += 1
        if depth > _MAX_DEPTH or self._steps > _MAX_STEPS:
            return unknown(place)
        if isinstance(value, Object):
            return object_of(
                [
                    Member(name, place.child(step).key, at(self._json(place.child(step), names, depth + 1), place))
                    for step, (name, _) in enumerate(value)
                ],
                place,
            )
        if isinstance(value, list):
            items = [at(self._json(place.child(step), names, depth + 1), place) for step in range(len(value))]
            return list_of(items, place)
        if isinstance(value, str) and not isinstance(value, Number) and ("${" in value or "%{" in value):
            around = place.document.source
            return self._template(Source(around.path, value, around.scope), place, names, depth)
        return Value(value, Origin(place), weight_of(value))


def _indexed(value: Value, key: str | None) -> Value | None:
    if key is None or HOLE in key:
        return None
    if isinstance(value.json, list):
        return value.child(int(key)) if re.fullmatch(r"[0-9]{1,6}", key) and int(key) < len(value.json) else None
    return value.member(key)
