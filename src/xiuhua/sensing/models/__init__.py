"""The tables of sensing."""

from xiuhua.sensing.models.commands import Command, CommandNews, Control
from xiuhua.sensing.models.devices import Contact, Device, Quantity
from xiuhua.sensing.models.readings import LastValue, Observation, RawFrame, TrackPoint

__all__ = [
    "Command",
    "CommandNews",
    "Contact",
    "Control",
    "Device",
    "LastValue",
    "Observation",
    "Quantity",
    "RawFrame",
    "TrackPoint",
]
