"""Questions about mail."""

from __future__ import annotations

from xiuhua.residents.models import Mail, MailPosition


def mail_known(message_id: str) -> bool:
    """Return whether a mail was taken already."""
    return Mail.objects.filter(message_id=message_id).exists()


def position_lock(mailbox: str) -> MailPosition | None:
    """Return how far a folder was read, locked; None where it never was, or somebody reads it now."""
    return MailPosition.objects.select_for_update(skip_locked=True).filter(mailbox=mailbox).first()


def position_of(mailbox: str) -> MailPosition:
    """Return how far a folder was read; from its beginning where it never was."""
    found = MailPosition.objects.filter(mailbox=mailbox).first()
    return found or MailPosition(mailbox=mailbox)
