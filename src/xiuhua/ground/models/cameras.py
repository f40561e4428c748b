"""Cameras at their places, and what a person has corrected of what they see."""

from django.contrib.gis.db import models
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField

from xiuhua.ground.models.components import Component
from xiuhua.ground.models.people import Unit
from xiuhua.ground.models.premises import Premises
from xiuhua.ground.models.vehicles import Mount
from xiuhua.ground.terms.cameras import CameraKind, CameraState, SightKind


class Camera(models.Model):
    """A camera; where it stands is its mount's to say. Row-level security by `area_code`.

    `area_code` and `view` follow the mount: whoever moves that renews them.
    """

    code = models.CharField(max_length=20, unique=True, help_text="GB/T 28181, twenty digits")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=CameraKind.choices())
    state = models.CharField(max_length=20, choices=CameraState.choices(), default=CameraState.ONLINE.value)
    state_at = models.DateTimeField(help_text="since when it is so")
    mount = models.ForeignKey(Mount, on_delete=models.PROTECT, related_name="cameras")
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, related_name="cameras", help_text="who runs it"
    )
    direction_deg = models.FloatField(null=True, help_text="clockwise from north, of the middle")
    angle_deg = models.FloatField(null=True, help_text="of the whole field of view")
    range_m = models.FloatField(null=True)
    view = models.PolygonField(srid=4326, null=True, help_text="WGS84; what it looks at")
    put_up_on = models.DateField(
        null=True, help_text="None where nobody knows; the day of recording counts then"
    )
    player_url = models.CharField(
        max_length=300, blank=True, help_text="with {code}, {begin}, {end}; empty for the city's usual one"
    )
    area_code = models.CharField(max_length=20)
    search = SearchVectorField(null=True)
    recorded_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area_code", "id"], name="camera_by_area"),
            models.Index(fields=["name", "id"], name="camera_by_name"),
            models.Index(fields=["updated_at", "id"], name="camera_by_change"),
            GinIndex(fields=["search"], name="camera_search"),
        ]

    def __str__(self) -> str:
        return self.name


class CameraSight(models.Model):
    """A correction: a camera sees premises or a component although they lie outside, or does not.

    Row-level security by `area_code`.
    """

    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="sights")
    premises = models.ForeignKey(Premises, on_delete=models.PROTECT, null=True, related_name="sights")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, null=True, related_name="sights")
    kind = models.CharField(max_length=20, choices=SightKind.choices())
    reason = models.CharField(max_length=300)
    area_code = models.CharField(max_length=20, help_text="the camera's")
    corrected_by = models.CharField(max_length=60, help_text="the actor's name in the ledger")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(premises__isnull=True) ^ models.Q(component__isnull=True),
                name="sight_of_one_thing",
            ),
            models.UniqueConstraint(fields=["camera", "premises"], name="sight_of_premises_once"),
            models.UniqueConstraint(fields=["camera", "component"], name="sight_of_component_once"),
        ]

    def __str__(self) -> str:
        return f"{self.camera_id} {self.kind}"
