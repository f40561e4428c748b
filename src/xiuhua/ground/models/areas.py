"""Areas of every layer, what they are made of, and what the map draws beneath them."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.ground.terms.areas import AreaLevel, AreaState, FeatureKind, RoadClass


class Area(models.Model):
    """A piece of the city. Public ground: no row-level security.

    The code begins with the code of the parent, so a code prefix names an area and everything in it. The
    tree goes city, district, street, community, unit grid; the other layers (duty, evaluation and governance
    grids, key areas, segments) hang on the street or district they lie in. A detached part of a shape is an
    enclave.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=20, choices=AreaLevel.choices())
    state = models.CharField(max_length=20, choices=AreaState.choices(), db_default=AreaState.VALID.value)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    shape = models.MultiPolygonField(srid=4326, null=True, help_text="WGS84; none yet for a bare code")
    line = models.MultiLineStringField(srid=4326, null=True, help_text="WGS84; of a duty segment")
    road = models.ForeignKey(
        "Road", on_delete=models.PROTECT, null=True, related_name="segments", help_text="of a duty segment"
    )
    search = SearchVectorField(null=True, help_text="bigrams of code and name")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["level", "code"], name="area_by_level"),
            models.Index(fields=["name", "id"], name="area_by_name"),
            GinIndex(fields=["search"], name="area_search"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def area_code(self) -> str:
        """Where the act table looks it up: in itself."""
        return self.code


class AreaMember(models.Model):
    """A unit grid that a grid of another layer is made of."""

    zone = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="members")
    grid = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="zones")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "grid"], name="area_member_once")]

    def __str__(self) -> str:
        return f"{self.zone_id} ∋ {self.grid_id}"


class Road(models.Model):
    """A named road, for the map, for addresses and for the segments people answer for. Public ground."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    road_class = models.CharField(max_length=20, choices=RoadClass.choices())
    line = models.MultiLineStringField(srid=4326, help_text="WGS84")
    width_m = models.FloatField(null=True)
    area_code = models.CharField(max_length=20, help_text="the district it lies in")
    search = SearchVectorField(null=True, help_text="bigrams of code and name")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="road_by_name"),
            models.Index(fields=["area_code", "id"], name="road_by_area"),
            GinIndex(fields=["search"], name="road_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """A road has no states."""
        return ""


class Feature(models.Model):
    """A park, a lake or a building of the base map: drawn, named, and nothing else. Public ground."""

    code = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=FeatureKind.choices())
    shape = models.MultiPolygonField(srid=4326, help_text="WGS84")
    floors = models.PositiveSmallIntegerField(null=True, help_text="of a building")
    area_code = models.CharField(max_length=20, help_text="the district it lies in")
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "id"], name="feature_by_kind")]

    def __str__(self) -> str:
        return self.name or self.code

    @property
    def state(self) -> str:
        """A feature of the base map has no states."""
        return ""
