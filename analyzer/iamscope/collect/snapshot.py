"""Collects a snapshot: each file of each account that is not there yet."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from iamscope.collect.aws import Account, CollectError, assume, connect
from iamscope.collect.calls import Collector, Missing
from iamscope.collect.identity import FILE as IDENTITY
from iamscope.collect.identity import read_authorization_details
from iamscope.collect.organization import accounts_of, read_organization
from iamscope.collect.progress import Progress
from iamscope.collect.snapshot_folder import MISSING, SnapshotFolder
from iamscope.collect.table import Call, File, Listing, load_files

ORGANIZATION = "organization.json"
#: Calls at the same time: enough to hide waiting, few enough not to be throttled.
_THREADS = 16


@dataclass(frozen=True, slots=True)
class Options:
    """What to collect: `role` is assumed in each account of an organisation; no regions are all that are enabled."""

    profile: str | None = None
    regions: tuple[str, ...] = ()
    organization: bool = False
    role: str = "OrganizationAccountAccessRole"


@dataclass(slots=True)
class Summary:
    """What was done: accounts that were looked at, files written and files that were there, calls refused."""

    accounts: int = 0
    written: int = 0
    kept: int = 0
    missing: int = 0


def collect(options: Options, folder: SnapshotFolder, progress: Progress) -> Summary:
    """Collects what is not in the folder yet; raises CollectError when it cannot start or go on."""
    caller = connect(options.profile)
    regions = options.regions or _enabled_regions(caller)
    settings = {"account": caller.id, "regions": sorted(regions), "organization": options.organization}
    folder.open(settings | ({"role": options.role} if options.organization else {}))
    run = _Run(folder, progress, sorted(regions))
    accounts = run.organization(caller) if options.organization else [caller.id]
    for number, id in enumerate(accounts, start=1):
        run.account(caller, id, options.role, (number, len(accounts)))
    progress.clear()
    return run.summary


def _enabled_regions(caller: Account) -> tuple[str, ...]:
    collector = Collector(caller)
    answer = collector.whole(Call("ec2", "describe_regions"), caller.global_region)
    if answer is None:
        raise CollectError(
            f"the regions of account {caller.id} cannot be listed: {collector.missing[0].message}",
            "name them with `--region`",
        )
    return tuple(region["RegionName"] for region in answer["Regions"])


class _Run:
    """Collects account after account into one folder, counting."""

    def __init__(self, folder: SnapshotFolder, progress: Progress, regions: list[str]) -> None:
        self.summary = Summary()
        self._folder = folder
        self._progress = progress
        self._regions = regions

    def organization(self, caller: Account) -> list[str]:
        """The ids of the organisation's accounts, after its file is there."""
        self._progress.show(caller.id, 1, 1, ORGANIZATION)
        if not self._folder.is_complete(ORGANIZATION):
            collector = Collector(caller)
            self._write(ORGANIZATION, read_organization(collector), collector.missing)
        else:
            self.summary.kept += 1
        return accounts_of(self._folder.read(ORGANIZATION))

    def account(self, caller: Account, id: str, role: str, position: tuple[int, int]) -> None:
        """All files of an account; where its role cannot be assumed, a file that says so."""
        from botocore.exceptions import BotoCoreError, ClientError

        self.summary.accounts += 1
        makers = {f"accounts/{id}/{name}": maker for name, maker in self._makers().items()}
        if all(map(self._folder.is_complete, makers)):
            self.summary.kept += len(makers)
            return
        try:
            account = caller if id == caller.id else assume(caller, id, role)
        except (BotoCoreError, ClientError) as error:
            refused = Missing("sts:assume_role", caller.global_region, role, type(error).__name__, str(error))
            self._note(f"accounts/{id}/{MISSING}", [refused])
            return
        self._note(f"accounts/{id}/{MISSING}", [])
        for path, maker in makers.items():
            self._progress.show(id, *position, path.rpartition("/")[2])
            if self._folder.is_complete(path):
                self.summary.kept += 1
                continue
            collector = Collector(account)
            self._write(path, maker(collector), collector.missing)

    def _makers(self) -> dict[str, Callable[[Collector], object]]:
        """What makes the content of each file of an account, None where it could not be read."""
        return {IDENTITY: read_authorization_details} | {
            file.name: partial(self._content, file) for file in load_files()
        }

    def _content(self, file: File, collector: Collector) -> object:
        """What the listings of a file find in all regions, those of a region together."""
        calls = [
            (member, listing, region) for member, listing in file.listings for region in self._asked(collector, listing)
        ]
        pool = ThreadPoolExecutor(_THREADS)
        try:
            found = list(pool.map(lambda call: collector.collect(call[1], call[2]), calls))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        if file.is_list:
            return [record for records in found for record in records]
        content: dict[str, list[Any]] = {member: [] for member, _ in file.listings}
        for (member, _, _), records in zip(calls, found, strict=True):
            content[member] += records
        return content

    def _asked(self, collector: Collector, listing: Listing) -> list[str]:
        """The regions that are asked for a listing."""
        account = collector.account
        if listing.region == "global":
            return [account.global_region]
        regions = self._regions if listing.region is None else [listing.region]
        return [region for region in regions if account.offers(listing.service, region)]

    def _write(self, path: str, content: object, missing: list[Missing]) -> None:
        if content is not None:
            self._folder.write(path, content)
            self.summary.written += 1
        self._note(path, missing)

    def _note(self, path: str, missing: list[Missing]) -> None:
        self.summary.missing += len(missing)
        self._folder.note_missing(path, sorted(missing))
