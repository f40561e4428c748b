"""Who has a device, and for which grid."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.ground.models import Area, Person
from xiuhua.sensing.models.devices import Device
from xiuhua.sensing.terms.holdings import HoldingState


class DeviceHolding(models.Model):
    """A device with a person: a recorder worn in the street, or a sensor that they look after in their grid.

    Row-level security by `area_code`, which is the device's: whoever sees the device sees who has it.
    """

    PERSONAL = ("person", "note", "returned_note")

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    grid = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="holdings")
    area_code = models.CharField(max_length=20)
    state = models.CharField(max_length=20, choices=HoldingState.choices(), default=HoldingState.HELD.value)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True, help_text="what comes with it, how it was given out")
    returned_note = models.CharField(max_length=200, blank=True, help_text="how it came back")
    search = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=models.Q(until__isnull=True), name="device_with_one_person"
            ),
        ]
        indexes = [
            models.Index(fields=["since", "id"], name="holding_by_since"),
            models.Index(fields=["area_code", "id"], name="holding_by_area"),
            GinIndex(fields=["search"], name="holding_search"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.person_id}"
