"""Is the address free, and who holds it if not."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from xiuhua.config.launch.words import Refused

_LISTENING = "0A"  # linux/tcp_states.h
_LAST = 65535
_NO_SUCH_ADDRESS = {errno.EADDRNOTAVAIL, socket.EAI_NONAME, socket.EAI_AGAIN, socket.EAI_NODATA}


def port_free(host: str) -> int:
    """Return a port that nobody uses at this moment."""
    with socket.create_server((host, 0)) as server:
        port: int = server.getsockname()[1]
    return port


def port_require(host: str, port: int) -> None:
    """Make sure that the front door can open here.

    Raises:
        Refused: somebody listens there already, this user may not, or there is no such address.
    """
    if not 0 < port <= _LAST:
        raise Refused("port_unknown", port=port, last=_LAST)
    try:
        # reuse_port stays off: two front doors on one port would share the visitors.
        socket.create_server((host, port)).close()
    except PermissionError as error:
        raise Refused("port_not_allowed", port=port) from error
    except OSError as error:
        if error.errno in _NO_SUCH_ADDRESS:
            raise Refused("host_unknown", host=host) from error
        if error.errno != errno.EADDRINUSE:
            raise
        holder = port_holder(port)
        raise Refused("port_taken_by" if holder else "port_taken", port=port, holder=holder) from error


def port_holder(port: int) -> str:
    """Return the name and number of who listens on a port; empty where this user may not know."""
    inodes = set(_listening_inodes(port))
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, or another user's
            if inodes & set(_open_files(process)):
                return f"{(process / 'comm').read_text().strip()} ({process.name})"
    return ""


def _open_files(process: Path) -> Iterator[str]:
    for entry in (process / "fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            yield str(entry.readlink())


def _listening_inodes(port: int) -> Iterator[str]:
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        lines = table.read_text().splitlines()[1:] if table.exists() else []
        for _, address, _, state, *_, inode in (line.split()[:10] for line in lines):
            if state == _LISTENING and int(address.rpartition(":")[2], 16) == port:
                yield f"socket:[{inode}]"
