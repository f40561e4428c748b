"""The rows of other apps that acts of the loop are handed and name: asked for here, and only here."""

from xiuhua.files.models import StoredFile
from xiuhua.ground.models import (
    Camera,
    CatalogueItem,
    DutyRevision,
    HandbookLine,
    Person,
    Post,
    Premises,
    Unit,
)
from xiuhua.sensing.models import AlarmStep, Device

__all__ = [
    "AlarmStep",
    "Camera",
    "CatalogueItem",
    "Device",
    "DutyRevision",
    "HandbookLine",
    "Person",
    "Post",
    "Premises",
    "StoredFile",
    "Unit",
]
