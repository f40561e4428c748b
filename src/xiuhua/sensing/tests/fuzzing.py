"""Runs one codec under Atheris, which follows its branches: `python fuzzing.py PROTOCOL CORPUS [options]`.

A process of its own, because Atheris rewrites what is imported and ends the process where it has found
something. Options are those of libFuzzer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress

import atheris

with atheris.instrument_imports(include=["xiuhua.sensing.codecs"]):
    from xiuhua.sensing.codecs.faults import FrameError
    from xiuhua.sensing.codecs.gb28181 import manscdp, mansrtsp, ptz, sdp, sip
    from xiuhua.sensing.codecs.hj212 import decoder as hj212
    from xiuhua.sensing.codecs.hj212 import readings as hj212_readings
    from xiuhua.sensing.codecs.hj212 import splitter as hj212_splitter
    from xiuhua.sensing.codecs.hj212.crc import CrcVariant
    from xiuhua.sensing.codecs.jt808 import decoder as jt808
    from xiuhua.sensing.codecs.jt808 import frames as jt808_frames
    from xiuhua.sensing.codecs.jt808 import splitting as jt808_splitting
    from xiuhua.sensing.codecs.jt1078 import decoder as jt1078
    from xiuhua.sensing.codecs.mqtt import decoder as mqtt
    from xiuhua.sensing.codecs.mqtt import splitter as mqtt_splitter
    from xiuhua.sensing.codecs.sl651 import bodies as sl651_bodies
    from xiuhua.sensing.codecs.sl651 import decoder as sl651
    from xiuhua.sensing.codecs.sl651 import splitter as sl651_splitter


def _hj212(octets: bytes) -> None:
    hj212_splitter.Splitter().feed(octets)
    for variant in CrcVariant:
        with suppress(FrameError):
            frame = hj212.frame_decode(octets, variant)
            hj212_readings.readings(frame)
            hj212_readings.machines(frame)


def _jt808(octets: bytes) -> None:
    list(jt808_splitting.Splitter().feed(octets))
    total = 0
    for octet in octets:
        total ^= octet
    for content in (octets, octets + bytes((total,))):  # with its sum made good, its body is reached
        with suppress(FrameError):
            jt808.message_read(jt808_frames.frame_read(content))


def _sl651(octets: bytes) -> None:
    sl651_splitter.Splitter().feed(octets)
    with suppress(FrameError):
        sl651_bodies.report_read(sl651.frame_decode(octets))


def _mqtt(octets: bytes) -> None:
    mqtt_splitter.Splitter().feed(octets)
    with suppress(FrameError):
        mqtt.packet_decode(octets)


def _jt1078(octets: bytes) -> None:
    with suppress(FrameError):
        jt1078.media_frame_read(octets)


def _gb28181(octets: bytes) -> None:
    for read in (sip.message_decode, manscdp.body_read, sdp.sdp_read, ptz.ptz_read, mansrtsp.control_read):
        with suppress(FrameError):
            read(octets)


CODECS: dict[str, Callable[[bytes], None]] = {
    "hj212": _hj212, "jt808": _jt808, "sl651": _sl651, "mqtt": _mqtt, "jt1078": _jt1078, "gb28181": _gb28181,
}  # fmt: skip


if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], CODECS[sys.argv[1]])
    atheris.Fuzz()
