"""`./xiuhua decode` as a person runs it: JSON lines, sentences, exit statuses, and a quick start."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from xiuhua.sensing.codecs.jt808.tests.test_printing import POSITION
from xiuhua.sensing.codecs.printing import PROTOCOLS

ROOT = Path(__file__).parents[5]
HEARTBEAT = "7E00020000040021679287002B7D027E"
BAD = POSITION.replace("AA7E", "AB7E")


def decode(*words: str, told: bytes = b"", spoken: str = "C.UTF-8") -> subprocess.CompletedProcess[bytes]:
    """Run the command."""
    environment = {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": spoken, "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "xiuhua.config.cli", "decode", *words]
    return subprocess.run(command, input=told, env=environment, cwd=ROOT, capture_output=True, check=False)


def printed(ran: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    """Return the objects on its lines."""
    return [json.loads(line) for line in ran.stdout.decode().splitlines()]


def test_good_frames_from_standard_input_or_a_file_exit_with_0(tmp_path: Path) -> None:
    lines = f"{POSITION}\n{HEARTBEAT}\n"
    (tmp_path / "frames.hex").write_text(lines)
    runs = [
        decode("jt808", told=lines.encode()),
        decode("jt808", "-", told=lines.encode()),
        decode("jt808", str(tmp_path / "frames.hex")),
    ]
    assert [ran.returncode for ran in runs] == [0, 0, 0]
    assert len({ran.stdout for ran in runs}) == 1
    assert [one["message_id"] for one in printed(runs[0])] == ["0x0200", "0x0002"]
    assert all(ran.stderr == b"" for ran in runs)


def test_a_bad_frame_does_not_stop_the_others_and_exits_with_1() -> None:
    ran = decode("jt808", told=f"{BAD}\nxx\n{HEARTBEAT}\n".encode(), spoken="zh_CN.UTF-8")
    assert ran.returncode == 1
    assert [one["ok"] for one in printed(ran)] == [False, False, True]
    assert "校验不符：报文写的是 AB" in ran.stdout.decode()  # as it is, not as \\u escapes


@pytest.mark.parametrize("spoken", ["C", "POSIX", "zh_CN.GB18030"])
def test_the_lines_are_utf_8_whatever_the_terminal_speaks(spoken: str) -> None:
    registration = (
        "7E0100002C0123456789010000001F0073797A6800007777772E6A74743830382E636F6D"
        "0000000000003736353433323101B2E24131323334CA7E"
    )
    (found,) = printed(decode("jt808", told=registration.encode(), spoken=spoken))
    assert found["plate"] == "测A1234"


@pytest.mark.parametrize(
    ("words", "spoken", "part"),
    [
        (["jt809"], "zh_CN.UTF-8", "没有“jt809”这个协议；可用：jt808"),
        (["jt809"], "C.UTF-8", "no protocol “jt809”; there are: jt808"),
        (["jt808", "gone.hex"], "zh_CN.UTF-8", "读不到 gone.hex"),
        (["jt808", "gone.hex"], "C.UTF-8", "gone.hex cannot be read"),
        (["jt808", "src"], "C.UTF-8", "src cannot be read"),
        (["jt808", "--dialect", "2007"], "C.UTF-8", "there are: 2011, 2013, 2019"),
        (["jt808", "--crc-variant", "hj212"], "zh_CN.UTF-8", "不需要 --crc-variant"),
        (["jt1078", "--dialect", "x"], "C.UTF-8", "leave out --dialect x"),
        ([], "C.UTF-8", "command line is wrong"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(words: list[str], spoken: str, part: str) -> None:
    ran = decode(*words, spoken=spoken)
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert part in ran.stderr.decode()
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_it_starts_without_django_numpy_and_other_protocols(protocol: str) -> None:
    probe = (
        "import sys; from xiuhua.config.cli import main; "
        f"main(['decode', {protocol!r}]); print(*sys.modules, file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe], input=b"00\n", env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True, check=True,
    )  # fmt: skip
    loaded = set(ran.stderr.decode().split())
    codecs = "xiuhua.sensing.codecs."
    others = {name for name in loaded if name.startswith(tuple(f"{codecs}{other}." for other in PROTOCOLS))}
    assert others == {name for name in others if name.startswith(f"{codecs}{protocol}.")}
    assert not loaded & {"django", "numpy", "psycopg", "asyncio"}


def test_it_starts_within_the_promised_third_of_a_second() -> None:
    decode("jt808")  # compiled once
    took_s = min(_took_s() for _ in range(5))
    assert took_s < 0.3


def _took_s() -> float:
    began = time.perf_counter()
    decode("jt808", told=HEARTBEAT.encode())
    return time.perf_counter() - began
