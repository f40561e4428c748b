"""Decoders raise nothing but their own error, whatever branches are found: Atheris looks for ten seconds.

The same is said for random bytes, and for good frames that were spoiled, by Hypothesis in each codec's tests.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xiuhua.sensing.simulator import hj212, jt808, mqtt, sl651

_AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
_SIP = (
    b"REGISTER sip:34020000002000000001@3402000000 SIP/2.0\r\n"
    b"Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK1\r\n"
    b"From: <sip:34020000001320000001@3402000000>;tag=1\r\nTo: <sip:34020000001320000001@3402000000>\r\n"
    b"Call-ID: 1@10.0.0.2\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n"
)
_SEEDS: Mapping[str, Sequence[bytes]] = {
    "hj212": (hj212.upload(mn="YH1", at=_AT, values={"a34041-Rtd": "1.5", "SB7-RS": "1"}),),
    "jt808": (
        jt808.position(jt808.Position(at=_AT, lon=120.1, lat=30.2), phone="13900000001", serial=1)[1:-1],
        jt808.registration(phone="13900000001", serial=1, plate="浙A00001")[1:-1],
    ),
    "sl651": (
        sl651.report(
            station="0012345678", serial=1, at=_AT,
            elements=[sl651.element(sl651.LEVEL, 3.2, digits=7, decimals=3)],
        ),
    ),
    "mqtt": (
        mqtt.connect(user="a", password="b", will=("c", b"d")),
        mqtt.publish(b"{}", to="a/b", number=1),
        mqtt.subscribe(("a/+", 1), number=2),
    ),
    "jt1078": (b"\x30\x31\x63\x64\x81\xe2\x00\x01\x01\x39\x00\x00\x00\x01\x01\x00" + bytes(14),),
    "gb28181": (_SIP, b"<?xml version='1.0'?><Notify><CmdType>Keepalive</CmdType><SN>1</SN></Notify>"),
}  # fmt: skip


@pytest.mark.heavy
@pytest.mark.slow("each codec is fuzzed for ten seconds")
@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None, reason="no wheel of Atheris for this machine"
)
@pytest.mark.parametrize("protocol", _SEEDS)
def test_no_branch_that_atheris_finds_raises_anything_but_a_frame_error(
    protocol: str, tmp_path: Path
) -> None:
    for number, seed in enumerate(_SEEDS[protocol]):
        (tmp_path / str(number)).write_bytes(seed)
    # Without a bound of memory: a process counts the pages of whoever started it as its own.
    harness = Path(__file__).with_name("fuzzing.py")
    ran = subprocess.run(
        [sys.executable, str(harness), protocol, str(tmp_path), "-max_total_time=10", "-max_len=600",
         "-rss_limit_mb=0", "-timeout=5", f"-artifact_prefix={tmp_path}/"],
        capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-4_000:]
    assert "Done" in ran.stderr
