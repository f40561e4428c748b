"""One web process: granian serving the WSGI application on a unix socket.

`python -m xiuhua.config.launch.web SOCKET`
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

from xiuhua.config.launch.children import dies_with_parent

_THREADS = 4


def application_load() -> Callable[..., object]:
    """Return the application inside granian's worker, which must not outlive granian when that is killed."""
    dies_with_parent()
    from xiuhua.config.wsgi import application  # noqa: PLC0415 — only the worker needs Django

    return application


def main(socket: Path) -> None:
    """Serve until told to stop."""
    socket.unlink(missing_ok=True)  # a killed life of this process could not take its socket along
    server = Granian(
        "xiuhua.config.wsgi:application",
        uds=socket,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        blocking_threads=_THREADS,
        websockets=False,
        workers_kill_timeout=3,
    )
    server.serve(target_loader=application_load, wrap_loader=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
