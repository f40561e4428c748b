"""The generated configuration of the front door, as text and as nginx reads it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from xiuhua.config.launch.nginx import FrontDoor, is_loopback, nginx_configuration, nginx_program, work_folder
from xiuhua.config.launch.packages import program
from xiuhua.config.launch.places import Places
from xiuhua.config.launch.ports import port_free


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(root=tmp_path, var=tmp_path / "var", tools=tmp_path / "tools")
    made.make()
    return made


def configuration(places: Places, *, host: str = "127.0.0.1", https: bool = False, root: bool = False) -> str:
    return nginx_configuration(places, FrontDoor(host=host, port=8000, https=https), root=root, cores=8)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),  # noqa: S104 - what a person may write
        ("::", "http://[::1]:8000"),
        ("10.0.0.7", "http://10.0.0.7:8000"),
    ],
)
def test_the_printed_address_can_be_opened_on_this_machine(host: str, url: str) -> None:
    assert FrontDoor(host=host, port=8000).url == url


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("10.0.0.7", False)]
)
def test_loopback_is_recognised(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_only_a_front_that_was_announced_may_speak_for_the_visitor(places: Places) -> None:
    plain, behind_tls = configuration(places), configuration(places, https=True)
    assert "real_ip_header" not in plain
    assert "X-Forwarded-Proto $scheme;" in plain
    assert "real_ip_header X-Forwarded-For;" in behind_tls
    assert "X-Forwarded-Proto $told_proto;" in behind_tls


def test_a_request_that_may_have_changed_something_is_never_sent_twice(places: Places) -> None:
    assert "non_idempotent" not in configuration(places)
    assert "proxy_next_upstream error timeout;" in configuration(places)


def test_an_address_of_version_six_is_bracketed(places: Places) -> None:
    assert "listen [::1]:8000;" in configuration(places, host="::1")


def test_only_root_names_a_user(places: Places) -> None:
    assert "user root;" in configuration(places, root=True)
    assert "user root;" not in configuration(places)


@pytest.mark.skipif(program("nginx") is None, reason="no nginx on this machine")
@pytest.mark.parametrize("https", [False, True])
def test_nginx_takes_the_configuration(places: Places, *, https: bool) -> None:
    door = FrontDoor(host="127.0.0.1", port=port_free("127.0.0.1"), https=https)
    command = nginx_program(places, door).command
    told = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert "warn" not in told.stderr
    assert (work_folder(places) / "unavailable.html").is_file()
