"""What is looked at, by version, and each time that somebody has looked."""

from django.contrib.gis.db import models

from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Party, Premises, Vehicle
from xiuhua.inspections.terms.inspections import InspectionResult, Verdict


class Standard(models.Model):
    """One version of a checklist, as a scene declared it. Published ones never change. Public."""

    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField(help_text="1, 2, 3 … per checklist")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the body")
    subject = models.CharField(max_length=10, help_text="premises or vehicle")
    body = models.JSONField(help_text="all that the declaration says, see rules.standards")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "number"], name="standard_number_once")]
        indexes = [models.Index(fields=["published_at", "id"], name="standard_by_time")]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"

    @property
    def area_code(self) -> str:
        """A checklist holds everywhere."""
        return ""

    @property
    def state(self) -> str:
        """A version has no states: it is published or does not exist."""
        return ""


class Inspection(models.Model):
    """Somebody looked at premises or a vehicle. Never changed. Row-level security by `area_code`."""

    PERSONAL = ("note", "address")

    client_id = models.UUIDField(unique=True, help_text="UUIDv7, given where it was written down")
    standard = models.ForeignKey(Standard, on_delete=models.PROTECT, related_name="inspections")
    checklist = models.CharField(max_length=40, help_text="key of the standard")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="inspections")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, related_name="inspections")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="+", help_text="who answered for it then"
    )
    result = models.CharField(max_length=20, choices=InspectionResult.choices())
    broken = models.PositiveSmallIntegerField(help_text="how many items were not kept")
    officers = models.PositiveSmallIntegerField(help_text="how many took part")
    inspected_by = models.CharField(max_length=60, help_text="as the ledger names actors")
    note = models.TextField(blank=True)
    address = models.CharField(max_length=160, blank=True)
    place = models.PointField(srid=4326, null=True, help_text="WGS84")
    area_code = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(premises=None) ^ models.Q(vehicle=None), name="inspection_of_one_thing"
            ),
        ]
        indexes = [
            models.Index(fields=["area_code", "id"], name="inspection_by_area"),
            models.Index(fields=["at", "id"], name="inspection_by_time"),
            models.Index(fields=["premises", "at"], name="inspection_by_premises"),
            models.Index(fields=["vehicle", "at"], name="inspection_by_vehicle"),
            models.Index(fields=["party", "id"], name="inspection_by_party"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people name it: JC00000012."""
        return f"JC{self.pk:08d}"

    @property
    def state(self) -> str:
        """An inspection has no states: it took place."""
        return ""


class InspectionPhoto(models.Model):
    """A photo of what was looked at."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.file_id}"


class ItemResult(models.Model):
    """What was found of one item. Never changed."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="results")
    item = models.CharField(max_length=40, help_text="key in the standard")
    verdict = models.CharField(max_length=20, choices=Verdict.choices())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["inspection", "item"], name="item_result_once")]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.item}"
