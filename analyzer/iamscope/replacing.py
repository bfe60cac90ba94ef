"""Puts a file in place in one step: readers see the old one or the new one, never a part."""

from __future__ import annotations

import os
import tempfile


def replace_file(path: str, data: bytes, mode: int | None = None) -> None:
    """Writes a file through a temporary one beside it; raises OSError and then leaves nothing behind.

    Without a `mode` only its owner may read it, as mkstemp makes it.
    """
    folder = os.path.dirname(os.path.abspath(path))
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=".iamscope-", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, path)
    except BaseException:  # an interrupt, too, must not leave the temporary file behind
        os.unlink(temporary)
        raise
