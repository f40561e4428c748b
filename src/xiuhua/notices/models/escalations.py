"""Who is told next when somebody does not read what is urgent."""

from django.db import models

from xiuhua.access.models import User
from xiuhua.notices.terms import NoticeKind


class EscalationStep(models.Model):
    """One person of a list: told when nobody before them has read an urgent notice within some minutes."""

    area_code = models.CharField(
        max_length=20, blank=True, help_text="of the list; the longest that fits holds"
    )
    kind = models.CharField(max_length=24, choices=NoticeKind.choices())
    position = models.PositiveSmallIntegerField()
    wait_minutes = models.PositiveSmallIntegerField(help_text="after the one before was told")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area_code", "kind", "position"], name="escalation_position_once"
            ),
            models.CheckConstraint(condition=models.Q(wait_minutes__gte=1), name="escalation_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code} {self.kind} {self.position}"

    @property
    def place(self) -> int:
        """Its place in the list, counted from 1."""
        return self.position + 1

    @property
    def state(self) -> str:
        """A step has no states."""
        return ""
