"""Where things are: the tree of areas, and the premises in them."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.files.models import StoredFile
from xiuhua.ground.terms import AreaLevel, PremisesKind, PremisesState


class Area(models.Model):
    """A piece of the city. Public ground: no row-level security.

    The code begins with the code of the parent, so a code prefix names an area and everything in it.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=20, choices=AreaLevel.choices())
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    shape = models.MultiPolygonField(srid=4326, null=True, help_text="WGS84; none yet for a bare code")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["level", "code"], name="area_by_level")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def area_code(self) -> str:
        """Where the act table looks it up: in itself."""
        return self.code

    @property
    def state(self) -> str:
        """An area has no states."""
        return ""


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
