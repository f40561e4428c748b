"""Telling what content is by looking at it. The sender's word for it is never taken.

Source:
    the formats' own leading bytes; what is accepted beside them is own choice, because only what the platform
    shows and prints need be kept.
"""

from __future__ import annotations

import codecs
import re

from xiuhua.files.terms import Media

HEAD_BYTES = 4096
_OFFICE_PART = b"application/vnd.openxmlformats-officedocument."
_WORD_MAIN = _OFFICE_PART + b"wordprocessingml.document.main+xml"
_SHEET_MAIN = _OFFICE_PART + b"spreadsheetml.sheet.main+xml"
_CONTROL_BYTES = frozenset(range(0x20)) - frozenset(b"\t\n\r\f") | {0x7F}
_MP4_BRANDS = {b"mp4", b"iso", b"avc", b"M4V", b"mmp", b"MSN", b"dby", b"das"}
_HEIC_BRANDS = {b"mif1", b"msf1", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"avif", b"avis"}
_MARKER = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]")  # those of D0 to D7 stand inside a scan
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_TEXT_ENDINGS = {"csv": Media.CSV, "json": Media.JSON, "geojson": Media.GEOJSON}
_LONGEST_NAME = 120
_LONGEST_ENDING = 10


def is_zip(head: bytes) -> bool:
    """Return whether content starts as a ZIP archive that has at least one member (APPNOTE.TXT 4.3.7)."""
    return head.startswith(b"PK\x03\x04")


def office_media(content_types: bytes) -> Media | None:
    """Return what an Office Open XML package is, from its `[Content_Types].xml`; None for any other archive.

    A package with macros names its main part differently (`…macroEnabled.main+xml`) and is refused.

    Source:
        ECMA-376-2, 10.1.2 (content types part); ECMA-376-1, 11.3.10 and 12.3.23 (the two main parts).
    """
    if _WORD_MAIN in content_types:
        return Media.DOCX
    if _SHEET_MAIN in content_types:
        return Media.XLSX
    return None


def is_heic(head: bytes) -> bool:
    """Return whether content is a picture as iPhones keep it, which browsers and decoders here do not read.

    Source:
        ISO/IEC 23008-12, 10 (brands of HEIF: mif1, msf1, heic, heix, heim, heis, hevc, hevx); avif by AV1's
        own file format.
    """
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS


def media_of_head(head: bytes, *, name: str) -> Media | None:  # noqa: PLR0911 - one format after the other
    """Return what content is from its first 4,096 bytes; None when it is nothing that is accepted.

    Only text needs the name: a table and a JSON document carry no signature, so the ending decides between
    them, and the bytes must still be text of that shape.

    Args:
        head: the first `HEAD_BYTES` bytes, or all of a shorter content.
        name: the file name the sender gave.

    Source:
        WHATWG MIME Sniffing, 6.1 (JPEG, PNG, WebP), 6.2 (WAVE), 6.2.1 (MP4); ISO 32000-1, 7.5.2 (PDF).
    """
    if head.startswith(b"\xff\xd8\xff"):
        return Media.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return Media.PNG
    if head[:4] == b"RIFF" and head[8:14] == b"WEBPVP":
        return Media.WEBP
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Media.WAV
    if is_mp3(head):
        return Media.MP3
    if head.startswith(b"%PDF-"):
        return Media.PDF
    if head[4:8] == b"ftyp" and head[8:11] in _MP4_BRANDS:
        return Media.MP4
    return _media_of_text(head, ending=name.rpartition(".")[2].lower())


def is_mp3(head: bytes) -> bool:
    """Return whether content is sound as MP3: an ID3 tag, or two frames of layer III, one behind the other.

    Source:
        WHATWG MIME Sniffing, 6.2 (ID3) and 6.2.3 (frames: sync, layer, bit rate, sampling rate, size).
    """
    if head.startswith(b"ID3"):
        return True
    size = _mp3_frame_bytes(head[:4])
    return size > 0 and _mp3_frame_bytes(head[size : size + 4]) > 0


_MP3_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_MP3_KBPS_LOW = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MP3_HZ = (44_100, 48_000, 32_000)
_MP3_HEADER = 4


def _mp3_frame_bytes(header: bytes) -> int:
    """Return how long the frame of layer III is that begins so; 0 where none does."""
    if len(header) < _MP3_HEADER or header[0] != 0xFF or header[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = header[1] >> 3 & 3, header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or rate in {0, 15} or sampling == len(_MP3_HZ):
        return 0
    is_first = version == 3
    hz = _MP3_HZ[sampling] // {3: 1, 2: 2, 0: 4}[version]
    kbps = (_MP3_KBPS if is_first else _MP3_KBPS_LOW)[rate]
    return (144 if is_first else 72) * 1_000 * kbps // hz + (header[2] >> 1 & 1)


def _media_of_text(head: bytes, *, ending: str) -> Media | None:
    media = _TEXT_ENDINGS.get(ending)
    if media is None or not is_text(head):
        return None
    if media is Media.CSV:
        return media
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return media if start[:1] in {b"{", b"["} else None


def is_text(head: bytes) -> bool:
    """Return whether bytes are text in UTF-8 or GB 18030, the two that spreadsheets here write.

    A character cut by the end of `head` does not count against it. Control characters do: no text has them.
    """
    if not head or _CONTROL_BYTES.intersection(head):
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=False)
    except UnicodeDecodeError:
        return False
    return True


def jpeg_scans(content: bytes) -> int:
    """Return in how many scans a JPEG draws its picture, each of which may go over all of it.

    What follows the end of the picture, such as the film of a moving photo, is not looked at.

    Source:
        ITU-T T.81, B.1.1.2 (a marker is 0xFF and a byte that is neither 0 nor 0xFF), B.2.2 and B.2.3
        (segments that tell their length, the scan that does not, the end of the picture).
    """
    found, at = 0, 2
    while mark := _MARKER.search(content, at):
        kind, at = mark[0][-1], mark.end()
        if kind == _END_OF_IMAGE:
            break
        found += kind == _START_OF_SCAN
        at += int.from_bytes(content[at : at + 2], "big")
    return found


def name_cleaned(name: str) -> str:
    """Return a file name without folders, control characters and what a file system or a header trips over.

    At most 120 characters, the ending kept. An empty result means that nothing of the name can be used.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:
        return kept[:_LONGEST_NAME]
    return stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending
