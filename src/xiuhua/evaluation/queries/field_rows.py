"""The rows of other apps that lists behind figures name: asked for here, and only here."""

from xiuhua.cases.models import Move
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, Mount, Premises, Vehicle
from xiuhua.inspections.models import Finding, Inspection
from xiuhua.permits.models import Certificate

__all__ = [
    "Area",
    "Certificate",
    "Finding",
    "Inspection",
    "Mount",
    "Move",
    "Premises",
    "StoredFile",
    "Vehicle",
]
