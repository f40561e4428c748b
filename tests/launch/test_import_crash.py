"""kill -9 in the middle of an import: nothing of it stays, and it is written once when the worker is back."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from contextlib import closing

import pytest

from tests.launch.installation import Installation, wait_until

pytestmark = [pytest.mark.heavy, pytest.mark.xdist_group("crash")]

_ROWS = 8_000
_BACK_S = 120.0
_BOUNDARY = "xiuhua-import"

# Run by `manage shell`: a clerk with a token, a street, and nothing in it.
_SET_UP = """
import json
from xiuhua.access.services import NewRole, account_create, scope_set, token_issue
from xiuhua.access.terms import Role
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.terms import AreaLevel
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now

scope_set(("",))
clerk = account_create(username="clerk", name="陈晓岚", password="Embroidery-2026", actor=system("setup"),
                       roles=(NewRole(role=Role.GROUND_CLERK, area="990101"),), at=now())
holdings = (Holding(role=Role.GROUND_CLERK, area="990101"),)
actor = Actor(name=f"user:{clerk.pk}", holdings=holdings, user_id=clerk.pk)
_, token = token_issue(name="import", acts=["premises.create", "import.start"], days=1, actor=actor, at=now())
both = (Holding(role="system_admin"), Holding(role="ground_clerk"))
areas_create_many(actor=Actor(name="user:0", holdings=both, user_id=0), at=now(), new=[
    NewArea(code=code, name=name, level=AreaLevel(level)) for code, name, level in (
        ("9901", "云州市", "city"), ("990101", "云河区", "district"), ("990101003", "绣衣街道", "street"))])
print(json.dumps({"token": token}))
"""
_COUNTS = """
SELECT (SELECT count(*) FROM ground_premises), (SELECT count(*) FROM intake_importedrow),
    (SELECT count(*) FROM ledger_entry WHERE subject LIKE 'premises:%')
"""
_WAITS = "SELECT 1 FROM pg_locks WHERE relation = 'intake_importedrow'::regclass AND NOT granted"


def _asked(
    installation: Installation, token: str, path: str, body: bytes = b"", kind: str = "application/json"
) -> tuple[int, Mapping[str, object]]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    with closing(http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)) as connection:
        method = "POST" if body else "GET"
        connection.request(method, f"/api/v1/imports{path}", body=body or None, headers=headers)
        answer = connection.getresponse()
        return answer.status, json.load(answer)


def _table() -> bytes:
    rows = (
        f"YH{number:06},面馆 {number},restaurant,泰然四路,990101003,{120 + number / 1e6:.6f},30.25"
        for number in range(_ROWS)
    )
    return "\n".join(("code,name,kind,address,area_code,longitude,latitude", *rows)).encode()


def _form() -> bytes:
    parts = (
        ('name="kind"', b"premises"),
        ('name="map"', b'[coordinates]\nsystem = "wgs84"\n'),
        ('name="file"; filename="shops.csv"', _table()),
    )
    return (
        b"".join(
            f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + body + b"\r\n"
            for head, body in parts
        )
        + f"--{_BOUNDARY}--\r\n".encode()
    )


@pytest.mark.slow("writes 8,000 rows behind a real front door, and kills the worker meanwhile")
def test_a_worker_killed_while_it_writes_leaves_nothing_and_writes_once_when_it_is_back(
    installation: Installation,
) -> None:
    token = str(installation.shell(_SET_UP)["token"])
    status, run = _asked(installation, token, "", _form(), f"multipart/form-data; boundary={_BOUNDARY}")
    assert status < 300, run
    url = f"/{run['id']}"

    def state() -> object:
        return _asked(installation, token, url)[1]["state"]

    wait_until(lambda: state() == "previewed", seconds=_BACK_S, what="the file is previewed")
    with installation.held("intake_importedrow"):  # written last of each batch
        answers = [_asked(installation, token, f"{url}/commit", b"{}") for _ in range(2)]
        assert [code for code, _said in answers] == [200, 409], "of two who decide, one is refused"
        assert answers[1][1]["message"]
        wait_until(lambda: installation.rows(_WAITS), seconds=_BACK_S, what="the worker has written a batch")
        installation.kill("worker")
        assert installation.rows(_COUNTS) == [(0, 0, 0)]
        assert state() == "committing"
    wait_until(lambda: state() == "done", seconds=_BACK_S, what="the worker is back and has written")
    assert installation.rows(_COUNTS) == [(_ROWS, _ROWS, _ROWS)]
    assert _asked(installation, token, f"{url}/undo", '{"reason": "交错了文件"}'.encode())[0] == 200
    wait_until(lambda: state() == "undone", seconds=_BACK_S, what="the import is taken back")
    assert installation.rows(_COUNTS)[0][:2] == (0, 0)
    wait_until(
        lambda: not installation.rows("SELECT 1 FROM ledger_entry LEFT JOIN ledger_leaf leaf "
                                      "ON leaf.entry_id = ledger_entry.id WHERE leaf.leaf IS NULL LIMIT 1"),
        seconds=_BACK_S, what="every entry is sealed",
    )  # fmt: skip
    verified = installation.command("ledger", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
