"""Which case an alarm became."""

from django.db import models

from xiuhua.cases.models.cases import Case
from xiuhua.cases.terms.alarms import AlarmLink
from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Alarm


class AlarmCase(models.Model):
    """An alarm that was grave enough, and the case that it opened or joined. Never changed.

    Of an alarm that has several, the latest holds: its case was over when it grew worse. Row-level security
    by `area_code`.
    """

    alarm = models.ForeignKey(Alarm, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, related_name="alarm_links", help_text="None: refused"
    )
    link = models.CharField(max_length=20, choices=AlarmLink.choices())
    refusal = models.CharField(max_length=40, blank=True, help_text="the code of why no case was opened")
    at = models.DateTimeField(help_text="when the alarm was grave enough, by the readings' time")
    recorded_at = models.DateTimeField()
    area_code = models.CharField(max_length=20, help_text="the alarm's")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="+", db_index=False, help_text="of the alarm's step"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry"], name="alarm_case_once")]
        indexes = [models.Index(fields=["area_code", "id"], name="alarm_case_by_area")]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.case_id}"
