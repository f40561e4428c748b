"""What goes out and what is fetched: answers, pictures from WeChat, mail."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db import connection

from xiuhua.access.services import scope_opened
from xiuhua.residents.queries.mails import position_of
from xiuhua.residents.services.answers import Errand, answer_claim, answer_record
from xiuhua.residents.services.lines import LineError
from xiuhua.residents.services.mail_line import Box, Found, box_opened, mail_say
from xiuhua.residents.services.mails import mail_take, position_keep
from xiuhua.residents.services.messages import issues_gather
from xiuhua.residents.services.wechat import picture_claim, picture_keep
from xiuhua.residents.services.wechat_line import Said, picture_fetch, wechat_say
from xiuhua.residents.terms.residents import Route
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.clock import now

_AT_ONCE = 20
_MAIL_SECONDS = 60.0
_ALL = (EVERYWHERE,)
_LOG = logging.getLogger(__name__)


def answers_send() -> int:
    """Send the answers that are due; return how many were tried."""
    for number in range(_AT_ONCE):
        with scope_opened(_ALL):
            errand = answer_claim(at=now())
        if errand is None:
            return number
        said = _told(errand)
        with scope_opened(_ALL):
            answer_record(answer_id=errand.answer_id, fault=said.fault, for_good=said.for_good, at=now())
    return _AT_ONCE


def _told(errand: Errand) -> Said:
    if errand.route is Route.WECHAT:
        return wechat_say(
            openid=errand.address,
            text=errand.text,
            topic=errand.kind.zh,
            url=errand.url,
            number=errand.number,
        )
    text = f"{errand.text}\n\n{errand.url}"
    try:
        mail_say(
            address=errand.address, topic=errand.topic, text=text, thread=errand.thread,
            number=errand.number, at=now(),
        )  # fmt: skip
    except LineError as error:
        return Said(fault=str(error))
    return Said()


def pictures_fetch() -> int:
    """Fetch the pictures that WeChat holds for us; return how many were tried."""
    if settings.WECHAT is None:
        return 0
    for number in range(_AT_ONCE):
        with scope_opened(_ALL):
            claimed = picture_claim(at=now())
        if claimed is None:
            return number
        message_id, media_id = claimed
        content, said = picture_fetch(media_id=media_id)
        with scope_opened(_ALL):
            picture_keep(message_id=message_id, content=content, said=said, at=now())
    return _AT_ONCE


def mails_fetch() -> int:
    """Read what is new in the mailbox; return how many mails were taken.

    The position is kept after each mail, and a mail is known by its Message-ID: whoever is killed on the way
    reads at most one mail again, and knows it.
    """
    box = settings.MAILBOX
    if box is None:
        return 0
    name = f"{box.user}@{box.imap_host}/{box.folder}"
    try:
        with box_opened() as opened:
            return _read(opened, name)
    except LineError as error:
        position = position_of(name)
        position_keep(
            mailbox=name, uid_validity=position.uid_validity, last_uid=position.last_uid, fault=str(error),
            at=now(),
        )  # fmt: skip
        _LOG.warning("the mailbox could not be read: %s", error)
        return 0


def _read(opened: Box, name: str) -> int:
    position = position_of(name)
    is_same = position.uid_validity == opened.uid_validity
    last_uid, taken = position.last_uid if is_same else 0, 0
    fault = ""
    for found in opened.after(last_uid):
        if found.is_too_large or not _taken(found):
            fault = f"UID {found.uid}"  # it stays unread in the box, for people
        else:
            opened.seen(found.uid)
            taken += 1
        last_uid = found.uid
        position_keep(
            mailbox=name, uid_validity=opened.uid_validity, last_uid=last_uid, fault=fault, at=now()
        )
    position_keep(mailbox=name, uid_validity=opened.uid_validity, last_uid=last_uid, fault=fault, at=now())
    return taken


def _taken(found: Found) -> bool:
    """Take a mail; one that trips our own code up must not keep the others waiting."""
    try:
        with scope_opened(_ALL):
            mail_take(raw=found.raw, uid=found.uid, at=now())
    except Exception:  # noqa: BLE001 - whatever it is, the log has it and the mail stays in the box
        _LOG.exception("the mail with UID %s could not be read", found.uid)
        return False
    return True


def issues_look() -> None:
    """Gather what the boards speak of."""
    with scope_opened(_ALL):
        issues_gather(at=now())


class Outgoing:
    """The thread that speaks with servers outside: whoever is slow there keeps nobody waiting here."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outgoing")
        self._busy = Lock()
        self._mail_at = 0.0

    def start(self) -> None:
        """Let the thread look once more for what is due, unless it is still at it."""
        if self._busy.acquire(blocking=False):
            self._pool.submit(self._round)

    def _round(self) -> None:
        try:
            answers_send()
            pictures_fetch()
            if monotonic() >= self._mail_at:
                self._mail_at = monotonic() + _MAIL_SECONDS
                mails_fetch()
        except Exception:  # noqa: BLE001 - the leases end by themselves, and the next round tries again
            _LOG.exception("what goes out to residents could not be sent")
        finally:
            connection.close()
            self._busy.release()


outgoing_start = Outgoing().start
