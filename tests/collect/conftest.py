"""An AWS made of moto, in which calls are recorded and can be refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

pytest.importorskip("boto3")

import boto3
import botocore.client
import botocore.loaders
import botocore.session
from botocore.exceptions import ClientError
from botocore.model import ServiceModel
from moto import mock_aws

from iamscope.collect.aws import make_client

ACCOUNT = "123456789012"
REGION = "eu-west-1"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "session-token-of-the-test",
    "AWS_DEFAULT_REGION": REGION,
}


#: Reading AWS's models, and making clients of them, takes most of the time: all sessions and tests share them.
LOADER = botocore.loaders.Loader(include_default_search_paths=True)
_CLIENTS: dict[tuple[str, str, str], Any] = {}


@cache
def model(service: str) -> ServiceModel:
    """What botocore knows of a service."""
    session = botocore.session.get_session()
    session.register_component("data_loader", LOADER)
    return session.get_service_model(service)


def shared_client(session: boto3.session.Session, service: str, region: str) -> Any:
    """The client of a user, service and region."""
    credentials = session.get_credentials()
    key = (credentials.access_key if credentials else "", service, region)
    if key not in _CLIENTS:
        _CLIENTS[key] = make_client(session, service, region)
    return _CLIENTS[key]


@dataclass
class Aws:
    """What was called, as `service:Operation`; patterns of such names that are refused, with the error's code."""

    calls: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def client(self, service: str, region: str = REGION) -> Any:
        return shared_client(boto3.session.Session(), service, region)

    def code_for(self, name: str) -> str | None:
        return next((code for pattern, code in self.refused.items() if re.fullmatch(pattern, name)), None)


@pytest.fixture(name="aws")
def _aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    monkeypatch.setattr("botocore.session.create_loader", lambda _: LOADER)
    monkeypatch.setattr("iamscope.collect.aws.make_client", shared_client)
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    aws = Aws()
    make_call = botocore.client.BaseClient._make_api_call

    def call(client: Any, operation: str, params: dict[str, Any]) -> Any:
        name = f"{client.meta.service_model.service_name}:{operation}"
        aws.calls.append(name)
        code = aws.code_for(name)
        if code is not None:
            raise ClientError({"Error": {"Code": code, "Message": f"not authorized to perform: {name}"}}, operation)
        try:
            return make_call(client, operation, params)
        except ClientError:
            raise
        except Exception as error:  # moto does not know the operation
            raise ClientError({"Error": {"Code": "NotInMoto", "Message": repr(error)}}, operation) from error

    with mock_aws():
        monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", call)
        yield aws
