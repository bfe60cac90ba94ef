"""Who may call: how statements name callers, and enough callers that every combination is shown by one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from iamscope.logic.decide.answers import Principal
from iamscope.logic.decide.atoms import Atom
from iamscope.logic.decide.budget import Budget
from iamscope.logic.decide.classes import classes
from iamscope.logic.decide.domains import globs_of
from iamscope.logic.decide.expressions import (
    Anonymous,
    CallerClass,
    CanonicalUsers,
    FederatedProviders,
    InAccounts,
    OfKinds,
    OutsideAccounts,
    Services,
)
from iamscope.logic.decide.globs import (
    ANY,
    DIGIT,
    NO_COLON,
    NO_SLASH,
    Glob,
    Token,
    arn_glob,
    glob,
    has_wildcard,
    plain,
    shape,
)
from iamscope.logic.decide.sessions import sessions
from iamscope.logic.evaluation.callers import Caller, CallerKind, parse_caller

#: The keys that follow from who calls, in lower case: user guide, reference_policies_condition-keys.
CALLER_KEYS = frozenset(
    {
        "aws:principalarn",
        "aws:principalaccount",
        "aws:principaltype",
        "aws:principalisawsservice",
        "aws:principalservicename",
        "aws:username",
    }
)
#: Keys that only callers of an account carry; those ending in `/` are families.
_ACCOUNT_KEYS = ("aws:principalorgid", "aws:principalorgpaths", "aws:principaltag/")
_PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
#: Accounts of AWS's documentation, for callers that no policy names.
_EXAMPLE_ACCOUNTS = ("111122223333", "444455556666", "777788889999", "123456789012")


def needs_account(key: str) -> bool:
    """Whether only callers of an account carry a key."""
    return key in _ACCOUNT_KEYS or key.startswith(_ACCOUNT_KEYS[-1])


class Named:
    """The entries of a `Principal` or `NotPrincipal` element; equal if `identity` is.

    `lenient` is that of a Deny statement's `NotPrincipal`, which leaves out only those whose account, and role, it
    names as well.
    """

    def __init__(self, entries: frozenset[tuple[str, str]], excluded: bool, lenient: bool) -> None:
        self.identity = (entries, excluded, lenient and excluded)
        self.entries = entries
        self.excluded = excluded
        self.lenient = lenient and excluded

    @cached_property
    def _aws(self) -> frozenset[str]:
        return frozenset(value for kind, value in self.entries if kind == "AWS")

    @cached_property
    def roles(self) -> frozenset[tuple[str, str]]:
        """Roles as what stands before their path, and their name."""
        return frozenset(
            (value[: value.index(":role/")], value.rsplit("/", 1)[-1]) for value in self._aws if ":role/" in value
        )

    def includes(self, caller: Caller) -> bool:
        """Whether the element speaks of a caller."""
        named = self._ways(caller)
        if not self.excluded:
            return bool(named)
        if not self.lenient or "everyone" in named:
            return not named - {"account"}
        return not named >= _all_ways(caller)

    def _ways(self, caller: Caller) -> set[str]:
        ways = set()
        if "*" in self._aws:
            ways.add("everyone")
        if caller.in_account:
            ways |= self._account_ways(caller)
        else:
            kind = {"service": "Service", "federated": "Federated", "canonical": "CanonicalUser"}.get(caller.kind.value)
            if (kind, caller.id) in self.entries:
                ways.add("self")
        return ways

    def _account_ways(self, caller: Caller) -> set[str]:
        ways = set()
        start = f"arn:{caller.partition}:iam::{caller.account}"
        if caller.account in self._aws or f"{start}:root" in self._aws:
            ways.add("self" if caller.kind is CallerKind.ROOT else "account")
        if caller.id in self._aws and caller.kind is not CallerKind.ROOT:
            ways.add("role" if caller.kind is CallerKind.ROLE else "self")
        if caller.role_arn:
            if caller.role_arn in self._aws:
                ways.add("role")
        elif caller.kind is CallerKind.SESSION and (start, caller.name) in self.roles:
            ways.add("role")
        if caller.kind is CallerKind.FEDERATED_USER and f"{start}:user/{caller.name}" in self._aws:
            ways.add("role")
        return ways


def _all_ways(caller: Caller) -> set[str]:
    """How a Deny's `NotPrincipal` must name a caller to leave him out."""
    if not caller.in_account or caller.kind is CallerKind.ROOT:
        return {"self"}
    if caller.kind is CallerKind.ROLE:
        return {"role", "account"}
    return {"self", "role", "account"} if caller.kind is CallerKind.SESSION else {"self", "account"}


