"""Who was reminded of what, in which form."""

from django.db import models

from xiuhua.ground.models import Person
from xiuhua.oversight.terms.reminders import ReminderForm, ReminderMatter


class IntegrityReminder(models.Model):
    """One reminder of one person. Never changed. Row-level security."""

    PERSONAL = ("person", "text")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=20, choices=ReminderForm.choices())
    matter = models.CharField(max_length=20, choices=ReminderMatter.choices())
    text = models.TextField(blank=True)
    on = models.DateField(help_text="the day of it")
    at = models.DateTimeField(help_text="the first instant of `on`, for figures and order")
    recorded_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    recorded_at = models.DateTimeField()
    area_code = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="integrity_reminder_by_area"),
            models.Index(fields=["at", "id"], name="integrity_reminder_by_time"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: TX00000012."""
        return f"TX{self.pk:08d}"

    @property
    def state(self) -> str:
        """A reminder has no states: it took place."""
        return ""
