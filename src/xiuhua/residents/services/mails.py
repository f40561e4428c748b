"""Mail becomes reports, once each, however often the box is read."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

from django.conf import settings
from django.db import transaction

from xiuhua.cases.services import NewReport
from xiuhua.cases.terms import Channel
from xiuhua.files.services.pictures import photo_look
from xiuhua.ledger.services import entry_append
from xiuhua.residents.models import Mail, MailPosition, Receipt
from xiuhua.residents.queries.mails import mail_known, position_of
from xiuhua.residents.queries.receipts import receipts_all
from xiuhua.residents.rules.mails import Attached, Letter, letter_read
from xiuhua.residents.services.receipts import RESIDENTS, Picture, Sender, receipt_add, receipt_take
from xiuhua.residents.terms.mails import MailAct, MailState
from xiuhua.residents.terms.residents import Route
from xiuhua.shared.errors import CityError
from xiuhua.shared.ids import uuid7

_MOST_PICTURE = 20 * 1024 * 1024


@transaction.atomic
def mail_take(*, raw: bytes, uid: int, at: datetime) -> Mail | None:
    """Take one mail: a new report, more of one, or nothing with the reason; None where it is known.

    Nobody waits for an answer to a mail that a machine wrote, so that two machines never answer each other.
    """
    box = settings.MAILBOX
    letter = letter_read(raw, own=box.address if box else "")
    key = letter.message_id or f"<{hashlib.sha256(raw).hexdigest()}@no-message-id>"
    if mail_known(key):
        return None
    mail = Mail(
        message_id=key, uid=uid, sender=letter.sender, topic=letter.topic, received_at=at,
        area_code=box.area if box else "", state=MailState.REFUSED.value, why=letter.refused,
    )  # fmt: skip
    if not letter.refused:
        _use(mail, letter, at=at)
    mail.save(force_insert=True)
    entry_append(
        at=at, actor=RESIDENTS, act=MailAct.TAKE.value, subject=f"mail:{mail.pk}", area=mail.area_code,
        detail={"state": mail.state, "why": mail.why, "receipt": mail.receipt_id},
    )  # fmt: skip
    return mail


def _use(mail: Mail, letter: Letter, *, at: datetime) -> None:
    try:
        with transaction.atomic():
            known = _meant(letter)
            receipt = _added(known, letter, at=at) if known else _reported(mail, letter, at=at)
    except CityError as refusal:
        mail.why = refusal.code[:40]
        return
    mail.receipt = receipt
    mail.state = (MailState.ADDED if known else MailState.TAKEN).value


def _meant(letter: Letter) -> Receipt | None:
    """Return the receipt that a reply is about: named in its subject, and held by its writer."""
    if letter.receipt is None:
        return None
    return receipts_all().filter(pk=letter.receipt, address=letter.sender).first()


def _added(receipt: Receipt, letter: Letter, *, at: datetime) -> Receipt:
    receipt_add(receipt_id=receipt.pk, text=letter.text or letter.topic, pictures=_pictures(letter), at=at)
    return receipt


def _reported(mail: Mail, letter: Letter, *, at: datetime) -> Receipt:
    new = NewReport(
        client_id=uuid7(), channel=Channel.MAIL, text="\n".join(filter(None, (letter.topic, letter.text))),
        area_code=mail.area_code, address=letter.place, caller_name=letter.name,
    )  # fmt: skip
    sender = Sender(
        route=Route.MAIL, address=letter.sender, thread=mail.message_id, topic=letter.topic,
        network=f"mail:{letter.sender}", in_chinese=not letter.text.isascii() or not letter.topic.isascii(),
    )  # fmt: skip
    return receipt_take(new=new, sender=sender, pictures=_pictures(letter), at=at)


def _pictures(letter: Letter) -> list[Picture]:
    """Return the pictures that can be shown; one that cannot does not cost the report."""
    return [
        Picture(name=one.name, content=one.content)
        for one in letter.pictures
        if len(one.content) <= _MOST_PICTURE and _is_shown(one)
    ]


def _is_shown(one: Attached) -> bool:
    try:
        photo_look(io.BytesIO(one.content), name=one.name)
    except CityError:
        return False
    return True


@transaction.atomic
def position_keep(
    *, mailbox: str, uid_validity: int, last_uid: int, fault: str, at: datetime
) -> MailPosition:
    """Keep how far a folder was read, and why the last look failed."""
    position = position_of(mailbox)
    position.uid_validity, position.last_uid = uid_validity, last_uid
    position.looked_at, position.fault = at, fault[:200]
    position.save()
    return position
