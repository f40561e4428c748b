"""Places, sockets, ports, secrets, stamps and the server's settings."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from xiuhua.config.launch.cluster import Cluster, settings_for
from xiuhua.config.launch.credentials import passwords_ensure, pgpass_read, pgpass_text
from xiuhua.config.launch.places import SOCKET_PATH_BYTES, Places, fits_socket, short_folder
from xiuhua.config.launch.ports import port_free, port_require
from xiuhua.config.launch.stamps import content_digest, is_stamped, stamp_write
from xiuhua.config.launch.words import Refused

_GIB = 1024**3


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_nobody_else_may_look_at_the_secrets(tmp_path: Path) -> None:
    places = Places(root=tmp_path, var=tmp_path / "var", tools=tmp_path)
    places.make()
    passwords = passwords_ensure(places.secrets / "pgpass")
    assert mode_of(places.secrets) == 0o700
    assert mode_of(places.secrets / "pgpass") == 0o600
    assert passwords_ensure(places.secrets / "pgpass") == passwords
    assert len(set(passwords.values())) == 4


def test_a_lost_password_alone_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "pgpass"
    file.write_text(pgpass_text({"postgres": "one", "xiuhua_owner": "two", "xiuhua_app": "three"}))
    found = passwords_ensure(file)
    assert {**found, "xiuhua_gateway": ""} == {
        "postgres": "one", "xiuhua_owner": "two", "xiuhua_app": "three", "xiuhua_gateway": ""
    }  # fmt: skip
    assert pgpass_read(file.read_text()) == found


def test_a_path_that_is_too_long_for_a_socket_gets_a_short_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 100)
    places = Places(root=tmp_path, var=deep, tools=tmp_path)
    cluster = Cluster(home=deep / "pg", pgpass=deep / "pgpass")
    for folder, name in ((places.sockets, "background.sock"), (cluster.sockets, ".s.PGSQL.5432")):
        assert fits_socket(folder / name)
        assert not folder.is_relative_to(deep)
        assert str(folder).isascii()
    for made in {places.sockets, cluster.sockets.parent}:
        made.rmdir()


def test_the_limit_counts_bytes_not_characters() -> None:
    assert fits_socket(Path("/" + "a" * (SOCKET_PATH_BYTES - 1)))
    assert not fits_socket(Path("/" + "a" * SOCKET_PATH_BYTES))
    assert not fits_socket(Path("/" + "绣" * 36))


def test_a_short_folder_that_somebody_else_laid_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xiuhua.config.launch.places.tempfile.gettempdir", lambda: str(tmp_path))
    folder = short_folder(Path("/somewhere"))
    folder.rmdir()
    folder.symlink_to("/etc")
    with pytest.raises((Refused, FileExistsError)):
        short_folder(Path("/somewhere"))


def test_a_taken_port_names_its_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(Refused) as refusal:
            port_require("127.0.0.1", port)
    assert refusal.value.code == "port_taken_by"
    assert str(os.getpid()) in str(refusal.value)


def test_a_free_port_is_taken_again_at_once() -> None:
    port = port_free("127.0.0.1")
    port_require("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "port", "code"),
    [
        ("127.0.0.1", 0, "port_unknown"),
        ("127.0.0.1", 65536, "port_unknown"),
        ("192.0.2.1", 8000, "host_unknown"),
        ("no-such-host.invalid", 8000, "host_unknown"),
    ],
)
def test_an_address_that_is_none_is_refused(host: str, port: int, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        port_require(host, port)
    assert refusal.value.code == code


def test_a_stamp_holds_for_one_content_only(tmp_path: Path) -> None:
    file = tmp_path / "lock.txt"
    file.write_text("one")
    digest = content_digest([file], "3.11")
    stamp_write(tmp_path / "stamps" / "run", digest)
    assert is_stamped(tmp_path / "stamps" / "run", digest)
    assert content_digest([file], "3.12") != digest
    file.write_text("two")
    assert not is_stamped(tmp_path / "stamps" / "run", content_digest([file], "3.11"))


def test_a_digest_tells_where_one_file_ends(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("xy")
    second.write_text("")
    before = content_digest([first, second])
    first.write_text("x")
    second.write_text("y")
    assert content_digest([first, second]) != before


def test_a_commit_survives_a_power_cut_everywhere_but_in_tests() -> None:
    product = settings_for(memory_bytes=8 * _GIB, cores=2, durable=True)
    tests = settings_for(memory_bytes=8 * _GIB, cores=2, durable=False)
    assert {"fsync", "synchronous_commit", "full_page_writes"}.isdisjoint(product)
    assert {tests[name] for name in ("fsync", "synchronous_commit", "full_page_writes")} == {"off"}


@pytest.mark.parametrize(("gib", "buffers"), [(0.5, "128MB"), (8, "1024MB"), (256, "4096MB")])
def test_the_server_takes_its_share_of_the_memory(gib: float, buffers: str) -> None:
    found = settings_for(memory_bytes=int(gib * _GIB), cores=2, durable=True)
    assert found["shared_buffers"] == buffers


def test_few_cores_get_no_parallel_plans() -> None:
    few, many = (settings_for(memory_bytes=_GIB, cores=cores, durable=True) for cores in (2, 16))
    assert few["max_parallel_workers_per_gather"] == "0"
    assert many["max_parallel_workers_per_gather"] == "2"
