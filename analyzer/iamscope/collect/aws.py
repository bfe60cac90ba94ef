"""Sessions with AWS: who is calling, other accounts' roles, clients that retry patiently."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from iamscope.errors import UsageError

if TYPE_CHECKING:
    from boto3.session import Session


class CollectError(UsageError):
    """Collecting cannot start or go on."""


@dataclass(frozen=True)
class Account:
    """An account that a session reads."""

    id: str
    partition: str
    session: Session
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def global_region(self) -> str:
        """The region that answers for services without regions."""
        from iamscope.spec import load

        partition = load().partitions.get(self.partition)
        return partition.global_region if partition is not None else "us-east-1"

    def client(self, service: str, region: str) -> Any:
        """A client that backs off when AWS throttles; the same one for the same service and region."""
        with self._lock:  # making clients is not safe in threads; using them is
            if (service, region) not in self._clients:
                self._clients[service, region] = make_client(self.session, service, region)
            return self._clients[service, region]

    def offers(self, service: str, region: str) -> bool:
        """Whether a service exists in a region, as far as boto3 knows; a service that it knows no regions of may."""
        known = self.session.get_available_regions(service, partition_name=self.partition)
        return not known or region in known


def make_client(session: Session, service: str, region: str) -> Any:
    """A client with adaptive retries."""
    from botocore.config import Config

    from iamscope import __version__

    config = Config(
        retries={"mode": "adaptive", "total_max_attempts": 10},
        connect_timeout=10,
        read_timeout=60,
        max_pool_connections=20,
        user_agent_extra=f"iamscope/{__version__}",
    )
    return session.client(service, region_name=region, config=config)


def connect(profile: str | None = None) -> Account:
    """The account of the caller's own credentials; raises CollectError where there are none, or no boto3."""
    try:
        import boto3
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as error:
        raise CollectError(
            "`iamscope collect` needs boto3, which is not installed", "run `pip install 'iamscope[aws]'`"
        ) from error
    try:
        session = boto3.session.Session(profile_name=profile)
        caller = make_client(session, "sts", session.region_name or "us-east-1").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise CollectError(
            f"AWS does not know the caller: {error}",
            "sign in (`aws sso login`), set AWS_PROFILE, or give `--profile`",
        ) from error
    return Account(caller["Account"], caller["Arn"].split(":")[1], session)


def assume(caller: Account, id: str, role: str) -> Account:
    """Another account by a role in it; raises botocore's ClientError where the role cannot be assumed.

    Its credentials live in memory alone, and are renewed while collecting takes longer than they last.
    """
    import boto3
    from botocore.credentials import RefreshableCredentials
    from botocore.session import get_session

    arn = f"arn:{caller.partition}:iam::{id}:role/{role}"

    def renew() -> dict[str, str]:
        sts = caller.client("sts", caller.global_region)
        credentials = sts.assume_role(RoleArn=arn, RoleSessionName="iamscope-collect")["Credentials"]
        return {
            "access_key": credentials["AccessKeyId"],
            "secret_key": credentials["SecretAccessKey"],
            "token": credentials["SessionToken"],
            "expiry_time": credentials["Expiration"].isoformat(),
        }

    session = get_session()
    # the descriptions of services are read once for all accounts
    session.register_component("data_loader", caller.session._session.get_component("data_loader"))  # noqa: SLF001
    session._credentials = RefreshableCredentials.create_from_metadata(renew(), renew, "sts-assume-role")  # noqa: SLF001
    return Account(id, caller.partition, boto3.session.Session(botocore_session=session))
