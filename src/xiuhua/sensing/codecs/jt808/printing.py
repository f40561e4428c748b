"""Frames of JT/T 808 as JSON-ready dictionaries: one frame a line, or several glued on one line."""

from __future__ import annotations

from collections.abc import Iterator

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808.bits import ALARMS, STATUSES, bits_named
from xiuhua.sensing.codecs.jt808.bodies import Body, RawBody
from xiuhua.sensing.codecs.jt808.decoder import Message, message_read
from xiuhua.sensing.codecs.jt808.extras import Extra
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.frames import DELIMITER, Edition, Frame, frame_read
from xiuhua.sensing.codecs.jt808.messages.locations import Location, location_doubts
from xiuhua.sensing.codecs.jt808.parameters import Parameter
from xiuhua.sensing.codecs.jt808.wire import id_shown
from xiuhua.sensing.codecs.options import PrintOptions, option_check
from xiuhua.sensing.codecs.printing import Printed, lines_read, refusal, warned

DIALECTS = {"": Edition.E2013, "2011": Edition.E2011, "2013": Edition.E2013, "2019": Edition.E2013}
_LOCATION = ("位置信息汇报", "position")


def frames_print(content: bytes, options: PrintOptions) -> Iterator[Printed]:
    """Yield every frame in lines of hex.

    The dialect says the edition of frames that do not tell it: 2011, or 2013, which is the default.

    Raises:
        UnknownOption: the dialect is no edition, or a checksum was named; there is only one.
    """
    option_check("crc-variant", options.crc_variant)
    option_check("dialect", options.dialect, [name for name in DIALECTS if name])
    for number, line in lines_read(content):
        for piece in [line] if isinstance(line, FrameError) else _frames(line):
            yield {**_printed(piece, options), "line": number}


def _frames(line: bytes) -> list[bytes | FrameError]:
    """Return what a line holds between its delimiters."""
    contents: list[bytes | FrameError] = [one for one in line.split(DELIMITER) if one]
    if not contents or not (line.startswith(DELIMITER) and line.endswith(DELIMITER)):
        return [FrameError(Jt808Fault.DELIMITERS)]
    return contents


def _printed(piece: bytes | FrameError, options: PrintOptions) -> Printed:
    if isinstance(piece, FrameError):
        return refusal(piece, options)
    try:
        frame = frame_read(piece, DIALECTS[options.dialect])
    except FrameError as error:
        return refusal(error, options)
    try:
        found, warnings = message_read(frame)
    except FrameError as error:
        return {**refusal(error, options), **_header(frame)}
    locations = _locations(found)
    doubts = [doubt for location in locations for doubt in location_doubts(location)]
    return {
        "ok": True,
        **_header(frame),
        **_fields(found, options),
        **({"locations": [_location(one, options) for one in locations]} if locations else {}),
        **warned((*frame.warnings, *warnings, *doubts), options),
    }


def _header(frame: Frame) -> Printed:
    return {
        "message_id": id_shown(frame.message_id),
        "version": int(frame.edition),
        "phone": frame.phone,
        "serial": frame.serial,
        **({"encryption": frame.encryption} if frame.encryption else {}),
        **({"part": frame.part._asdict()} if frame.part else {}),
    }


def _fields(found: Message, options: PrintOptions) -> Printed:
    """Return a message's name and fields; positions are printed apart."""
    if isinstance(found, RawBody):
        return {"body": found.raw.hex()}
    zh, en = (found.zh, found.en) if isinstance(found, Body) else _LOCATION
    named: Printed = {"message": zh if options.language.startswith("zh") else en}
    if isinstance(found, Body):
        for name, kind in found.wires:
            value = getattr(found, name)
            if name == "parameters":
                named[name] = [_parameter(one) for one in value]
            elif name not in {"location", "locations"}:
                named[name] = kind.shown(value)
    return named


def _locations(found: Message) -> tuple[Location, ...]:
    if isinstance(found, Location):
        return (found,)
    alone: Location | None = getattr(found, "location", None)
    several: tuple[Location, ...] = getattr(found, "locations", ())
    return (alone,) if alone is not None else several


def _location(location: Location, options: PrintOptions) -> Printed:
    return {
        "lat": location.latitude_deg,
        "lon": location.longitude_deg,
        "altitude_m": location.altitude_m,
        "speed_km_h": location.speed_km_h,
        "direction_deg": location.direction_deg,
        "time": location.at.isoformat(),
        "alarm": location.alarm,
        "status": location.status,
        "alarm_names": bits_named(location.alarm, ALARMS, options.language),
        "status_names": bits_named(location.status, STATUSES, options.language),
        "extras": [_extra(extra, options) for extra in location.extras],
    }


def _extra(extra: Extra, options: PrintOptions) -> Printed:
    item = extra.item
    if item is None:
        return {"id": id_shown(extra.number, 1), "hex": extra.raw.hex()}
    return {
        "id": id_shown(extra.number, 1),
        "key": item.key,
        "name": item.zh if options.language.startswith("zh") else item.en,
        "value": extra.value,
        **({"unit": item.unit} if item.unit else {}),
        "hex": extra.raw.hex(),
    }


def _parameter(parameter: Parameter) -> Printed:
    known = {"key": parameter.key, "value": parameter.value} if parameter.key else {}
    return {"id": id_shown(parameter.number, 4), **known, "hex": parameter.raw.hex()}
