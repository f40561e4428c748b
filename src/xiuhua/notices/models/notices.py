"""What people are told."""

from django.db import models

from xiuhua.access.models import User
from xiuhua.notices.terms import RecipientKind


class Notice(models.Model):
    """One thing that one recipient is told, once. Row-level security by `area_code` of its subject.

    The text is made when it is read, from `template` and `words`, in the reader's language. An address is
    kept encrypted; `address_masked` is what pages print.
    """

    PERSONAL = ("words", "address", "address_masked")

    to_kind = models.CharField(max_length=24, choices=RecipientKind.choices())
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="notices", db_index=False
    )  # the indexes below begin with it
    address = models.CharField(max_length=400, blank=True, help_text="encrypted; empty for an account")
    address_masked = models.CharField(max_length=120, blank=True)
    template = models.CharField(max_length=60)
    kind = models.CharField(max_length=24, help_text="NoticeKind of the template")
    words = models.JSONField(default=dict)
    subject = models.CharField(max_length=60, help_text="`case:12`")
    area_code = models.CharField(max_length=20, blank=True)
    urgent = models.BooleanField(default=False)
    leaf = models.BigIntegerField(null=True, help_text="of the act that it tells of, where a tail sends it")
    sent_by = models.CharField(max_length=60)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    origin = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="passed_on", help_text="who was told first"
    )
    step = models.PositiveSmallIntegerField(default=0, help_text="how many people were told before")
    escalate_at = models.DateTimeField(null=True, help_text="when the next is told, unless it is read")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "subject", "template", "leaf"],
                name="notice_once_to_user",
                condition=models.Q(leaf__isnull=False, user__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["address", "subject", "template", "leaf"],
                name="notice_once_to_address",
                condition=models.Q(leaf__isnull=False, user__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "sent_at", "id"], name="notice_by_user"),
            models.Index(
                fields=["user", "sent_at", "id"],
                name="notice_unread",
                condition=models.Q(read_at__isnull=True),
            ),
            models.Index(fields=["subject"], name="notice_by_subject"),
            models.Index(fields=["sent_at"], name="notice_by_age"),
            models.Index(
                fields=["escalate_at"], name="notice_escalates", condition=models.Q(escalate_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.subject}"

    @property
    def state(self) -> str:
        """A notice is told and stays so; reading it is no state of the act table."""
        return ""
