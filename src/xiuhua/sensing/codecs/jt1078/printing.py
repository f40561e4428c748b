"""Media frames of JT/T 1078 as JSON-ready dictionaries: one frame a line of hex."""

from __future__ import annotations

from collections.abc import Iterator

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt1078.decoder import media_frame_read
from xiuhua.sensing.codecs.options import PrintOptions, option_check
from xiuhua.sensing.codecs.printing import Printed, lines_read, refusal, warned


def frames_print(content: bytes, options: PrintOptions) -> Iterator[Printed]:
    """Yield every media frame in lines of hex, without its media.

    Raises:
        UnknownOption: a dialect or a checksum was named; there are none.
    """
    option_check("crc-variant", options.crc_variant)
    option_check("dialect", options.dialect)
    for number, line in lines_read(content):
        yield {**_printed(line, options), "line": number}


def _printed(line: bytes | FrameError, options: PrintOptions) -> Printed:
    try:
        frame = media_frame_read(_good(line))
    except FrameError as error:
        return refusal(error, options)
    return {
        "ok": True,
        "sim": frame.sim,
        "channel": frame.channel,
        "data_type": int(frame.data_type),
        "subpackage": int(frame.subpackage),
        "payload_type": frame.payload_type,
        "marker": frame.marker,
        "serial": frame.serial,
        "timestamp_ms": frame.timestamp_ms,
        "since_i_frame_ms": frame.since_i_frame_ms,
        "since_frame_ms": frame.since_frame_ms,
        "media_bytes": len(frame.media),
        **warned(frame.warnings, options),
    }


def _good(line: bytes | FrameError) -> bytes:
    if isinstance(line, FrameError):
        raise line
    return line