class Classes:
    """The element of a predicate on the caller's class."""

    def __init__(self, classes: tuple[CallerClass, ...]) -> None:
        self.identity = classes
        self.entries = frozenset(
            ("AWS", account)
            for each in classes
            if isinstance(each, InAccounts | OutsideAccounts)
            for account in each.accounts
        )

    def includes(self, caller: Caller) -> bool:
        return any(is_in(each, caller) for each in self.identity)


def is_in(wanted: CallerClass, caller: Caller) -> bool:
    """Whether a caller is of a class."""
    match wanted:
        case InAccounts(accounts):
            return caller.account in accounts
        case OutsideAccounts(accounts):
            return caller.in_account and caller.account not in accounts
        case OfKinds(kinds):
            return caller.kind in kinds
        case Anonymous():
            return caller.kind is CallerKind.ANONYMOUS
        case Services():
            return caller.kind is CallerKind.SERVICE
        case FederatedProviders():
            return caller.kind is CallerKind.FEDERATED
        case CanonicalUsers():
            return caller.kind is CallerKind.CANONICAL


class Candidate(NamedTuple):
    """A caller, how a request names him, and the keys that follow from him; `given` are those that the request must
    state, because they do not follow from his name.
    """

    caller: Caller
    principal: Principal
    keys: Mapping[str, str]
    given: Mapping[str, str] = MappingProxyType({})


def _candidate(principal: Principal) -> Candidate:
    caller = parse_caller(principal)
    return Candidate(caller, principal, {key.lower(): value for key, value in caller.context()})


#: A caller that no statement asks about.
SOMEBODY = "arn:aws:iam::111122223333:user/somebody"
SOME_ROLE = "arn:aws:iam::111122223333:role/somerole"


def candidates(elements: Iterable[Named | Classes], atoms: Sequence[Atom], budget: Budget) -> Iterator[Candidate]:
    """Callers for elements that name them and atoms on `CALLER_KEYS`. Raises `ExhaustedError`."""
    entries = sorted({entry for element in elements for entry in element.entries})
    found = set()
    for principal in _principals(entries, atoms, budget):
        try:
            each = _candidate(principal)
        except ValueError:
            continue  # an entry that names no principal
        if each.caller not in found:
            found.add(each.caller)
            yield each
    values = [value for kind, value in entries if kind == "AWS"]
    of_arns = [atom for atom in atoms if atom.key == "aws:principalarn"]
    for session in sessions(values, of_arns, budget):
        each = _candidate(session.arn)
        if session.role:
            caller, arn = each.caller._replace(role_arn=session.role), session.role
            each = Candidate(caller, session.arn, {**each.keys, "aws:principalarn": arn}, {"aws:PrincipalArn": arn})
        if each.caller not in found:
            found.add(each.caller)
            yield each


