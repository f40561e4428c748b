"""Imports through the pages, the API and the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from openpyxl import load_workbook

from xiuhua.access.services import scope_opened
from xiuhua.intake import services
from xiuhua.intake.models import ImportRun
from xiuhua.intake.rules.kinds import ImportKind
from xiuhua.intake.tests.conftest import (
    _TABLE,
    EAST,
    WEST,
    lamp_line,
    lamps_csv,
    lamps_recorded,
)
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

SignIn = Callable[..., Client]
MAP = '[coordinates]\nsystem = "wgs84"\n'


@pytest.fixture
def desk(sign_in: SignIn, lamps: ImportKind) -> Client:
    """A clerk of the west at the desk, and an empty table of lamps."""
    client = sign_in("ground_clerk", area=WEST, person="west")
    with connection.cursor() as cursor:
        cursor.execute(_TABLE)
        cursor.execute("DELETE FROM lamp")
    return client


def _sent(client: Client, path: str, **typed: object) -> str:
    """Send a form as the browser does, and return where it led."""
    page = client.get(path)
    version = page.context["view"].version
    answer = client.post(path, {"once": str(uuid7()), "version": version, **typed})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def _brought(client: Client, content: bytes, *, name: str = "路灯.csv") -> str:
    return _sent(
        client,
        "/imports/new",
        kind="lamps",
        file=SimpleUploadedFile(name, content),
        map=SimpleUploadedFile("MAP.toml", MAP.encode()),
    )


def test_a_clerk_brings_a_file_looks_confirms_and_takes_it_back(desk: Client) -> None:
    url = _brought(desk, lamps_csv(lamp_line(1), lamp_line(2)))
    page = desk.get(url).content.decode()
    assert "L001" in page
    assert "没有写入" not in page
    assert lamps_recorded() == {}
    _sent(desk, f"{url}/commit")
    assert set(lamps_recorded()) == {"L001", "L002"}
    _sent(desk, f"{url}/undo", reason="表发错了")
    assert lamps_recorded() == {}
    assert "已撤回" in desk.get("/imports").content.decode()


def test_faulty_rows_are_listed_and_leave_as_a_sheet_to_mend(desk: Client) -> None:
    url = _brought(desk, lamps_csv(lamp_line(1), lamp_line(2, watts="亮")))
    assert "“亮”不是数字" in desk.get(url).content.decode()
    run_id = url.rpartition("/")[2]
    assert "“亮”不是数字" in desk.get(f"/imports/faults?run={run_id}").content.decode()
    sheet = desk.get(f"{url}/faults.xlsx")
    rows = list(load_workbook(io.BytesIO(sheet.getvalue())).active.values)
    assert rows[0][2:5] == ("编号", "名称", "状态")
    assert rows[1][:3] == (3, "功率(W)：“亮”不是数字", "L002")


def test_the_rest_is_imported_only_where_somebody_says_so(desk: Client) -> None:
    url = _brought(desk, lamps_csv(lamp_line(1), lamp_line(2, watts="亮")))
    version = desk.get(f"{url}/commit").context["view"].version
    refused = desk.post(f"{url}/commit", {"once": str(uuid7()), "version": version})
    assert refused.status_code == 409
    assert "1 行不能导入" in refused.content.decode()
    _sent(desk, f"{url}/commit", leaves_out="on")
    assert set(lamps_recorded()) == {"L001"}


def test_columns_are_matched_on_a_page_that_shows_samples(desk: Client) -> None:
    content = lamps_csv(lamp_line(1, name="南门灯")).replace("名称".encode(), "叫法".encode())
    url = _brought(desk, content)
    assert "没有找到必填列：名称" in desk.get(url).content.decode()
    page = desk.get(f"{url}/columns")
    assert "叫法（南门灯）" in page.content.decode()
    typed = {
        field.name: field.value
        for field in page.context["view"].fields
        if field.value and field.kind != "hidden"
    }
    _sent(desk, f"{url}/columns", **{**typed, "column_name": "叫法"})
    _sent(desk, f"{url}/commit")
    assert lamps_recorded() == {"L001": ("南门灯", 40)}
    _brought(desk, content)  # the second time nobody has to match anything
    with scope_opened((WEST,)):
        assert ImportRun.objects.latest("pk").same == 1


def test_a_clerk_of_another_district_does_not_find_it(desk: Client, sign_in: SignIn) -> None:
    url = _brought(desk, lamps_csv(lamp_line(1)))
    stranger = sign_in("ground_clerk", area=EAST, person="east")
    assert stranger.get(url).status_code == 404


def test_the_api_brings_commits_and_takes_back(desk: Client) -> None:
    answer = desk.post(
        "/api/v1/imports",
        {"kind": "lamps", "file": SimpleUploadedFile("a.csv", lamps_csv(lamp_line(1))), "map": MAP},
    )
    run = answer.json()
    assert (run["state"], run["new"], run["faulty"]) == ("previewed", 1, 0)
    url = f"/api/v1/imports/{run['id']}"
    done = desk.post(f"{url}/commit", "{}", content_type="application/json").json()
    assert done["state"] == "done"
    again = desk.post(f"{url}/commit", "{}", content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "not_allowed_now")
    undone = desk.post(f"{url}/undo", '{"reason": "错"}', content_type="application/json").json()
    assert (undone["state"], lamps_recorded()) == ("undone", {})


def test_the_command_prints_faults_by_file_and_row(
    desk: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, said = tmp_path / "lamps.csv", tmp_path / "MAP.toml"
    file.write_bytes(lamps_csv(lamp_line(1), lamp_line(2, watts="亮")))
    said.write_text(MAP)
    username = "west"
    with pytest.raises(SystemExit) as ended:
        call_command("import_file", "lamps", str(file), "--map", str(said), "--as", username, "--yes")
    assert ended.value.code == 1
    assert f"{file}:3: 功率(W) “亮”不是数字" in capsys.readouterr().err
    file.write_bytes(lamps_csv(lamp_line(1)))
    with pytest.raises(SystemExit) as ended:
        call_command(
            "import_file", "lamps", str(file), "--map", str(said), "--as", username, "--yes", "--json"
        )
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["state"] == "done"
    assert desk.get("/imports").status_code == 200


def test_the_worker_reads_writes_and_takes_back_what_was_decided(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "SMALL_BYTES", 0)
    monkeypatch.setattr(services, "SMALL_ROWS", 0)
    url = _brought(desk, lamps_csv(lamp_line(1), lamp_line(2)))
    number = int(url.rpartition("/")[2])
    services.run_work(run_id=number, clock=now)
    _sent(desk, f"{url}/commit")
    assert lamps_recorded() == {}
    with scope_opened((WEST,)):
        ImportRun.objects.filter(pk=number).update(done=1)
    page = desk.get(url).content.decode()
    assert '<progress max="2" value="1">' in page
    assert "已写入 1 / 2 行" in page
    services.run_work(run_id=number, clock=now)
    services.run_work(run_id=number, clock=now)  # a job that is handed out twice finds nothing left
    assert set(lamps_recorded()) == {"L001", "L002"}
    _sent(desk, f"{url}/undo", reason="表发错了")
    services.run_work(run_id=number, clock=now)
    assert lamps_recorded() == {}
