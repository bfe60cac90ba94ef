"""Finds and reads files of expectations.

Such a file is a mapping in YAML or JSON with a list of `tests`, each of which says `allow`, `deny` or `never`; the
fields beside `tests` are those of a request, and hold for all of them. docs/policy-tests.md describes it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from iamscope.access.snapshot_requests import SnapshotRequests
from iamscope.errors import InputError
from iamscope.inputs.discover import FoundFile, discover
from iamscope.inputs.documents import entries, members, plain, read_document, wrong
from iamscope.inputs.files import read_bytes
from iamscope.inputs.policy_references import References
from iamscope.inputs.request_files import field
from iamscope.inputs.snapshots import read_snapshot
from iamscope.logic.evaluation.request import FIELDS, merged
from iamscope.logic.patterns import matches
from iamscope.suggestion import suggestion
from iamscope.syntax.document import Place
from iamscope.syntax.elements import Element
from iamscope.syntax.json_value import Object
from iamscope.unit_tests.expectations import Expectation, Principal, Suite, Verb, policies_of

TESTS = "tests"
_SUFFIXES = (".yaml", ".yml", ".json")
_VERBS = tuple(Verb)
_NAMES_TESTS = re.compile(rb"""(?:^|[\s{,])["']?tests["']?\s*:""")
_NAMES_VERB = re.compile(rb"""["']?(?:allow|deny|never)["']?\s*:""")
#: What a test may say, and what may stand beside `tests`.
_OF_TEST = ("name", *_VERBS, "by", *(name for name in FIELDS if name != "action"))
_OF_FILE = ("name", TESTS, "snapshot", *(name for name in FIELDS if name != "action"))
#: More than these are in no file that a person wrote.
_MOST_REQUESTS = 10_000
_MOST_TESTS = 10_000


def find_suites(paths: Iterable[str], failed: Callable[[InputError], None]) -> Iterator[Suite]:
    """The suites of the named files and folders; what cannot be read goes to `failed`.

    Files met in a folder are read if they look like expectations; a named one must be some.
    """
    named = tuple(paths)
    folders = [path for path in named if os.path.isdir(path)]
    for file in discover(named):
        try:
            if not file.named and not _may_be_suite(file):
                continue
            suite = read_suite(file.path, [*folders, "."])
        except InputError as error:
            if file.named or _mentions_tests(file.path):
                failed(error)
            continue
        if suite is not None:
            yield suite
        elif file.named:
            failed(InputError(f"`{file.path}` holds no tests", f"a file of expectations has a list of `{TESTS}`"))


def _may_be_suite(file: FoundFile) -> bool:
    return file.path.lower().endswith(_SUFFIXES) and _mentions_tests(file.path)


def _mentions_tests(path: str) -> bool:
    try:
        data = read_bytes(path)
    except InputError:
        return False
    # a file of another tool's may have tests, too, and a template is made into one of ours only later
    return bool(_NAMES_TESTS.search(data) and _NAMES_VERB.search(data)) and b"{{" not in data


def read_suite(path: str, allowed: Iterable[str] = ()) -> Suite | None:
    """The suite of a file, or None for a file of something else; raises InputError with the place.

    Policies are read from below the file's own folder and the `allowed` ones, and from nowhere else.
    """
    document = read_document(path)
    if not _is_suite(document.value):
        return None
    fields = members(document.root)
    _refuse_unknown(fields, _OF_FILE)
    references = References(path, allowed)
    snapshot = _snapshot(fields["snapshot"].place, references) if "snapshot" in fields else None
    of_file = {name: field(element, references) for name, element in fields.items() if name in FIELDS}
    tests = list(entries(fields[TESTS].place))
    if len(tests) > _MOST_TESTS:
        raise wrong(fields[TESTS].place, f"more than {_MOST_TESTS:,} tests", "spread them over several files")
    expectations = tuple(_expectation(test, of_file, references, snapshot) for test in tests)
    found = {id(policy): policy for test in expectations for policy in policies_of(test.fields)}
    return Suite(document.source.path, expectations, tuple(found.values()))


def _is_suite(value: object) -> bool:
    tests = value.get(TESTS) if isinstance(value, Object) else None
    return isinstance(tests, list) and any(
        isinstance(test, Object) and any(name in _VERBS for name, _ in test) for test in tests
    )


def _refuse_unknown(fields: Mapping[str, Element], known: tuple[str, ...]) -> None:
    for name, element in fields.items():
        if name not in known:
            raise wrong(element.place.key, f"`{name}` means nothing here", suggestion(name, list(known)))


def _snapshot(place: Place, references: References) -> SnapshotRequests:
    """The snapshot at the path that a place names; raises InputError if any of it cannot be read."""
    parts = []
    for part in read_snapshot([references.path(place)]):
        if part.problems:
            problem = part.problems[0]
            raise wrong(place, f"`{problem.path}`: {problem.message}", problem.help)
        parts.append(part)
    return SnapshotRequests(parts)


def _expectation(
    place: Place, of_file: Mapping[str, Any], references: References, snapshot: SnapshotRequests | None
) -> Expectation:
    said = members(place)
    _refuse_unknown(said, _OF_TEST)
    verbs = [name for name in said if name in _VERBS]
    if len(verbs) != 1:
        raise wrong(place, "a test says exactly one of `allow`, `deny` and `never`", "make it one test each")
    own = {name: field(element, references) for name, element in said.items() if name in FIELDS}
    for fields in (of_file, own):
        if not isinstance(fields.get("context") or {}, dict):
            raise wrong(place, "`context` is no mapping", "map condition keys to values or lists of values")
    fields = merged(of_file, own)
    verb = Verb(verbs[0])
    test = Expectation(
        name=_text(said.get("name"), "name") or _default_name(verb, plain(said[verb].place)),
        verb=verb,
        actions=_texts(said[verb].place),
        resources=_texts_of(fields.pop("resource", None), place, "resource", verb),
        principals=_principals(fields, place, verb, snapshot),
        fields={name: value for name, value in fields.items() if name != "principal"},
        place=said[verb].place.key,
        by=_text(said.get("by"), "by"),
        anyone="principal" not in fields,
        snapshot=snapshot,
    )
    if not 0 < test.size <= _MOST_REQUESTS:
        raise wrong(place, f"a test comes to {test.size:,} requests", f"1 to {_MOST_REQUESTS:,} are possible")
    return test


def _default_name(verb: Verb, actions: object) -> str:
    listed = actions if isinstance(actions, list) else [actions]
    return f"{verb} {', '.join(map(str, listed))}"


def _text(element: Element | None, name: str) -> str:
    if element is None:
        return ""
    value = plain(element.place)
    if not isinstance(value, str):
        raise wrong(element.place, f"`{name}` is no text", "write a text")
    return value


def _texts(place: Place) -> tuple[str, ...]:
    found = []
    for item in entries(place):
        value = plain(item)
        if not isinstance(value, str):
            raise wrong(item, "a text is wanted here", "write one, or a list of some")
        found.append(value)
    return tuple(found)


def _texts_of(value: object, place: Place, name: str, verb: Verb) -> tuple[str, ...]:
    if value is None:
        if verb is Verb.NEVER:
            return ("*",)
        raise wrong(place, f"no `{name}` is named", f"add `{name}` to the test or beside `{TESTS}`")
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str) for item in listed):
        raise wrong(place, f"`{name}` is no text", "write one, or a list of some")
    return tuple(listed)


def _principals(
    fields: Mapping[str, Any], place: Place, verb: Verb, snapshot: SnapshotRequests | None
) -> tuple[Principal, ...]:
    """The callers of a test; patterns stand for the users and roles of the snapshot that match."""
    if "principal" not in fields:
        if verb is Verb.NEVER:
            return (None, *(snapshot.principals if snapshot is not None else ()))
        raise wrong(place, "no `principal` is named", f"add it to the test or beside `{TESTS}`; null is anonymous")
    value = fields["principal"]
    listed: list[Principal] = value if isinstance(value, list) else [value]
    if snapshot is None:
        return tuple(listed)
    return tuple(caller for item in listed for caller in _matching(item, snapshot, place))


def _matching(principal: Principal, snapshot: SnapshotRequests, place: Place) -> list[Principal]:
    if not isinstance(principal, str) or ("*" not in principal and "?" not in principal):
        return [principal]
    found: list[Principal] = [arn for arn in snapshot.principals if matches(principal, arn)]
    if not found:
        raise wrong(place, f"no user or role of the snapshot matches `{principal}`", "check the pattern")
    return found