def _principals(entries: list[tuple[str, str]], atoms: Sequence[Atom], budget: Budget) -> Iterator[Principal]:
    by_key: dict[str, list[Atom]] = {}
    for atom in atoms:
        by_key.setdefault(atom.key, []).append(atom)
    arn_like = [value for kind, value in entries if kind == "AWS"]
    yield from _in_accounts(arn_like, by_key, budget)
    for kind, atom_key, example in (
        ("Service", "aws:principalservicename", "other-service.amazonaws.com"),
        ("Federated", "", "other-provider.example.com"),
        ("CanonicalUser", "", "0" * 64),
    ):
        values = [value for each, value in entries if each == kind]
        yield from ({kind: value} for value in values)
        if atom_key in by_key:
            yield from ({kind: text} for text, _ in classes([], [globs_of(each) for each in by_key[atom_key]], budget))
        yield {kind: _unlike(example, values)}
    yield None


def _unlike(example: str, taken: Sequence[str]) -> str:
    while example in taken:
        example = "1" + example
    return example


def _in_accounts(values: list[str], by_key: Mapping[str, list[Atom]], budget: Budget) -> Iterator[str]:
    """Roots, users, roles and sessions: those that are named, and others in the same accounts and elsewhere."""
    tested = [*by_key.get("aws:principalarn", ()), *by_key.get("aws:principalaccount", ())]
    names = _usernames(by_key.get("aws:username", ()), budget)
    accounts = {field for value in values for field in _accounts_in(value)}
    accounts |= {field for atom in tested for value in atom.values for field in _accounts_in(plain(value))}
    other = next((account for account in _EXAMPLE_ACCOUNTS if account not in accounts), "999988887777")
    while other in accounts:
        other = f"{int(other) + 1:012d}"
    partitions = _partitions(
        [*values, *(plain(value) for atom in by_key.get("aws:principalarn", ()) for value in atom.values)]
    )
    for partition in partitions:
        for account in (other, *sorted(accounts)):
            yield from _examples(partition, account, names)
    for value in values:
        if not value.isdigit() and ":assumed-role/" not in value:  # of an account the root is there
            yield value
        yield from (each for each in _sessions_of(value) if ":assumed-role/" not in each)
    if any(atom.family != "Null" for atom in tested):
        yield from _by_pattern(values, by_key, partitions, budget)


def _partitions(texts: Iterable[str]) -> Sequence[str]:
    """The partitions that ARNs of callers name. An account is in one of them, so that of the others nobody calls."""
    named = {fields[1] for text in texts if (fields := text.split(":", 2))[0] == "arn" and len(fields) == 3}
    if any(has_wildcard(each) for each in named):
        named = {each for each in named if not has_wildcard(each)} | set(_PARTITIONS)
    return sorted(named) or _PARTITIONS[:1]


def _accounts_in(value: str) -> list[str]:
    return [field for field in value.split(":")[:6] if len(field) == 12 and field.isascii() and field.isdigit()]


def _examples(partition: str, account: str, names: Sequence[str]) -> Iterator[str]:
    iam, sts = f"arn:{partition}:iam::{account}", f"arn:{partition}:sts::{account}"
    for name in names or ("somebody",):
        yield f"{iam}:user/{name}"
    yield f"{iam}:role/somerole"
    yield f"{sts}:assumed-role/somerole/session"
    yield f"{iam}:root"
    yield f"{sts}:federated-user/somebody"


def _sessions_of(value: str) -> Iterator[str]:
    """Callers that are the named one in another form: sessions of a role or user, the role of a session."""
    head, separator, resource = value.partition(":role/")
    name = resource.rsplit("/", 1)[-1]
    if separator:
        yield f"{head.replace(':iam:', ':sts:')}:assumed-role/{name}/session"
        yield f"{head}:role/{name}"
    head, separator, resource = value.partition(":user/")
    if separator:
        yield f"{head.replace(':iam:', ':sts:')}:federated-user/{resource.rsplit('/', 1)[-1]}"
    head, separator, resource = value.partition(":assumed-role/")
    if separator:
        role = resource.partition("/")[0]
        yield f"{head.replace(':sts:', ':iam:')}:role/{role}"
        yield f"{head}:assumed-role/{role}/other-session"


