"""Files that strangers may have made are opened and decoded within bounds."""

import os
from pathlib import Path

import pytest

from iamscope.errors import InputError
from iamscope.inputs.files import MAX_BYTES, decode, encode_like, read_bytes, shown_path


def refused(path: str | Path) -> str:
    with pytest.raises(InputError) as error:
        read_bytes(str(path))
    return error.value.message


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"{}", "{}"),
        (b"\xef\xbb\xbf{}", "{}"),
        (b"\xff\xfe" + "é\r\n".encode("utf-16-le"), "é\r\n"),
        (b"\xfe\xff" + "é".encode("utf-16-be"), "é"),
        (b"a\x00b", "a\x00b"),
    ],
)
def test_decode(data: bytes, text: str) -> None:
    assert decode(data, "x").text == text
    assert encode_like(data, text) == data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ab\xff", "not valid UTF-8: byte 0xff at offset 2"),
        (b"\xef\xbb\xbfa\xc3", "not valid UTF-8: byte 0xc3 at offset 4"),
        (b"\xff\xfea", "not valid UTF-16-LE: byte 0x61 at offset 2"),
    ],
)
def test_decode_names_the_first_wrong_byte(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as error:
        decode(data, "x")
    assert error.value.message == message


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    assert refused(tmp_path) == "cannot be read: is a directory"
    assert refused(tmp_path / "missing") == "cannot be read: no such file or directory"
    assert refused("nul\x00") == "is no path"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        assert refused(tmp_path / "pipe") == "not a regular file"
    if os.path.exists("/dev/zero"):
        assert refused("/dev/zero") == "not a regular file"


def test_a_file_has_a_largest_size(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES)
    assert len(read_bytes(str(path))) == MAX_BYTES
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert refused(path) == "larger than 16 MiB (16,777,217 bytes)"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.touch(mode=0)
    assert refused(path) == "cannot be read: permission denied"


def test_shown_paths_are_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path("-") == "<stdin>"
    assert shown_path(str(tmp_path / "a" / "b.json")) == "a/b.json"
    assert shown_path("./a//b.json") == "a/b.json"
    assert shown_path(str(tmp_path.parent)) == str(tmp_path.parent).replace(os.sep, "/")
