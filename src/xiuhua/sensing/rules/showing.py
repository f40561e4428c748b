"""How what devices sent is shown: the reason in a sentence, the bytes as text, a series as a line.

Source:
    own choice. Passwords in frames are covered, because whoever watches over a shoulder can read; a wrong one
    is covered too, for it is mostly the right one of another device.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from xiuhua.sensing.codecs.faults import CommonFault, Detail, Fault, FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.session.faults import SessionFault
from xiuhua.sensing.codecs.mqtt.decoder import packet_decode
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.printing import packet_fields
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.terms import FrameFault, Protocol

_FAULTS: Mapping[str, tuple[type[Fault], ...]] = {
    Protocol.HJ212: (Hj212Fault, CommonFault),
    Protocol.JT808: (Jt808Fault, SessionFault, CommonFault),
    Protocol.SL651: (Sl651Fault, CommonFault),
    Protocol.MQTT: (MqttFault, CommonFault),
    Protocol.GB28181: (Gb28181Fault, CommonFault),
}
_PASSWORD = re.compile(r"(PW=)[^;&]*")
_DIFFERS = re.compile(r"[：:;；（({]")  # where the sentence of a fault begins to speak of one frame
_SHOWN_OCTETS = 320
_SHOWN_SIGNS = 600  # of SIP, whose heads are long
_SIP_SHOWN = ("from:", "f:", "call-id:", "i:", "cseq:", "expires:", "authorization:")
_RESPONSE = re.compile(r'(response\s*=\s*")[^"]*(")', re.IGNORECASE)
_CONNECT, _CONNECT_HEAD_OCTETS = b"\x10", 12  # up to its keep-alive: no password


def fault_sentence(protocol: str, code: str, details: Mapping[str, Detail] | None, language: str) -> str:
    """Return why a frame was refused, in a language; the bare code where nothing else is known."""
    for faults in _FAULTS.get(protocol, ()):
        found = next((fault for fault in faults if fault.value == code), None)
        if found is None:
            continue
        words = found.zh if language.startswith("zh") else found.en
        try:
            return words.format(**(details or {}))
        except (KeyError, IndexError, ValueError):
            break
    own = next((fault for fault in FrameFault if fault.value == code), None)
    return own.label(language) if own else code


def fault_name(protocol: str, code: str, language: str) -> str:
    """Return the reason for refusing a frame in a few words: its sentence up to what differs by frame."""
    for faults in _FAULTS.get(protocol, ()):
        found = next((fault for fault in faults if fault.value == code), None)
        if found is not None:
            words = found.zh if language.startswith("zh") else found.en
            return _DIFFERS.split(words, maxsplit=1)[0].rstrip(" ，,。.")
    return fault_sentence(protocol, code, None, language)


def frame_shown(protocol: str, content: bytes) -> str:
    """Return the bytes of a frame as people read them: text protocols as text, others in hexadecimal."""
    cut = content[:_SHOWN_OCTETS]
    more = "…" if len(content) > len(cut) else ""
    if protocol == Protocol.HJ212:
        text = cut.decode("utf-8", "replace").strip("\r\n")
        plain = "".join(sign if sign.isprintable() else "·" for sign in text)
        return _PASSWORD.sub(r"\1******", plain) + more
    if protocol == Protocol.HTTPS:
        return cut.decode("utf-8", "replace") + more
    if protocol == Protocol.MQTT:
        return _packet_shown(content)
    if protocol == Protocol.GB28181:
        return _sip_shown(content)
    return cut.hex(" ").upper() + more


def _sip_shown(content: bytes) -> str:
    """Return a message of SIP: its first line, who and which, and its body; digests are covered."""
    head, _, body = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    told = [lines[0], *(line for line in lines[1:] if line.lower().startswith(_SIP_SHOWN))]
    text = _RESPONSE.sub(r"\1******\2", " · ".join(told))
    said = body.decode("gb18030", "replace").replace("\n", "")
    whole = "".join(sign if sign.isprintable() else "·" for sign in f"{text} {said}".strip())
    return whole[:_SHOWN_SIGNS] + ("…" if len(whole) > _SHOWN_SIGNS else "")


def _packet_shown(content: bytes) -> str:
    """Return a packet of MQTT by its fields; of a CONNECT that cannot be read no more than its beginning."""
    try:
        fields = packet_fields(packet_decode(content))
    except FrameError:
        cut = content[:_CONNECT_HEAD_OCTETS] if content[:1] == _CONNECT else content[:_SHOWN_OCTETS]
        return cut.hex(" ").upper() + ("…" if len(content) > len(cut) else "")
    if "password" in fields:
        fields["password"] = "******"  # noqa: S105 - that is what is shown
    name = fields.pop("packet")
    said = " ".join(f"{key}={_field_shown(value)}" for key, value in fields.items())
    whole = f"{name} {said}".rstrip()
    return whole[:_SHOWN_OCTETS] + ("…" if len(whole) > _SHOWN_OCTETS else "")


def _field_shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else "·" for sign in text)


def polylines(
    points: Sequence[tuple[float, float]], *, width: float, height: float, gap: float
) -> tuple[str, ...]:
    """Return a series as points of SVG polylines, interrupted where nothing came for longer than a gap.

    Args:
        points: x from 0 to 1 over the width and the value, sorted by x.
        width: of the drawing, in its own units.
        height: the same; the greatest value lies at the top.
        gap: in x; a greater step begins a new line.
    """
    if not points:
        return ()
    values = [value for _, value in points]
    low, high = min(values), max(values)
    span = high - low
    drawn = [
        (x * width, height - (value - low) / span * height if span else height / 2) for x, value in points
    ]
    return tuple(
        " ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in _runs(drawn, points, gap) if len(run) > 1
    )


def _runs(
    drawn: Sequence[tuple[float, float]], points: Sequence[tuple[float, float]], gap: float
) -> Iterator[list[tuple[float, float]]]:
    run = [drawn[0]]
    for (before, after), place in zip(pairwise(points), drawn[1:], strict=True):
        if after[0] - before[0] > gap:
            yield run
            run = []
        run.append(place)
    yield run