def _usernames(atoms: Sequence[Atom], budget: Budget) -> list[str]:
    """Names of users for the conditions on `aws:username`."""
    compared = [atom for atom in atoms if atom.family != "Null"]
    if not compared:
        return []
    name = shape((NO_SLASH, "+"))
    return [text for text, _ in classes([name], [globs_of(atom) for atom in compared], budget)]


def _by_pattern(
    values: list[str],
    by_key: Mapping[str, list[Atom]],
    partitions: Sequence[str],
    budget: Budget,
) -> Iterator[str]:
    """One principal for each way in which ARNs and their accounts match the patterns of conditions."""
    elements = [globs_of(atom) for atom in by_key.get("aws:principalarn", ()) if atom.family != "Null"]
    accounts = [atom for atom in by_key.get("aws:principalaccount", ()) if atom.family != "Null"]
    elements += [[_around_account(value) for value in atom.values] for atom in accounts]
    whole_accounts = [value for value in values if value.isdigit() or value.endswith(":root")]
    elements += [[glob(_arns_of_account(value))] for value in whole_accounts]
    named = {each for value in values for each in (value, *_sessions_of(value))}
    names = [_arns_of_names(atom) for atom in by_key.get("aws:username", ()) if atom.family != "Null"]
    for partition in partitions:
        head = f"arn:{partition}:iam::"
        yield from _unnamed(shape(head, (DIGIT, "12"), ":root"), elements, named, budget)
        yield from _unnamed(shape(head, (DIGIT, "12"), ":role/", (ANY, "+")), elements, named, budget)
        user = shape(head, (DIGIT, "12"), ":user/", (ANY, "*"), (NO_SLASH, ""))
        yield from _unnamed(user, elements + names, named, budget)
        # the ARN that conditions see of a session is that of its role
        for role in _unnamed(shape(head, (DIGIT, "12"), ":role/", (NO_SLASH, "+")), elements, named, budget):
            yield from _sessions_of(role)
        federated = shape(f"arn:{partition}:sts::", (DIGIT, "12"), ":federated-user/", (NO_SLASH, "+"))
        yield from _unnamed(federated, elements, named, budget)


def _unnamed(form: Glob, elements: list[list[Glob]], named: set[str], budget: Budget) -> Iterator[str]:
    """ARNs of a form for each way in which they match the elements, none of them among those that are named."""
    avoid: set[str] = set()
    while True:
        found = [text for text, _ in classes([form], elements, budget, avoid=avoid)]
        yield from found
        collided = named.intersection(found)
        if not collided:
            return
        avoid |= collided


def _arns_of_names(atom: Atom) -> list[Glob]:
    """The ARNs of users whose names have one of the atom's values."""
    user = ("arn:", (NO_COLON, "*"), ":iam::", (DIGIT, "12"), ":user/")
    heads = shape(*user), shape(*user, (ANY, "*"), "/")
    names = [name for each in globs_of(atom) if (name := _without_slash(each)) is not None]
    return [Glob(head.tokens + name.tokens, head.loops[:-1] + name.loops) for head in heads for name in names]


def _without_slash(name: Glob) -> Glob | None:
    """The glob for texts without a slash alone; None if it has one."""
    tokens = tuple(_narrowed(token) for token in name.tokens)
    if any(not token.chars and not token.inverted for token in tokens):
        return None
    return Glob(tokens, tuple(loop and _narrowed(loop) for loop in name.loops))


def _narrowed(token: Token) -> Token:
    return Token(token.chars + "/", True) if token.inverted else Token(token.chars.replace("/", ""))


def _arns_of_account(value: str) -> str:
    """The pattern of the callers that a `Principal` entry for an account names."""
    return f"arn:*:*::{value}:*" if value.isdigit() else value.removesuffix("root").replace(":iam:", ":*:") + "*"


def _around_account(value: str) -> Glob:
    """The pattern of ARNs whose account matches a pattern."""
    builder = ["arn:*:*::", value.replace(":", ""), ":*"]
    return arn_glob("".join(builder)) or Glob((), (None,))
