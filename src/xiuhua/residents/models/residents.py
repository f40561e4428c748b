"""What residents hold of their report, and what they were told of it."""

from django.db import models

from xiuhua.cases.models import Report
from xiuhua.ledger.models import Entry
from xiuhua.notices.models import Notice
from xiuhua.residents.terms.residents import AnswerKind, AnswerState, Rating, ReceiptState, Route


class Receipt(models.Model):
    """What somebody without an account holds of a report: a number, a secret address, the way to be answered.

    The secret address is computed from the key (`rules.codes`), so that no secret lies in a table. Row-level
    security by `area_code`.
    """

    PERSONAL = ("address", "thread", "holder", "sender_digest", "phone_digest", "rating_words")

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="receipt")
    route = models.CharField(max_length=20, choices=Route.choices())
    address = models.CharField(
        max_length=254, blank=True, help_text="openid or mail address; an SMS goes to the report's number"
    )
    thread = models.CharField(max_length=250, blank=True, help_text="the Message-ID that an answer answers")
    topic = models.CharField(max_length=200, blank=True, help_text="the subject of that mail")
    in_chinese = models.BooleanField(default=True, help_text="in which language answers are written")
    holder = models.CharField(max_length=60, blank=True, help_text="the account of who reported signed in")
    joined = models.BooleanField(default=False, help_text="whether it was told as one more of a known case")
    state = models.CharField(max_length=20, choices=ReceiptState.choices(), default=ReceiptState.OPEN.value)
    rating = models.CharField(max_length=20, choices=Rating.choices(), blank=True)
    rating_words = models.TextField(blank=True)
    rated_at = models.DateTimeField(null=True)
    sender_digest = models.CharField(max_length=64, blank=True, help_text="of the network address, for a day")
    phone_digest = models.CharField(max_length=64, blank=True, help_text="of the telephone number")
    taken_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["taken_at", "id"], name="receipt_by_time"),
            models.Index(fields=["sender_digest", "taken_at"], name="receipt_by_sender"),
            models.Index(fields=["phone_digest", "taken_at"], name="receipt_by_phone"),
            models.Index(fields=["address", "id"], name="receipt_by_address"),
            models.Index(fields=["area_code", "id"], name="receipt_by_area"),
            models.Index(fields=["holder", "id"], name="receipt_by_holder", condition=~models.Q(holder="")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Its number as people say it; not gapless, as only legal papers are."""
        return f"HZ{self.pk:08d}"


class Answer(models.Model):
    """What a resident was told, when, by which way, and whether it arrived. Row-level security by area.

    `entry` is the act of the log that it follows from: the same act tells a receipt once.
    """

    PERSONAL = ("text",)

    receipt = models.ForeignKey(Receipt, on_delete=models.PROTECT, related_name="answers", db_index=False)
    kind = models.CharField(max_length=20, choices=AnswerKind.choices())
    text = models.TextField(help_text="as it was said, in the language of whoever reported")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    route = models.CharField(max_length=20, choices=Route.choices())
    state = models.CharField(max_length=20, choices=AnswerState.choices())
    notice = models.ForeignKey(
        Notice, on_delete=models.SET_NULL, null=True, related_name="+", help_text="by which an SMS goes"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True, help_text="what the other side said last")
    area_code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["receipt", "entry", "kind"], name="answer_once")]
        indexes = [
            models.Index(
                fields=["next_at"], name="answer_waiting", condition=models.Q(state="answer_waiting")
            ),
            models.Index(fields=["at", "id"], name="answer_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.kind}"
