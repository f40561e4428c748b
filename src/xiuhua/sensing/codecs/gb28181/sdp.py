"""SDP, with the two lines that GB/T 28181 adds: y= (SSRC) and f= (what the media are).

Source:
    RFC 4566; GB/T 28181-2016, annex F: s= Play, Playback, Download or Talk; u= channel and kind of a
    recording; t= its period in unix seconds; y= ten digits, the first 0 live and 1 recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault

_DIRECTIONS = frozenset({"sendonly", "recvonly", "sendrecv", "inactive"})
_MEDIA = re.compile(r"(\w+) (\d{1,5}) ([\w/]+)((?: \d{1,3})+)")
_ORIGIN = re.compile(r"(\S+) \S+ \S+ IN IP[46] (\S+)")
_CONNECTION = re.compile(r"IN IP[46] (\S+)")
_PERIOD = re.compile(r"(\d{1,20}) (\d{1,20})")
_SSRC = re.compile(r"\d{1,10}")
_LINE = re.compile(r"([a-z])=(.*)")
_MOST_PORT = 65535
_LINE_END = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """One offered or answered stream.

    Args:
        owner: device number of o=; address: where media go or come from.
        name: Play, Playback, Download or Talk.
        uri: u=, of a recording; empty of a live picture.
        since, until: t=, unix seconds; 0 of a live picture.
        media: video or audio; port; protocol: RTP/AVP or TCP/RTP/AVP; payloads: of RTP.
        attributes: a= lines in order, without the direction.
        direction: sendonly, recvonly, sendrecv or inactive; empty where it is not told.
        ssrc: y=, ten digits; empty where it is not told.
        format: f= as it stands.
    """

    owner: str
    address: str
    name: str
    uri: str = ""
    since: int = 0
    until: int = 0
    media: str = "video"
    port: int = 0
    protocol: str = "RTP/AVP"
    payloads: tuple[int, ...] = (96,)
    attributes: tuple[str, ...] = ()
    direction: str = ""
    ssrc: str = ""
    format: str = ""

    @property
    def setup(self) -> str:
        """Who opens the connection over TCP: active or passive; empty over UDP."""
        return next((one[6:] for one in self.attributes if one.startswith("setup:")), "")

    @property
    def is_recorded(self) -> bool:
        """Whether the SSRC tells of a recording."""
        return self.ssrc.startswith("1")


def sdp_read(octets: bytes) -> Description:
    """Return a description; of several media the first counts.

    Raises:
        FrameError: a line cannot be read, or the owner, name or media are missing.
    """
    found: dict[str, str] = {}
    attributes: list[str] = []
    for line in _decoded(octets).splitlines():
        parts = _LINE.fullmatch(line.strip())
        if parts is None:
            if line.strip():
                raise FrameError(Gb28181Fault.SDP, text=line[:40])
            continue
        if parts[1] == "a":
            attributes.append(parts[2])
        else:
            found.setdefault(parts[1], parts[2].strip())
    for name in "osm":
        if name not in found:
            raise FrameError(Gb28181Fault.MISSING, name=f"{name}=")
    return _described(found, attributes)


def sdp_write(description: Description) -> bytes:
    """Return a description as text.

    Raises:
        FrameError: a field holds a line end.
    """
    lines = list(_lines(description))
    for line in lines:
        if _LINE_END.search(line):
            raise FrameError(Gb28181Fault.SDP, text=line[:40])
    return "".join(f"{line}\r\n" for line in lines).encode()


def ssrc_write(platform: str, number: int, *, recorded: bool = False) -> str:
    """Return an SSRC: 0 live or 1 recorded, digits 4 to 8 of the platform's number, four digits of our own.

    Raises:
        FrameError: the platform's number has not 20 digits, or ours is over 9999.
    """
    if len(platform) != 20 or not platform.isdigit() or not 0 <= number <= 9999:
        raise FrameError(Gb28181Fault.VALUE, name="y", text=f"{platform} {number}"[:60])
    return f"{int(recorded)}{platform[3:8]}{number:04d}"


def _described(found: dict[str, str], attributes: list[str]) -> Description:
    origin = _matched(_ORIGIN, "o", found["o"])
    media = _matched(_MEDIA, "m", found["m"])
    period = _matched(_PERIOD, "t", found.get("t", "0 0"))
    address = _matched(_CONNECTION, "c", found["c"])[1] if "c" in found else origin[2]
    ssrc = found.get("y", "")
    if ssrc:
        _matched(_SSRC, "y", ssrc)
    if int(media[2]) > _MOST_PORT:
        raise FrameError(Gb28181Fault.SDP, text=found["m"][:40])
    return Description(
        owner=origin[1],
        address=address,
        name=found["s"],
        uri=found.get("u", ""),
        since=int(period[1]),
        until=int(period[2]),
        media=media[1],
        port=int(media[2]),
        protocol=media[3],
        payloads=tuple(int(payload) for payload in media[4].split()),
        attributes=tuple(one for one in attributes if one not in _DIRECTIONS),
        direction=next((one for one in attributes if one in _DIRECTIONS), ""),
        ssrc=ssrc,
        format=found.get("f", ""),
    )


def _matched(pattern: re.Pattern[str], name: str, text: str) -> re.Match[str]:
    match = pattern.fullmatch(text)
    if match is None:
        raise FrameError(Gb28181Fault.SDP, text=f"{name}={text}"[:40])
    return match


def _lines(description: Description) -> Iterator[str]:
    yield "v=0"
    yield f"o={description.owner} 0 0 IN IP4 {description.address}"
    yield f"s={description.name}"
    if description.uri:
        yield f"u={description.uri}"
    yield f"c=IN IP4 {description.address}"
    yield f"t={description.since} {description.until}"
    payloads = " ".join(map(str, description.payloads))
    yield f"m={description.media} {description.port} {description.protocol} {payloads}"
    if description.direction:
        yield f"a={description.direction}"
    for attribute in description.attributes:
        yield f"a={attribute}"
    if description.ssrc:
        yield f"y={description.ssrc}"
    if description.format:
        yield f"f={description.format}"


def _decoded(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("gb18030", "replace")
