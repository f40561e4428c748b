"""Speaking with the mail servers: what is new in the box by IMAP, an answer by SMTP.

Source:
    RFC 3501 (IMAP4rev1: UID and UIDVALIDITY, 2.3.1.1), RFC 5321 and 5322, RFC 3834 for Auto-Submitted.
"""

from __future__ import annotations

import imaplib
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from django.conf import settings

from xiuhua.residents.rules.mails import MOST_BYTES
from xiuhua.residents.services.lines import NO_FOLDER, NO_MAILBOX, TIMEOUT_S, LineError

_MOST_A_LOOK = 50
_VALIDITY = re.compile(rb"(\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, kw_only=True)
class Found:
    """A mail in the box; `raw` is empty where it is larger than any that is read."""

    uid: int
    raw: bytes
    is_too_large: bool = False


class Box:
    """An open folder of the mailbox."""

    def __init__(self, line: imaplib.IMAP4, uid_validity: int) -> None:
        self._line = line
        self.uid_validity = uid_validity

    def after(self, last_uid: int) -> Iterator[Found]:
        """Yield the mails behind a UID, in their order, some fifty at a look."""
        _kind, told = self._line.uid("SEARCH", f"UID {last_uid + 1}:*")
        listed = told[0] if told and isinstance(told[0], bytes) else b""
        uids = sorted(int(one) for one in listed.split() if int(one) > last_uid)  # n:* always holds the last
        for uid in uids[:_MOST_A_LOOK]:
            yield self._mail(uid)

    def _mail(self, uid: int) -> Found:
        _kind, told = self._line.uid("FETCH", str(uid), "(RFC822.SIZE)")
        size = _SIZE.search(b" ".join(one for one in told if isinstance(one, bytes)))
        if size and int(size[1]) > MOST_BYTES:
            return Found(uid=uid, raw=b"", is_too_large=True)
        _kind, told = self._line.uid("FETCH", str(uid), "(BODY.PEEK[])")
        raw = next((one[1] for one in told if isinstance(one, tuple)), b"")
        return Found(uid=uid, raw=raw)

    def seen(self, uid: int) -> None:
        """Mark a mail as read, so that people at the box see what was taken."""
        self._line.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")


@contextmanager
def box_opened() -> Iterator[Box]:
    """Open the folder for a while.

    Raises:
        LineError: the server cannot be reached, or does not let us in.
    """
    box = settings.MAILBOX
    if box is None:
        raise LineError(NO_MAILBOX)
    line: imaplib.IMAP4 | None = None
    try:
        if box.imap_tls:
            context = ssl.create_default_context()
            line = imaplib.IMAP4_SSL(box.imap_host, box.imap_port, ssl_context=context, timeout=TIMEOUT_S)
        else:
            line = imaplib.IMAP4(box.imap_host, box.imap_port, timeout=TIMEOUT_S)
        line.login(box.user, box.password)
        kind, _told = line.select(f'"{box.folder}"')
        if kind != "OK":
            raise LineError(NO_FOLDER)
        yield Box(line, _validity(line))
    except (imaplib.IMAP4.error, OSError) as error:
        raise LineError(str(error)[:150] or type(error).__name__) from error
    finally:
        if line is not None:
            with suppress(Exception):
                line.logout()


def _validity(line: imaplib.IMAP4) -> int:
    _name, told = line.response("UIDVALIDITY")
    found = _VALIDITY.search(told[0]) if told and isinstance(told[0], bytes) else None
    return int(found[1]) if found else 0


def mail_say(*, address: str, topic: str, text: str, thread: str, number: str, at: datetime) -> None:
    """Answer a mail in its thread.

    Raises:
        LineError: the server does not take it.
    """
    box = settings.MAILBOX
    if box is None:
        raise LineError(NO_MAILBOX)
    message = EmailMessage()
    message["From"], message["To"] = box.address, address
    message["Subject"] = _subject(topic, number)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = make_msgid(domain=box.address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-replied"
    if thread:
        message["In-Reply-To"], message["References"] = thread, thread
    message.set_content(text)
    try:
        with _post_opened(box.smtp_host, box.smtp_port, box.smtp_tls) as line:
            if box.smtp_login:
                line.login(box.user, box.password)
            line.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise LineError(str(error)[:150] or type(error).__name__) from error


def _subject(topic: str, number: str) -> str:
    plain = re.sub(r"^(?:\s*(?:re|回复|答复)\s*[:：])+\s*", "", topic, flags=re.IGNORECASE)
    return f"Re: {plain}" if number in plain else f"Re: {plain} [{number}]"


def _post_opened(host: str, port: int, tls: str) -> smtplib.SMTP:
    if tls == "ssl":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    line = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
    if tls == "starttls":
        line.starttls(context=ssl.create_default_context())
    return line
