"""A mail as a resident wrote it: who, about what, words, pictures; and whether to answer at all.

Source:
    RFC 5322 (messages), RFC 2045 to 2047 (MIME), RFC 3834 (automatic responses: when not to answer),
    RFC 2369 and 2919 (lists).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr
from html.parser import HTMLParser

MOST_BYTES = 30 * 1024 * 1024
MOST_PICTURES = 6
_MOST_TEXT = 2_000
_MOST_PARTS = 60
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_ADDRESS = re.compile(r"[^@\s<>\"',;:\\()\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])")
_PLACE = re.compile(
    r"^\s*(?:地点|地址|位置|place|address)\s*[:：]\s*(?P<place>\S.{0,158})$", re.IGNORECASE | re.MULTILINE
)
_RECEIPT = re.compile(r"HZ(?P<pk>[0-9]{8,12})")
_QUOTED = re.compile(
    r"^\s*(?:>|-{3,}\s*(?:原始邮件|Original Message)|在 .{4,80} 写道[:：]|On .{4,120} wrote:|发件人[:：])",
    re.IGNORECASE,
)
_QUIET = frozenset({"", "no"})


@dataclass(frozen=True, kw_only=True)
class Attached:
    """A file that came with a mail."""

    name: str
    media: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail, read.

    Args:
        message_id: in its angle brackets; empty where it has none.
        sender: its address; empty where it has none that can be answered.
        name: how its writer calls themselves.
        topic: its subject in one line.
        text: its plain words, without what it quotes.
        place: what it says after 地点, if it does.
        receipt: the receipt that its subject names, None for none.
        pictures: of kinds that can be photos.
        refused: the code of why it is not used; empty where it is.
    """

    message_id: str
    sender: str
    name: str
    topic: str
    text: str
    place: str
    receipt: int | None
    pictures: tuple[Attached, ...]
    refused: str


def letter_read(raw: bytes, *, own: str) -> Letter:
    """Return a mail, read; `own` is the address of the box, whose mail to itself is not used."""
    if len(raw) > MOST_BYTES:
        return _unread("mail_too_large")
    message = BytesParser(policy=policy.default).parsebytes(raw)
    name, sender = parseaddr(_header(message, "From"))
    sender = sender if _ADDRESS.fullmatch(sender) else ""
    topic, text = _line(_header(message, "Subject")), _text(message)
    place, named = _PLACE.search(text), _RECEIPT.search(topic)
    return Letter(
        message_id=_line(_header(message, "Message-ID"))[:250], sender=sender.lower(), name=_line(name)[:40],
        topic=topic[:200], text=text[:_MOST_TEXT], place=place["place"].strip() if place else "",
        receipt=int(named["pk"]) if named else None, pictures=tuple(_pictures(message)),
        refused=_refused(message, sender, own=own, said=bool(topic or text)),
    )  # fmt: skip


def _unread(code: str) -> Letter:
    return Letter(
        message_id="",
        sender="",
        name="",
        topic="",
        text="",
        place="",
        receipt=None,
        pictures=(),
        refused=code,
    )


def _refused(message: EmailMessage, sender: str, *, own: str, said: bool) -> str:
    """Return why a mail is not used: a machine, a list or nobody wrote it, or it says nothing."""
    if not sender:
        return "mail_no_sender"
    if sender.lower() == own.lower():
        return "mail_own"
    automatic = _header(message, "Auto-Submitted").split(";")[0].strip().lower() not in _QUIET
    bulk = _header(message, "Precedence").strip().lower() in {"bulk", "junk", "list", "auto_reply"}
    listed = bool(_header(message, "List-Id") or _header(message, "List-Unsubscribe"))
    bounced = message.get_content_type() == "multipart/report" or sender.lower().startswith(
        ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@")
    )
    if automatic or bulk or listed or bounced or _header(message, "X-Autoreply"):
        return "mail_automatic"
    return "" if said else "mail_empty"


def _header(message: MIMEPart, name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except Exception:  # noqa: BLE001 - on headers made to harm, the parser raises whatever it trips over
        return ""


def _line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _text(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        content = body.get_content()
    except (LookupError, ValueError, KeyError):  # a charset nobody knows
        payload = body.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    plain = html_plain(str(content)) if body.get_content_type() == "text/html" else str(content)
    return _unquoted(plain)


def _unquoted(text: str) -> str:
    """Return the words above what a mail quotes, without what no page can show."""
    kept: list[str] = []
    for line in text.splitlines():
        if _QUOTED.match(line) and kept:
            break
        kept.append("".join(sign for sign in line if sign.isprintable() or sign == "\t").rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _pictures(message: EmailMessage) -> Iterator[Attached]:
    found = 0
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS or found >= MOST_PICTURES:
            return
        if part.get_content_type() in _PICTURES and not part.is_multipart():
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                found += 1
                yield Attached(
                    name=_line(part.get_filename() or "")[:100] or f"{found}.jpg",
                    media=part.get_content_type(), content=content,
                )  # fmt: skip


def html_plain(html: str) -> str:
    """Return the words of HTML: no tag, no script, no style; blocks become lines."""
    reader = _Plain()
    reader.feed(html[:1_000_000])
    reader.close()
    return "".join(reader.parts)


class _Plain(HTMLParser):
    _UNSEEN = frozenset({"script", "style", "head", "title", "template", "noscript"})
    _BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "blockquote"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._unseen += tag in self._UNSEEN
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._UNSEEN and self._unseen:
            self._unseen -= 1
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)
