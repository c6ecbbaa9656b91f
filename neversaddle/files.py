"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path


class CannotWrite(ValueError):
    """A file that cannot be written; the message says which and why."""


def require_writable(path: Path) -> None:
    """Raise CannotWrite if nothing can be written to `path`: found out now rather than at the end of a long run."""
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        if target.is_file() or not target.exists():
            with tempfile.TemporaryFile(dir=target.parent):
                pass
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write text, as UTF-8, or bytes so that `path` holds what it held before or all of them. Raises CannotWrite."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path = Path(os.path.realpath(path))
    try:
        if path.exists() and not path.is_file():
            # A device or a pipe is written to; to put a file in its place would destroy it.
            path.write_bytes(data)
            return
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes files for their owner alone; ours are like any other new file.
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except OSError as error:
        raise CannotWrite(f"cannot write {path}: {error.strerror}") from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
