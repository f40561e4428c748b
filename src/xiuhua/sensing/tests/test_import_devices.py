"""Devices from a sheet, by the command line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from xiuhua.access.services import NewRole, account_create
from xiuhua.access.terms import Role
from xiuhua.sensing.models import Device
from xiuhua.sensing.tests.device_kit import STREET
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

_HEAD = "设备编号,协议,设备名称,密码,区域代码,上报间隔（秒）,经度,纬度"


@pytest.mark.slow("starts two commands")
def test_a_sheet_of_devices_is_taken_whole_or_says_which_row_is_wrong(live_city: str, tmp_path: Path) -> None:
    account_create(
        username="keeper", name="沈知行", password="Lotus-Harbour-27-Rain",
        roles=(NewRole(role=Role.DATA_ADMIN, area="990101"),), actor=system("tests"), at=now(),
    )  # fmt: skip
    good = f"SHEET001,HJ 212,一号监测,123456,{STREET},60,120.1,30.25"
    wrong = f"1234,SL 651,二号水位,,{STREET},300,120.1,30.25"
    sheet = tmp_path / "devices.csv"
    sheet.write_text(f"{_HEAD}\n{good}\n{wrong}\n", "utf-8")
    refused = _imported(live_city, sheet)
    assert refused.returncode == 1
    said = refused.stdout + refused.stderr
    assert "devices.csv:3: 设备编号" in said
    assert "SL 651" in said  # in the language of the terminal
    assert not Device.objects.filter(number="SHEET001").exists()
    right = wrong.replace("1234,", "0012345699,")
    well = f"well-77,MQTT,三号井,,{STREET},300,120.1,30.25"
    sheet.write_text(f"{_HEAD}\n{good}\n{right}\n{well}\n", "utf-8")
    taken = _imported(live_city, sheet)
    assert taken.returncode == 0, taken.stdout + taken.stderr
    device = Device.objects.get(number="SHEET001")
    assert (device.secret, device.interval_s, device.contact.liveness) == ("123456", 60, "device_never")
    assert Device.objects.filter(number="0012345699", protocol="sl651").exists()
    assert (
        len(Device.objects.get(number="well-77", protocol="mqtt").secret) == 24
    )  # made, where none is given


def _imported(url: str, sheet: Path) -> subprocess.CompletedProcess[str]:
    said = sheet.with_name("map.toml")
    said.write_text('[coordinates]\nsystem = "wgs84"\n', "utf-8")
    words = ("import", "devices", str(sheet), "--map", str(said), "--yes", "--as", "keeper")
    line = ["env", f"DATABASE_URL={url}", sys.executable, "-m", "xiuhua.config.cli", *words]
    return subprocess.run(line, capture_output=True, text=True, check=False)
