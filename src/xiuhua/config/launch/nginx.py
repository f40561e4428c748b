"""The front door's configuration, generated for one installation."""

from __future__ import annotations

import http
import http.client
import json
import os
import signal
from contextlib import closing, suppress
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from string import Template

from xiuhua.config.launch.children import Program
from xiuhua.config.launch.packages import program
from xiuhua.config.launch.places import Places
from xiuhua.config.launch.words import Refused

_HERE = Path(__file__).parent
_BODY_LIMIT = "64m"
_ANSWER_S = 1.0
_UNAVAILABLE = (
    "系统正在启动或恢复，请稍后重试。 The service is starting or recovering; please try again shortly."
)
_TOO_LARGE = f"上传内容超过 {_BODY_LIMIT}。 The upload is larger than {_BODY_LIMIT}."
# Only a front on this machine may say who the visitor is and whether TLS was used.
_REAL_IP = """    set_real_ip_from 127.0.0.1;
    set_real_ip_from ::1;
    real_ip_header X-Forwarded-For;"""


@dataclass(frozen=True, kw_only=True)
class FrontDoor:
    """Where the product is reached.

    Args:
        host: the address to listen on.
        port: the port to listen on.
        https: whether TLS ends in front of the product.
        known_as: a host name that the product takes requests for.
    """

    host: str
    port: int
    https: bool = False
    known_as: str = "localhost"

    @property
    def url(self) -> str:
        """Return what a browser on this machine opens."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.host, _bracketed(self.host))  # noqa: S104
        return f"http://{host}:{self.port}"

    def answers(self) -> bool:
        """Return whether the product answers behind it, without asking any proxy."""
        reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared
        connection = http.client.HTTPConnection(reached, self.port, timeout=_ANSWER_S)
        with closing(connection), suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/healthz", headers={"Host": self.known_as})
            return connection.getresponse().status == http.HTTPStatus.OK
        return False


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _envelope(code: str, message: str) -> str:
    return json.dumps({"code": code, "message": message, "fields": {}}, ensure_ascii=False)


def nginx_configuration(places: Places, door: FrontDoor, *, root: bool, cores: int) -> str:
    """Return the whole configuration.

    Args:
        places: the installation.
        door: where to listen.
        root: whether nginx starts as root; its workers then stay root, because nobody else may reach the
            folders of a private installation. A bureau runs it as an ordinary user: docs/production.md.
        cores: processors of the machine.
    """
    return Template((_HERE / "nginx.conf").read_text(encoding="utf-8")).substitute(
        user="user root;" if root else "",
        workers=min(cores, 4),
        run=places.run,
        work=work_folder(places),
        sockets=places.sockets,
        front=places.front,
        files=places.files,
        listen=f"{_bracketed(door.host)}:{door.port}",
        proto="$told_proto" if door.https else "$scheme",
        real_ip=_REAL_IP if door.https else "",
        body_limit=_BODY_LIMIT,
        unavailable_json=_envelope("unavailable", _UNAVAILABLE),
        too_large_json=_envelope("too_large", _TOO_LARGE),
    )


def work_folder(places: Places) -> Path:
    """Return nginx's working folder: buffered uploads and the page for when nobody answers."""
    return places.run / "nginx"


def nginx_program(places: Places, door: FrontDoor) -> Program:
    """Write the configuration and return the front door as a program to be supervised."""
    binary = program("nginx")
    if binary is None:
        raise Refused("nginx_missing")
    work = work_folder(places)
    work.mkdir(parents=True, exist_ok=True)
    (work / "unavailable.html").write_bytes((_HERE / "unavailable.html").read_bytes())
    configuration = places.run / "nginx.conf"
    written = nginx_configuration(places, door, root=os.getuid() == 0, cores=os.cpu_count() or 1)
    configuration.write_text(written, encoding="utf-8")
    return Program(
        name="nginx",
        command=(binary, "-e", "stderr", "-p", str(work), "-c", str(configuration)),
        environment={"PATH": os.defpath},
        folder=work,
        farewell=((signal.SIGQUIT, 1.0), (signal.SIGTERM, 1.0)),  # first let answers finish
        on_orphaned=signal.SIGTERM,  # the master takes its workers along
    )
