"""The electronic manifest, and the weighings it rests on."""

from django.contrib.gis.db import models

from xiuhua.ground.models import Person
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.scenes.spoil.models.places import Dock, Site
from xiuhua.scenes.spoil.terms import ManifestState, MeasuredIn, WeighedAt


class Manifest(models.Model):
    """One load from a site to a dock: produced, transported, disposed of. Row-level security by `area_code`.

    Amounts are m³ in the ground. `faults` are those of `rules.manifests`, as [kind, found, limit].
    """

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    number = models.CharField(max_length=20, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="manifests")
    dock = models.ForeignKey(Dock, on_delete=models.PROTECT, related_name="manifests")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="+")
    hauler = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    driver = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    area_code = models.CharField(max_length=20, help_text="the site's")
    state = models.CharField(
        max_length=20, choices=ManifestState.choices(), default=ManifestState.OPENED.value
    )
    approval = models.CharField(max_length=40, blank=True, help_text="number of the project's approval")
    permit = models.CharField(max_length=40, blank=True, help_text="number of the truck's permit")
    planned_m3 = models.FloatField()
    loaded_m3 = models.FloatField(null=True)
    tipped_m3 = models.FloatField(null=True)
    faults = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=60)
    left_at = models.DateTimeField(null=True)
    left_by = models.CharField(max_length=60, blank=True)
    arrived_at = models.DateTimeField(null=True)
    arrived_by = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=60, blank=True)
    carried_by = models.CharField(max_length=60, blank=True, help_text="the driver, once he took the load")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["opened_at", "id"], name="spoil_manifest_by_time"),
            models.Index(fields=["state", "id"], name="spoil_manifest_by_state"),
            models.Index(fields=["vehicle", "opened_at"], name="spoil_manifest_by_truck"),
            models.Index(fields=["area_code", "id"], name="spoil_manifest_by_area"),
        ]

    def __str__(self) -> str:
        return self.number


class Weighing(models.Model):
    """A truck on a scale; one that cannot be is kept and does not count. Append-only."""

    manifest = models.ForeignKey(Manifest, on_delete=models.PROTECT, related_name="weighings")
    where = models.CharField(max_length=20, choices=WeighedAt.choices())
    area_code = models.CharField(max_length=20)
    measured_in = models.CharField(max_length=20, choices=MeasuredIn.choices())
    gross_kg = models.FloatField(null=True)
    tare_kg = models.FloatField(null=True)
    amount = models.FloatField(null=True, help_text="where it was measured and not weighed")
    natural_m3 = models.FloatField(null=True, help_text="empty where it does not count")
    fault = models.JSONField(null=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=60)

    class Meta:
        indexes = [models.Index(fields=["at", "id"], name="spoil_weighing_by_time")]

    def __str__(self) -> str:
        return f"{self.manifest_id} {self.where}"
