"""Premises: places somebody answers for."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.files.models import StoredFile
from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.parties import Party
from xiuhua.ground.terms import PremisesKind, PremisesState


class Premises(models.Model):
    """A shop, restaurant, site, estate, market or car park: a place somebody answers for.

    Row-level security by `area_code`, because a contact person's number is in the row.
    """

    PERSONAL = ("contact_phone",)

    client_id = models.UUIDField(unique=True, help_text="UUIDv7, given by whoever recorded it first")
    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=PremisesKind.choices())
    state = models.CharField(max_length=20, choices=PremisesState.choices(), default=PremisesState.OPEN.value)
    address = models.CharField(max_length=120)
    contact_phone = models.CharField(max_length=20, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="premises")
    area_code = models.CharField(
        max_length=20, help_text="the area's code, kept beside it for scopes and filters"
    )
    place = models.PointField(srid=4326, help_text="WGS84")
    search = SearchVectorField(null=True, help_text="bigrams of code, name and address")
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, related_name="premises", help_text="who runs it"
    )
    frontage_m = models.FloatField(null=True, help_text="length along the road")
    floor_area_m2 = models.FloatField(null=True)
    basis = models.ForeignKey(
        StoredFile,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="on what the present name rests",
    )
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["updated_at", "id"], name="premises_by_change"),
            models.Index(fields=["name", "id"], name="premises_by_name"),
            models.Index(fields=["code", "id"], name="premises_by_code"),
            models.Index(fields=["area_code", "id"], name="premises_by_area"),
            models.Index(fields=["kind", "state", "id"], name="premises_by_kind"),
            models.Index(fields=["state", "id"], name="premises_by_state"),
            GinIndex(fields=["search"], name="premises_search"),
        ]

    def __str__(self) -> str:
        return self.name
