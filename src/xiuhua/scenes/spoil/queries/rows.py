"""The rows of other apps that acts of spoil are handed and name: asked for here, and only here."""

from xiuhua.cases.models import Case
from xiuhua.ground.models import Person, Premises, Road, Unit
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.inspections.models import Finding
from xiuhua.sensing.models import Command, Control, Device

__all__ = [
    "Case",
    "Command",
    "Control",
    "Device",
    "Finding",
    "Party",
    "Person",
    "Premises",
    "Road",
    "Unit",
    "Vehicle",
]
