"""The tables of sensing."""

from xiuhua.sensing.models.devices import Contact, Device, Quantity
from xiuhua.sensing.models.readings import LastValue, Observation, RawFrame, TrackPoint
from xiuhua.sensing.models.rolls import DayRoll, HourRoll, RetiredPart, Roll, Stream, Touch

__all__ = [
    "Contact",
    "DayRoll",
    "Device",
    "HourRoll",
    "LastValue",
    "Observation",
    "Quantity",
    "RawFrame",
    "RetiredPart",
    "Roll",
    "Stream",
    "Touch",
    "TrackPoint",
]
