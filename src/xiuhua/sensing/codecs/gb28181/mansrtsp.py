"""MANSRTSP: the few lines in an INFO that pause, resume, move or end a playback.

Source:
    GB/T 28181-2016, annex B: RTSP's PLAY, PAUSE and TEARDOWN with Scale, Range and PauseTime.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault

_START = re.compile(r"(PLAY|PAUSE|TEARDOWN) (?:\S+ )?(?:MANSRTSP|RTSP)/1\.0")
_HEADER = re.compile(r"([A-Za-z-]+)\s*:\s*([^\r\n]*)")


@dataclass(frozen=True, slots=True)
class Control:
    """One control: PLAY, PAUSE or TEARDOWN, and its headers."""

    method: str
    headers: Mapping[str, str] = field(default_factory=dict)


def control_read(octets: bytes) -> Control:
    """Return a control.

    Raises:
        FrameError: it is none.
    """
    lines = octets.decode("utf-8", "replace").strip().splitlines() or [""]
    start = _START.fullmatch(lines[0].strip())
    headers = [_HEADER.fullmatch(line.strip()) for line in lines[1:] if line.strip()]
    if start is None:
        raise FrameError(Gb28181Fault.RTSP)
    found = {}
    for header in headers:
        if header is None:
            raise FrameError(Gb28181Fault.RTSP)
        found[header[1]] = header[2].strip()
    return Control(start[1], found)


def control_write(control: Control) -> bytes:
    """Return a control as text.

    Raises:
        FrameError: it could not be read again.
    """
    lines = [
        f"{control.method} MANSRTSP/1.0",
        *(f"{name}: {value}" for name, value in control.headers.items()),
    ]
    octets = "".join(f"{line}\r\n" for line in lines).encode()
    if control_read(octets) != control:
        raise FrameError(Gb28181Fault.RTSP)
    return octets
