"""Finds the policies of a Terraform file, each with the kind that its module makes of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from iamscope.inputs.grants import granted
from iamscope.inputs.policies import Container, FoundPolicy, Judge, Verdict, find_policies, resembles_policy
from iamscope.inputs.terraform.blocks import Attribute, Block
from iamscope.inputs.terraform.conditions import Assumptions
from iamscope.inputs.terraform.documents import TYPE, PolicyDocument
from iamscope.inputs.terraform.evaluator import Evaluator
from iamscope.inputs.terraform.holders import Holder, Uses, grant_form, held_by
from iamscope.inputs.terraform.module import Module, ModuleFile
from iamscope.inputs.terraform.stand_ins import stand_ins
from iamscope.inputs.terraform.values import Lump, Member, NamedDocument, Value, at, constant, object_of, unknown
from iamscope.policy_types import PolicyType
from iamscope.syntax.derived import Resolved, origin_of
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import HOLE, Json, Object, is_unknown

#: What a policy, or an expression that reads one from a file, does not lack.
_WORDS = ("tatement", "file(")
#: Blocks whose attributes hold values.
_KINDS = frozenset({"resource", "data", "module", "locals", "output", "provider", "variable", "ephemeral"})


#: The truths of conditions that are not known, and which of the texts that something is compared with it is.
_SCENARIOS = ((True, 0), (False, 0), (True, 1), (True, 2), (True, 3))


class _Root(NamedTuple):
    """Where policies are looked for: the names that lead there, and what is known of what holds them."""

    names: tuple[str, ...]
    holder: Holder | None
    readable: str
    judge: Judge


class PolicyFinder:
    """The policies of one file of a module."""

    def __init__(self, file: ModuleFile, module: Module) -> None:
        self._file = file
        self._uses = Uses(module)
        self._find = stand_ins(other.source.text for other in module.files)
        self._evaluators = [Evaluator(module, Assumptions(truth=truth, choice=choice)) for truth, choice in _SCENARIOS]
        self._elsewhere = {other.source.path for other in module.files if other is not file}
        self._seen: set[Place] = set()

    def policies(self) -> list[FoundPolicy]:
        """In the order of the file; those that it reads from other files come last."""
        own = self._file.source.path
        return sorted(self._all(), key=lambda policy: _order(policy.place, own))

    def _all(self) -> Iterator[FoundPolicy]:
        """What a document or local value holds is found with whatever takes it first: documents themselves, resources,
        and only then local values.
        """
        for block in sorted(self._file.blocks, key=_rank):
            if block.kind not in _KINDS:
                continue
            if _is_document(block):
                yield from self._document(block)
            elif block.kind == "data" and block.labels[:1] == ("template_file",) and len(block.labels) == 2:
                yield from self._template(block)
            elif block.kind == "resource" and len(block.labels) == 2:
                yield from self._resource(block)
            else:
                yield from self._by_shape(block, (block.kind, *block.labels), frozenset())

    def _document(self, block: Block) -> Iterator[FoundPolicy]:
        if len(block.labels) != 2 or not (block.blocks("statement") or block.dynamic("statement")):
            return
        name = block.labels[1]
        root = _Root(("data", TYPE, name), self._uses.holder("data", name), f"data.{TYPE}.{name}", as_policy)
        yield from self._found(root, lambda evaluator: _document_value(block, evaluator))

    def _template(self, block: Block) -> Iterator[FoundPolicy]:
        type, name = block.labels
        root = _Root(("data", type, name), self._uses.holder("template", name), f"data.{type}.{name}", as_policy)
        yield from self._found(root, lambda evaluator: _template_value(block, evaluator))

    def _resource(self, block: Block) -> Iterator[FoundPolicy]:
        type, name = block.labels
        taken = set()
        numbers: Counter[tuple[str, ...]] = Counter()
        for held in held_by(block):
            taken.add(held.path[0])
            number = numbers[held.path]
            numbers[held.path] += 1
            if held.holder is None:
                continue
            holder = held.holder
            if type == "aws_iam_policy" and name in self._uses.boundaries:
                holder = Holder(PolicyType.BOUNDARY)
            path = held.path if len(held.path) == 1 else (held.path[0], str(number), *held.path[1:])
            readable = ".".join((type, name, *held.path))
            root = _Root(("resource", type, name, *path), holder, readable, as_policy)
            yield from self._found(root, _evaluation(held.attribute))
        yield from self._grant(block)
        yield from self._by_shape(block, ("resource", type, name), frozenset(taken))

    def _grant(self, block: Block) -> Iterator[FoundPolicy]:
        form = grant_form(block.labels[0])
        if form is None:
            return
        evaluator = self._evaluators[0]
        members = []
        for attribute in block.attributes():
            value = at(evaluator.evaluate(attribute.expression), attribute.expression.place)
            if value.json is not None:
                members.append(Member(attribute.name, attribute.key, value))
        if block.labels[0] == "aws_cloudwatch_event_permission" and block.attribute("action") is None:
            members.append(Member("action", block.place, constant("events:PutEvents", block.place)))
        made = object_of(members, block.place)
        NamedDocument(made, ("resource", *block.labels))  # which gives the place its pointer
        names = ("resource", *block.labels)
        grant = granted(form, Resolved(made.json, made.origin), names)
        if grant is not None:
            yield grant._replace(container=Container(PolicyType.RESOURCE, form.resource_type, ".".join(block.labels)))

    def _by_shape(self, block: Block, names: tuple[str, ...], taken: frozenset[str]) -> Iterator[FoundPolicy]:
        if not _may_hold(block.text):
            return
        for attribute in block.attributes():
            if attribute.name in taken or not _may_hold(attribute.expression.text):
                continue
            if block.kind == "locals":
                holder = self._uses.holder("local", attribute.name)
                root = _Root(("locals", attribute.name), holder, f"local.{attribute.name}", _no_bare_statements)
            else:
                readable = ".".join((*names[block.kind == "resource" :], attribute.name))
                root = _Root((*names, attribute.name), None, readable, lambda *_: None)
            yield from self._found(root, _evaluation(attribute))
        for number, inner in enumerate(block.inner()):
            if inner.kind not in taken and not (inner.kind == "dynamic" and set(inner.labels) & taken):
                yield from self._by_shape(inner, (*names, inner.kind, str(number)), frozenset())

    def _found(self, root: _Root, evaluate: Callable[[Evaluator], Value]) -> Iterator[FoundPolicy]:
        """The policies in a value; one under several conditions is one policy."""
        found: dict[str, FoundPolicy] = {}
        places = set()
        for number, evaluator in enumerate(self._evaluators):
            assumptions = evaluator.assumptions
            if number > 1 and assumptions.choice >= self._evaluators[0].assumptions.choices:
                break
            assumptions.asked = False
            value = evaluate(evaluator)
            is_found = value.source_path in self._elsewhere or value.origin.place in self._seen
            places.add(value.origin.place)
            for policy in () if is_found else self._in_value(value, root):
                pointer = policy.place.pointer
                known = found.get(pointer)
                if known is None:
                    found[pointer] = policy
                elif all(policy.value != place.value for place in (known.place, *known.others)):
                    found[pointer] = known._replace(others=(*known.others, policy.place))
            if not assumptions.asked:
                break
        self._seen |= places
        yield from found.values()

    def _in_value(self, value: Value, root: _Root) -> Iterator[FoundPolicy]:
        is_here = value.source_path == self._file.source.path
        place = NamedDocument(value, root.names if is_here else ()).root
        found = list(find_policies(place, root.names, root.judge, self._find))
        if not found and root.holder is not None and _is_broken(value.json):
            found = [FoundPolicy(place, value.json, root.names)]
        for policy in found:
            holder = root.holder if policy.names == root.names else None
            yield policy._replace(container=Container(*(holder or Holder(None)), root.readable))


def _document_value(block: Block, evaluator: Evaluator) -> Value:
    name = block.labels[1]
    value = evaluator.remembered("document", name, lambda: PolicyDocument(block, evaluator).value())
    return unknown(block.place) if value is None else value


def _template_value(block: Block, evaluator: Evaluator) -> Value:
    name = block.labels[1]
    value = evaluator.remembered("template", name, lambda: evaluator.scope.template(name, evaluator))
    return unknown(block.place) if value is None else value


def _order(place: Place, own: str) -> tuple[bool, str, tuple[int, ...]]:
    """What policies are sorted by: their file, and where they begin in it."""
    while True:
        place = origin_of(place).place
        document = place.document
        if isinstance(document, Lump):
            place = document.where
        elif document.outer is not None:
            place = document.outer
        else:
            path = document.source.path
            return path != own, path, place.steps


def _is_document(block: Block) -> bool:
    return block.kind == "data" and block.labels[:1] == (TYPE,)


def _rank(block: Block) -> int:
    return 0 if _is_document(block) else 2 if block.kind == "locals" else 1


def _evaluation(attribute: Attribute) -> Callable[[Evaluator], Value]:
    return lambda evaluator: evaluator.evaluate(attribute.expression)


def _may_hold(text: str) -> bool:
    return any(word in text for word in _WORDS)


def _is_broken(value: Json) -> bool:
    """Whether a value is a text that was meant as a policy in JSON, and nothing in it is unknown."""
    return isinstance(value, str) and HOLE not in value and value.lstrip()[:1] == "{" and "tatement" in value


def as_policy(_: tuple[str, ...], value: Json) -> Verdict | None:
    """Knows that a value is a policy, whatever its shape."""
    is_meant = isinstance(value, Object) and not is_unknown(value) and resembles_policy(value)
    return Verdict.POLICY if is_meant else None


def _no_bare_statements(_: tuple[str, ...], value: Json) -> Verdict | None:
    """Leaves lists of statements in local values to the policies that they are put into."""
    return Verdict.INSIDE if isinstance(value, list) else None
