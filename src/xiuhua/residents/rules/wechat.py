"""The wire of a WeChat official account: signatures, the envelope of safe mode, and its XML.

Source:
    WeChat official account documentation (developers.weixin.qq.com/doc/offiaccount), 接入指南 for the
    signature of the address, 消息加解密说明 for safe mode, 接收普通消息 and 被动回复用户消息 for the fields.
    What could not be read there is marked in docs/howto/residents.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

MOST_BYTES = 64 * 1024
WINDOW_S = 300  # own choice: WeChat sends again within 15 s, and clocks differ
_BLOCK = 32  # of PKCS#7, as the document has it: not the 16 of AES
_HEAD = 16  # random bytes before the length
_DEEPEST = 2


class WireError(ValueError):
    """What came in is not what WeChat sends."""


def signature(*parts: str) -> str:
    """Return the SHA-1 of the sorted parts: token, timestamp, nonce, and in safe mode what is encrypted."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def is_signed(given: str, *parts: str) -> bool:
    """Return whether a signature is that of the parts, in constant time."""
    return hmac.compare_digest(signature(*parts).encode(), given.encode())


def is_fresh(timestamp: str, *, at_s: float) -> bool:
    """Return whether the time that a request names lies within the window around ours."""
    return timestamp.isascii() and timestamp.isdigit() and abs(int(timestamp[:12]) - at_s) <= WINDOW_S


def aes_key(encoded: str) -> bytes:
    """Return the 32 bytes of an EncodingAESKey, 43 characters of base 64.

    Raises:
        WireError: it is none.
    """
    try:
        key = base64.b64decode(f"{encoded}=", validate=True)
    except binascii.Error as error:
        raise WireError("no EncodingAESKey") from error
    if len(key) != 32:
        raise WireError("an EncodingAESKey has 32 bytes")
    return key


def decrypted(encrypted: str, *, key: bytes, app_id: str) -> bytes:
    """Return the message in an envelope: AES-256-CBC, IV the key's first 16 bytes.

    Random 16 bytes, the length in four bytes of network order, the message, the app id.

    Raises:
        WireError: it cannot be decrypted, or was made for another account.
    """
    try:
        sealed = base64.b64decode(encrypted, validate=True)
        cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        plain = cipher.update(sealed) + cipher.finalize()
    except ValueError as error:
        raise WireError("no envelope") from error
    pad = plain[-1] if plain else 0
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise WireError("wrong padding")
    plain = plain[:-pad]
    length = int.from_bytes(plain[_HEAD : _HEAD + 4])
    message, owner = plain[_HEAD + 4 : _HEAD + 4 + length], plain[_HEAD + 4 + length :]
    if len(message) != length or owner.decode("utf-8", "replace") != app_id:
        raise WireError("not for this account")
    return message


def encrypted(message: bytes, *, key: bytes, app_id: str, head: bytes) -> str:
    """Return a message in an envelope; `head` is 16 random bytes."""
    plain = head + len(message).to_bytes(4) + message + app_id.encode()
    pad = _BLOCK - len(plain) % _BLOCK
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    sealed = cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()
    return base64.b64encode(sealed).decode()


def xml_read(body: bytes) -> dict[str, str]:
    """Return the fields of a message: the texts of the children of `<xml>`.

    Raises:
        WireError: too long, no XML, nested, or with a document type: whoever sends one wants its entities.
    """
    if len(body) > MOST_BYTES:
        raise WireError("too long")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.EntityDeclHandler = reader.refuse
    parser.StartElementHandler = reader.begin
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise WireError("no XML") from error
    return reader.fields


class _Reader:
    """Collects the children of the root."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self._open: list[str] = []

    def refuse(self, *_declared: object) -> None:
        raise WireError("a document type")

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise WireError("nested")
        self._open.append(name)
        if len(self._open) == _DEEPEST:
            self.fields[name] = ""

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, text: str) -> None:
        if len(self._open) == _DEEPEST:
            self.fields[self._open[-1]] += text


def xml_written(fields: Mapping[str, str | int]) -> str:
    """Return fields as WeChat reads them: texts in CDATA, numbers bare."""
    lines = "".join(
        f"<{name}>{value}</{name}>"
        if isinstance(value, int)
        else f"<{name}><![CDATA[{_cdata(value)}]]></{name}>"
        for name, value in fields.items()
    )
    return f"<xml>{lines}</xml>"


def _cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A message of a resident, read.

    Args:
        key: under which it comes once: MsgId, or sender and time for an event.
        openid: who wrote.
        account: the account it was written to.
        kind: MsgType, in small letters; of an event `event:subscribe`.
        text: its words, or the label of a place.
        media_id: of a picture.
        longitude, latitude: of a place, degrees, as it came: the document does not say in which system.
    """

    key: str
    openid: str
    account: str
    kind: str
    text: str = ""
    media_id: str = ""
    longitude: float | None = None
    latitude: float | None = None


def heard(fields: Mapping[str, str]) -> Heard:
    """Return the message that fields hold.

    Raises:
        WireError: who wrote, or what, is missing.
    """
    openid, kind = fields.get("FromUserName", "").strip(), fields.get("MsgType", "").strip().lower()
    if not openid or not kind or len(openid) > 64:
        raise WireError("no sender or no kind")
    key = fields.get("MsgId", "").strip() or f"{openid}:{fields.get('CreateTime', '').strip()}"
    if kind == "event":
        kind = f"event:{fields.get('Event', '').strip().lower()}"
        key = f"{openid}:{fields.get('CreateTime', '').strip()}"
    placed = kind == "location"
    return Heard(
        key=key[:120], openid=openid, account=fields.get("ToUserName", ""), kind=kind[:20],
        text=(fields.get("Label", "") if placed else fields.get("Content", "")).replace("\x00", "").strip(),
        media_id=fields.get("MediaId", "").strip()[:200] if kind == "image" else "",
        longitude=_degrees(fields.get("Location_Y", ""), 180) if placed else None,
        latitude=_degrees(fields.get("Location_X", ""), 90) if placed else None,
    )  # fmt: skip


def _degrees(text: str, most: float) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if -most <= value <= most else None
