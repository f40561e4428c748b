"""Mail that residents wrote to the city's box."""

from django.db import models

from xiuhua.residents.models.residents import Receipt
from xiuhua.residents.terms.mails import MailState


class MailPosition(models.Model):
    """How far a folder of a mailbox has been read."""

    mailbox = models.CharField(max_length=200, unique=True, help_text="user@host/folder")
    uid_validity = models.BigIntegerField(default=0, help_text="another number means other UIDs: RFC 3501")
    last_uid = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True, help_text="why the last look failed")

    def __str__(self) -> str:
        return self.mailbox


class Mail(models.Model):
    """One mail, known by its Message-ID. Row-level security by `area_code`."""

    PERSONAL = ("sender", "topic")

    message_id = models.CharField(max_length=250, unique=True)
    uid = models.BigIntegerField()
    sender = models.CharField(max_length=254)
    topic = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=MailState.choices())
    why = models.CharField(max_length=40, blank=True, help_text="the code of why it was not used")
    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, null=True, related_name="mails")
    received_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    def __str__(self) -> str:
        return self.message_id
