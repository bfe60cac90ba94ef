"""Find or fetch the pinned packages and verify their hashes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from typing import NamedTuple


class Pin(NamedTuple):
    """One pinned wheel: what it is called, what it hashes to, and what it is used for."""

    name: str
    version: str
    filename: str
    sha256: str
    licence: str
    use: str
    date: str


class PackageError(Exception):
    """A pinned package cannot be had, or is not the one that was pinned."""


def read_pins(path: str) -> list[Pin]:
    """Read the pins file: a JSON list of objects with the fields of `Pin`."""
    with open(path, encoding="utf-8") as file:
        return [Pin(**entry) for entry in json.load(file)]


def sha256_of(path: str) -> str:
    """Return the hexadecimal SHA-256 of a file."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def fetch(pin: Pin, folder: str) -> str:
    """Return the path of the wheel in `folder`, downloading it with pip when it is not there.

    Raises `PackageError` when pip fails or the file's hash is not the pinned one.
    """
    path = os.path.join(folder, pin.filename)
    if not os.path.exists(path):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--dest", folder, f"{pin.name}=={pin.version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not os.path.exists(path):
            raise PackageError(f"pip cannot download {pin.name}=={pin.version}: {done.stderr}")
    found = sha256_of(path)
    if found != pin.sha256:
        raise PackageError(f"{pin.filename} has the hash {found}, the pin says {pin.sha256}")
    return path


def find(pin: Pin, folders: list[str]) -> str:
    """Return the verified path of a wheel: the first folder that has it, else a download into the
    last folder."""
    for folder in folders:
        if os.path.exists(os.path.join(folder, pin.filename)):
            return fetch(pin, folder)
    return fetch(pin, folders[-1])
