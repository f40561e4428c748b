"""Patrols of the segments that people answer for."""

from django.db import models

from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.duties import Duty
from xiuhua.ground.models.people import Person


class Patrol(models.Model):
    """Somebody walked the segment of their duty. Row-level security by `area_code`, that of their post."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="patrols")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="patrols")
    area_code = models.CharField(max_length=20)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="patrols")
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="patrol_by_time")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def state(self) -> str:
        """A patrol has no states."""
        return ""
