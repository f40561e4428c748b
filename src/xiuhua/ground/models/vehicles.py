"""What moves, and the places where cameras and devices are mounted."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.ground.models.areas import Area
from xiuhua.ground.models.components import Component
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.people import Unit
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.terms.vehicles import MountKind, MountState, VehicleKind, VehicleState


class Vehicle(models.Model):
    """A sweeper, a spoil truck, a patrol car. Row-level security, because a plate leads to a person."""

    PERSONAL = ("plate",)

    client_id = models.UUIDField(unique=True, help_text="UUIDv7")
    plate = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=20, choices=VehicleKind.choices())
    state = models.CharField(
        max_length=20, choices=VehicleState.choices(), default=VehicleState.IN_SERVICE.value
    )
    model = models.CharField(max_length=60, blank=True)
    load_kg = models.PositiveIntegerField(null=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="vehicles")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="vehicles")
    area_code = models.CharField(max_length=20)
    search = SearchVectorField(null=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="vehicle_by_area"),
            models.Index(fields=["updated_at", "id"], name="vehicle_by_change"),
            GinIndex(fields=["search"], name="vehicle_search"),
        ]

    def __str__(self) -> str:
        return self.plate


class Mount(models.Model):
    """安装点位: where a camera or a device stands, on a pole, at premises, or by itself. Public ground."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=MountKind.choices())
    state = models.CharField(max_length=20, choices=MountState.choices(), default=MountState.IN_USE.value)
    component = models.ForeignKey(Component, on_delete=models.PROTECT, null=True, related_name="mounts")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="mounts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="mounts")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="mounts")
    area_code = models.CharField(max_length=20)
    place = models.PointField(srid=4326, help_text="WGS84")
    height_m = models.FloatField(null=True)
    search = SearchVectorField(null=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="mount_by_area"),
            models.Index(fields=["updated_at", "id"], name="mount_by_change"),
            GinIndex(fields=["search"], name="mount_search"),
        ]

    def __str__(self) -> str:
        return self.name
