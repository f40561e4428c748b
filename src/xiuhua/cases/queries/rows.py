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

__all__ = [
    "Camera",
    "CatalogueItem",
    "DutyRevision",
    "HandbookLine",
    "Person",
    "Post",
    "Premises",
    "StoredFile",
    "Unit",
]
