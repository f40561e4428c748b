"""What stands in the files of hauliers, trucks and drivers."""

from django.contrib.gis.db import models

from xiuhua.cases.models import Case
from xiuhua.ground.models import Person
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.scenes.spoil.terms import RecordKind


class FileRecord(models.Model):
    """One violation, education, seizure, fine or passed check. Row-level security. Append-only."""

    PERSONAL = ("note",)

    kind = models.CharField(max_length=24, choices=RecordKind.choices())
    at = models.DateTimeField()
    hauler = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="spoil_records")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, related_name="+")
    driver = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, blank=True, unique=True, null=True)
    area_code = models.CharField(max_length=20)
    by = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["at", "id"], name="spoil_record_by_time"),
            models.Index(fields=["hauler", "at"], name="spoil_record_by_hauler"),
            models.Index(fields=["vehicle", "at"], name="spoil_record_by_truck"),
            models.Index(fields=["driver", "at"], name="spoil_record_by_driver"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def state(self) -> str:
        """It has none."""
        return ""
